"""The newest word about an appointment is the only one that still goes out."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from notifications.enums import Channel
from notifications.models import Notification

# A calendar that hears CANCEL before its REQUEST keeps what was cancelled. One that waits is stopped; one that is being
# sent, or may be sent again, is over from now on for any later try.
_OUTDATE = """
UPDATE notifications_delivery older
SET state = CASE older.state WHEN 'QUEUED' THEN 'WITHDRAWN' ELSE older.state END,
    reason = CASE older.state WHEN 'QUEUED' THEN 'NO_LONGER_NEEDED' ELSE older.reason END,
    next_try_at = CASE older.state WHEN 'QUEUED' THEN NULL ELSE older.next_try_at END,
    expires_at = least(older.expires_at, %(at)s)
FROM notifications_notification earlier
WHERE older.notification_id = earlier.id
    AND earlier.about_kind = %(about_kind)s AND earlier.about_id = %(about_id)s
    AND earlier.id <> ALL(%(newest)s) AND earlier.context ->> 'invitation' <> ''
    AND older.channel = 'EMAIL' AND lower(older.address) = ANY(%(addresses)s)
    AND older.state IN ('QUEUED', 'SENDING', 'SENT', 'FAILED', 'UNKNOWN')
"""


def outdate_invitations(newest: Sequence[Notification], *, at: datetime) -> int:
    """Earlier invitations to what `newest` is about do not go to the same addresses any more; returns how many there
    were. Inside the transaction that told the newest. One statement.

    What is being sent at this moment goes out, and the newest waits for it (see claim_delivery).
    """
    addresses = {
        delivery.address.lower() for row in newest for delivery in row.deliveries_ if delivery.channel == Channel.EMAIL
    }
    with connection.cursor() as cursor:
        cursor.execute(
            _OUTDATE,
            {
                "at": at,
                "about_kind": newest[0].about_kind,
                "about_id": newest[0].about_id,
                "newest": [row.pk for row in newest],
                "addresses": sorted(addresses),
            },
        )
        return int(cursor.rowcount)
