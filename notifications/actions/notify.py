"""Tell people one thing, in the transaction of what they are told."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from psycopg.types.json import Jsonb

from core.actor import Actor
from core.ids import first_id, new_id
from core.prepared import prepared_cursor
from events.hints import nudge
from events.publish import NotInTransaction, emit
from notifications import conf
from notifications.about import About
from notifications.actions.outdate_invitations import outdate_invitations
from notifications.enums import DIGESTED, GROUPED, PIERCING, PRESSING, Channel, Kind, Priority
from notifications.events import NotificationCreated
from notifications.messages import InvalidMessage, Message, message_of
from notifications.messages.invitations import InvitingMessage
from notifications.models import Delivery, Notification
from notifications.people import Outsider, Reader
from notifications.rendering import one_line, renderer
from workforce.models import Staff

OVERRIDES = frozenset({"subject", "custom_message"})
#: what tells one alert of a kind from another about the same thing
SAME = ("activity", "clock")
SEND_TASK = "notifications.tasks.send_due"

# The rule is read inside the statement that uses it: always the present one, and never a query more.
_WRITE = """
WITH person AS (
    SELECT * FROM jsonb_to_recordset(%(people)s)
        AS person(id uuid, staff uuid, outsider jsonb, subject text, addresses jsonb, deliveries jsonb)
), policy AS (
    SELECT group_minutes, daily_limit FROM notifications_attention LIMIT 1
), rule AS (
    SELECT channels FROM notifications_notificationrule
    WHERE kind = %(kind)s::text AND priority IN (%(priority)s::text, '') ORDER BY priority = '' LIMIT 1
), chosen AS (
    SELECT DISTINCT unnest(coalesce(%(channels)s::text[], (SELECT channels::text[] FROM rule), '{}')
        || '{IN_APP}'::text[]) AS channel
), told AS (
    INSERT INTO notifications_notification (id, kind, priority, recipient_id, outsider, subject, context, overrides,
        about_kind, about_id, journey_id, dedupe, created_at, withdrawn_at)
    SELECT person.id, %(kind)s::text, %(priority)s::text, person.staff, person.outsider, person.subject, %(context)s,
        %(overrides)s, %(about_kind)s::text, %(about_id)s::uuid, %(journey)s::uuid, %(dedupe)s::text, %(at)s,
        CASE WHEN %(late)s THEN %(at)s END
    FROM person
    WHERE EXISTS (SELECT FROM chosen WHERE person.deliveries ? chosen.channel)
    ON CONFLICT DO NOTHING
    RETURNING id
), planned AS (
    SELECT (person.deliveries ->> chosen.channel)::uuid AS id, told.id AS notification_id, chosen.channel,
        way.address, ending.reason,
        CASE WHEN ending.reason = 'TOO_LATE' THEN 'EXPIRED' WHEN ending.reason <> '' THEN 'SKIPPED'
            WHEN chosen.channel = ANY(%(instant)s::text[]) THEN 'SENT' ELSE 'QUEUED' END AS state
    FROM told JOIN person ON person.id = told.id JOIN chosen ON person.deliveries ? chosen.channel
    LEFT JOIN notifications_preference preference ON preference.staff_id = person.staff
    CROSS JOIN LATERAL (
        SELECT CASE WHEN chosen.channel = 'PUSH'
            AND NOT EXISTS (SELECT FROM notifications_device device WHERE device.staff_id = person.staff)
            THEN '' ELSE coalesce(person.addresses ->> chosen.channel, '') END AS address
    ) way
    CROSS JOIN LATERAL (
        SELECT CASE WHEN %(late)s THEN 'TOO_LATE'
            WHEN way.address = '' THEN 'NO_ADDRESS'
            WHEN chosen.channel <> ALL(%(carried)s::text[]) THEN 'NO_CARRIER'
            WHEN NOT %(piercing)s AND %(kind)s::text || ':' || chosen.channel = ANY(preference.muted)
                THEN 'SWITCHED_OFF'
            WHEN EXISTS (SELECT FROM notifications_suppression stop
                WHERE stop.channel = chosen.channel AND stop.address = way.address) THEN 'OPTED_OUT'
            WHEN chosen.channel = ANY(%(instant)s::text[]) THEN ''
            WHEN %(grouped)s AND EXISTS (SELECT FROM notifications_notification earlier, policy
                WHERE earlier.about_kind = %(about_kind)s::text AND earlier.about_id = %(about_id)s::uuid
                AND earlier.recipient_id = person.staff AND earlier.kind = %(kind)s::text
                AND earlier.created_at > %(at)s - make_interval(mins => policy.group_minutes)
                AND earlier.withdrawn_at IS NULL AND earlier.context @> %(same)s) THEN 'TOLD_ALREADY'
            WHEN %(digested)s AND (SELECT daily_limit FROM policy) > 0 AND (SELECT count(*) FROM (
                SELECT FROM notifications_notification told_today
                JOIN notifications_delivery mail ON mail.notification_id = told_today.id AND mail.channel = 'EMAIL'
                WHERE told_today.recipient_id = person.staff AND told_today.id > %(day_ago)s::uuid
                AND told_today.kind = ANY(%(digested_kinds)s::text[])
                AND told_today.priority <> ALL(%(pressing)s::text[])
                AND (mail.state <> 'SKIPPED' OR mail.reason = 'IN_DIGEST')
                LIMIT (SELECT daily_limit FROM policy)) mails) >= (SELECT daily_limit FROM policy) THEN 'IN_DIGEST'
            ELSE '' END AS reason
    ) ending
)
INSERT INTO notifications_delivery (id, notification_id, channel, address, state, reason, attempts, round,
    next_try_at, expires_at, sent_at, provider_id, created_at)
