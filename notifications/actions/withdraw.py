"""Nobody needs to be told any more: somebody took care of it, or it is over."""

from collections.abc import Collection, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.db import connection, transaction
from psycopg.types.json import Jsonb

from core.actor import Actor, staff_public_id
from core.ids import public_id
from events.hints import nudge
from events.publish import NotInTransaction, emit
from notifications.about import About
from notifications.actions.notify import SEND_TASK
from notifications.events import NotificationWithdrawn
from notifications.models import Notification
from workforce.models import Staff

_WITHDRAW = """
WITH matching AS (
    SELECT id, recipient_id, read_at FROM notifications_notification
    WHERE about_kind = %(kind)s AND about_id = %(about)s AND withdrawn_at IS NULL
        AND (%(kinds)s::text[] IS NULL OR kind = ANY(%(kinds)s::text[]))
        AND context @> %(context)s
        AND CASE WHEN recipient_id IS NOT NULL THEN recipient_id <> ALL(%(spared)s::uuid[]) ELSE EXISTS (
            SELECT FROM notifications_delivery waiting WHERE waiting.notification_id = notifications_notification.id
                AND waiting.state IN ('QUEUED', 'SENDING', 'FAILED', 'UNKNOWN')) END
    ORDER BY id FOR UPDATE
), stopped AS (
    UPDATE notifications_delivery delivery
    SET state = 'WITHDRAWN', reason = 'NO_LONGER_NEEDED', next_try_at = NULL
    FROM matching WHERE delivery.notification_id = matching.id
        AND (delivery.state = 'QUEUED'
            OR (delivery.channel = 'IN_APP' AND delivery.state = 'SENT' AND matching.read_at IS NULL))
), closing AS (
    -- one that is being sent is held, unchanged, until it is settled: whoever comes second sees the other's work
    UPDATE notifications_delivery delivery
    SET state = CASE delivery.state WHEN 'SENT' THEN 'QUEUED' ELSE delivery.state END,
        attempts = CASE delivery.state WHEN 'SENT' THEN 0 ELSE delivery.attempts END,
        round = CASE delivery.state WHEN 'SENT' THEN delivery.round + 1 ELSE delivery.round END,
        next_try_at = CASE delivery.state WHEN 'SENT' THEN clock_timestamp() END
    FROM matching WHERE delivery.notification_id = matching.id AND matching.read_at IS NULL
        AND delivery.channel = 'PUSH' AND delivery.state IN ('SENT', 'SENDING')
)
UPDATE notifications_notification notification SET withdrawn_at = %(at)s
FROM matching WHERE notification.id = matching.id AND matching.read_at IS NULL
RETURNING notification.id, notification.recipient_id
"""


def withdraw(
    about: About,
    *,
    kinds: Collection[str] | None = None,
    context: Mapping[str, Any] | None = None,
    except_for: Collection[Staff] | None = None,
    by: Actor,
    at: datetime,
) -> int:
    """What was told about it and not read yet leaves the bell; what was not sent yet is not sent, and what a browser
    shows is taken away there: that push is queued once more, as a message that closes the first (see is_closing).
    People outside have no bell: what was sent to them stands, what was not is not sent any more.

    kinds       only these; all when None
    context     only what was told with this in its context, such as {"clock": "FIRST_CONTACT"}
    except_for  staff who keep what they were told: the one who took it

    What is being sent at this moment goes out. Emits notification.withdrawn when something was; returns how much.
    Raises NotInTransaction. One statement, two when something was withdrawn.
    """
    if not connection.in_atomic_block:
        raise NotInTransaction("withdraw")
    values: dict[str, Any] = {
        "kind": about.id_prefix,
        "about": about.pk,
        "kinds": list(kinds) if kinds is not None else None,
        "context": Jsonb(dict(context or {})),
        "spared": [staff.pk for staff in except_for or ()],
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(_WITHDRAW, values)
        gone = cursor.fetchall()
    if gone:
        told = NotificationWithdrawn(
            notification_ids=[public_id(Notification.id_prefix, row[0]) for row in gone],
            recipient_ids=sorted({staff_public_id(row[1]) for row in gone if row[1]}),
            about_kind=about.id_prefix,
            about_id=about.public_id,
        )
        emit(told, by=by, at=at)
        transaction.on_commit(partial(nudge, SEND_TASK), robust=True)
    return len(gone)
