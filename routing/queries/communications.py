"""What was said to leads and about them, as their entries list it."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from core.actor import staff_public_id
from core.ids import public_id
from core.prepared import prepared_cursor
from notifications.enums import Kind
from notifications.models import Notification
from routing.models import Communication, WorkItem

ASSIGNMENT = "ASSIGNMENT_NOTIFICATION"

# Contacts that were logged, and notices of assignment, withdrawn ones too: a history tells what was.
_HISTORY = """
SELECT said.entry_id, %(said)s::text, said.id, said.type, said.logged_at, NULL::uuid, said.outcome, said.logged_by_id
FROM routing_communication said WHERE said.entry_id = ANY(%(entries)s::uuid[])
UNION ALL
SELECT entry.id, %(told)s::text, told.id, %(assignment)s::text, told.created_at, told.recipient_id, NULL, NULL
FROM routing_queueentry entry JOIN notifications_notification told
    ON told.about_kind = %(item)s::text AND told.about_id = entry.work_item_id
    AND told.kind = %(kind)s::text
WHERE entry.id = ANY(%(entries)s::uuid[])
ORDER BY 5, 3
"""


def communications_of(entry_ids: Iterable[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    """What was said, oldest first, by entry. One query for a whole page."""
    found: dict[UUID, list[dict[str, Any]]] = {}
    values: dict[str, Any] = {
        "entries": list(entry_ids),
        "said": Communication.id_prefix,
        "told": Notification.id_prefix,
        "assignment": ASSIGNMENT,
        "item": WorkItem.id_prefix,
        "kind": Kind.NEW_LEAD_ASSIGNED.value,
    }
    with prepared_cursor(binary=True) as cursor:
        cursor.execute(_HISTORY, values)
        rows = cursor.fetchall()
    for entry, prefix, key, kind, at, to, outcome, who in rows:
        found.setdefault(entry, []).append(
            {
                "id": public_id(prefix, key),
                "type": kind,
                "timestamp": at,
                "sent_to": staff_public_id(to) if to else None,
                "outcome": outcome,
                "logged_by": staff_public_id(who) if who else None,
            }
        )
    return found