SELECT id, notification_id, channel, address, state, reason, 0, 1,
    CASE WHEN state = 'QUEUED' THEN least(%(at)s, clock_timestamp()) END, %(expires)s::timestamptz,
    CASE WHEN state = 'SENT' THEN %(at)s END, '', %(at)s
FROM planned
RETURNING id, notification_id, channel, address, state, reason, next_try_at, sent_at
"""


def notify(
    kind: str,
    to: Sequence[Staff | Outsider],
    *,
    context: Mapping[str, Any],
    about: About,
    priority: str,
    by: Actor,
    at: datetime,
    channels: Sequence[str] | None = None,
    overrides: Mapping[str, str] | None = None,
    dedupe: str | None = None,
    expires_at: datetime | None = None,
) -> list[Notification]:
    """Each of `to` gets one notification with a delivery for each channel, or nothing does if the caller rolls back.

    to          staff with their users loaded (`Staff.objects.with_person()`): address, language, zone come from there;
                people outside, who have no bell, no push and no wishes of their own: email and SMS, as the rules or
                `channels` say; whom none of these reaches is left out
    context     what the kind's message asks for, see messages.py
    about       what it is about, so that it can be withdrawn together
    channels    instead of those that the rules name; the bell always rings. What is left to the rules is also kept
                within people's attention: a repeat within minutes and what exceeds the day's mails is SKIPPED
                (TOLD_ALREADY, IN_DIGEST); see models.Attention
    overrides   subject, custom_message
    dedupe      the occurrence, such as "lead_x:breach:3": a person is told it once, whoever calls how often.
                Without it every call tells anew. Somebody outside is known by the email
    expires_at  after that nobody is told any more; already past: written as EXPIRED, and no bell

    Two statements: one writes everything, one emits notification.created; an invitation takes a third, so that an
    older one that is still here does not go out after it. After commit the sender is nudged.
    Returns what was written now, each with `deliveries_`; whoever had been told before is left out.
    Raises NotInTransaction, InvalidMessage (wrong kind, context, channel or override; nothing is written).
    """
    if not connection.in_atomic_block:
        raise NotInTransaction(kind)
    message = message_of(kind, context)
    own = dict(overrides or {})
    _check(priority, channels, own)
    people = {person.key if isinstance(person, Outsider) else person.pk: person for person in to}.values()
    made = [_draft(person, message, about, priority, own, by, at, dedupe) for person in people]
    if not made:
        return []
    _write(made, channels, at=at, expires_at=expires_at)
    written = [notification for notification in made if notification.deliveries_]
    _stored(written)
    if written:
        if isinstance(message, InvitingMessage) and message.invitation:
            outdate_invitations(written, at=at)
        emit(_created(written, about), by=by, at=at)
        transaction.on_commit(partial(nudge, SEND_TASK), robust=True)
    return written


def _check(priority: str, channels: Sequence[str] | None, overrides: dict[str, str]) -> None:
    wrong = [priority] if priority not in Priority.values else []
    wrong += [channel for channel in channels or () if channel not in Channel.values]
    wrong += sorted(set(overrides) - OVERRIDES)
    if wrong:
        raise InvalidMessage(f"unknown priority, channel or override: {wrong}")


def _draft(
    person: Staff | Outsider,
    message: Message,
    about: About,
    priority: str,
    overrides: dict[str, str],
    by: Actor,
    at: datetime,
    dedupe: str | None,
) -> Notification:
    if isinstance(person, Outsider):
        member, outsider, reader = None, person.as_json(), person.reader
    else:
        member, outsider, reader = person, None, Reader(person.name, person.user.language, person.timezone)
    subject = one_line(overrides.get("subject", "")) or renderer().subject(message, reader, priority=priority)
    notification = Notification(
        kind=message.kind,
        priority=priority,
        recipient=member,
        outsider=outsider,
        subject=subject,
        context=message.as_json(),
        overrides=overrides,
        about_kind=about.id_prefix,
        about_id=about.pk,
        journey_id=by.journey_id,
        dedupe=dedupe,
        created_at=at,
    )
    notification.deliveries_ = []
    return notification


def _write(
    made: list[Notification], channels: Sequence[str] | None, *, at: datetime, expires_at: datetime | None
) -> None:
    first = made[0]
    late = expires_at is not None and expires_at <= at
    by_id = {notification.pk: notification for notification in made}
    values: dict[str, Any] = {
        "people": Jsonb([_person(notification) for notification in made]),
        "kind": first.kind,
        "priority": first.priority,
        "channels": list(channels) if channels is not None else None,
        "context": Jsonb(first.context),
        "overrides": Jsonb(first.overrides),
        "about_kind": first.about_kind,
        "about_id": first.about_id,
        "journey": first.journey_id,
        "dedupe": first.dedupe,
        "at": at,
        "late": late,
        "expires": expires_at,
        "carried": list(settings.CARRIERS),
        "instant": list(conf.INSTANT),
        "piercing": first.kind in PIERCING,
        "grouped": channels is None and first.kind in GROUPED,
        "same": Jsonb({name: first.context[name] for name in SAME if name in first.context}),
        "digested": channels is None and first.kind in DIGESTED and first.priority not in PRESSING,
        "digested_kinds": list(DIGESTED),
        "pressing": list(PRESSING),
        "day_ago": first_id(at - timedelta(days=1)),
    }
    with prepared_cursor() as cursor:
        cursor.execute(_WRITE, values)
        for row in cursor.fetchall():
            _attach(by_id[row[1]], row, at=at, expires_at=expires_at)
    for notification in made:
        notification.withdrawn_at = at if late else None
        notification.deliveries_.sort(key=lambda delivery: Channel.values.index(delivery.channel))


def _person(notification: Notification) -> dict[str, Any]:
    staff = notification.recipient
    if staff is None:
        outsider = notification.stranger
        addresses = {Channel.EMAIL: outsider.email, Channel.SMS: outsider.phone}
    else:
        own = staff.public_id
        addresses = {Channel.EMAIL: staff.email, Channel.SMS: staff.phone, Channel.PUSH: own, Channel.IN_APP: own}
    return {
        "id": str(notification.pk),
        "staff": str(staff.pk) if staff else None,
        "outsider": notification.outsider,
        "subject": notification.subject,
        "addresses": addresses,
        "deliveries": {channel: str(new_id()) for channel in addresses},
    }


def _attach(notification: Notification, row: tuple[Any, ...], *, at: datetime, expires_at: datetime | None) -> None:
    key, _, channel, address, state, reason, next_try_at, sent_at = row
    delivery = Delivery(
        id=key if isinstance(key, UUID) else UUID(key),
        notification=notification,
        channel=channel,
        address=address,
        state=state,
        reason=reason,
        next_try_at=next_try_at,
        sent_at=sent_at,
        expires_at=expires_at,
        created_at=at,
    )
    notification.deliveries_.append(delivery)


def _stored(written: list[Notification]) -> None:
    """The rows are there: whoever saves such an object changes its row."""
    for row in (*written, *(delivery for notification in written for delivery in notification.deliveries_)):
        row._state.adding, row._state.db = False, connection.alias  # noqa: SLF001  (what Model.from_db does)


def _created(written: list[Notification], about: About) -> NotificationCreated:
    return NotificationCreated(
        kind=Kind(written[0].kind),
        priority=written[0].priority,
        notification_ids=[notification.public_id for notification in written],
        recipient_ids=[row.recipient_public_id for row in written if row.recipient_id],
        outsider_count=sum(row.recipient_id is None for row in written),
        channels=sorted({delivery.channel for row in written for delivery in row.deliveries_}),
        about_kind=about.id_prefix,
        about_id=about.public_id,
    )
