"""What pages, answers and the bar ask for."""

from notifications.queries.bell import bell_of, unread_count
from notifications.queries.deliveries import deliveries_json, delivery_status
from notifications.queries.inbox import inbox, path_of

__all__ = ["bell_of", "deliveries_json", "delivery_status", "inbox", "path_of", "unread_count"]
