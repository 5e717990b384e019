"""Say what happened: one row for history, audit, outbox and feed, one more for each subscriber. One statement."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from psycopg.types.json import Jsonb

from core.actor import Actor
from core.ids import new_id
from core.prepared import prepared_cursor
from events import registry
from events.hints import announce_feed, nudge_once
from events.models import DomainEvent


class NotInTransaction(RuntimeError):
    """An event must commit together with what it tells."""


_INSERT = """
WITH head AS (
    INSERT INTO events_subjecthead (kind, subject_id, version) VALUES (%(kind)s::text, %(subject)s::text, 1)
    ON CONFLICT (kind, subject_id) DO UPDATE SET version = events_subjecthead.version + 1
    RETURNING version
), told AS (
    INSERT INTO events_domainevent (id, name, subject_kind, subject_id, subject_version, actor_kind, actor_id,
        actor_name, ip, trace_id, journey_id, payload, personal, topics, occurred_at)
    SELECT %(id)s, %(name)s::text, %(kind)s::text, %(subject)s::text, head.version, %(actor_kind)s::text,
        %(actor_id)s::text, %(actor_name)s::text, %(ip)s::inet, %(trace)s::text, %(journey)s::uuid, %(payload)s,
        %(personal)s, %(topics)s::text[], %(at)s
    FROM head RETURNING id, subject_version
), heard AS (
    INSERT INTO events_dispatch (event_id, subscriber, due_at)
    SELECT told.id, path, %(at)s FROM told, unnest(%(subscribers)s::text[]) AS path
)
SELECT subject_version FROM told
"""


def emit(payload: Any, *, by: Actor, at: datetime) -> DomainEvent:
    """Write that it happened, in the transaction of the change.

    payload  a registered frozen dataclass; `payload.subject()` names what it happened to
    by       who did it; the row joins the actor's journey
    at       the action's instant

    Returns the stored event. Raises NotInTransaction outside a transaction. After commit the dispatcher is nudged.
    """
    stored = _event(payload, by, at)
    with prepared_cursor() as cursor:
        cursor.execute(_INSERT, _values(stored))
        stored.subject_version = cursor.fetchone()[0]
    _nudge_after_commit()
    return stored


def emit_all(told: Iterable[tuple[Any, Actor]], *, at: datetime) -> None:
    """What `emit` does, for many payloads, each with its actor, in one round trip; numbered in that order."""
    rows = [_values(_event(payload, by, at)) for payload, by in told]
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.executemany(_INSERT, rows)
    _nudge_after_commit()


def _event(payload: Any, by: Actor, at: datetime) -> DomainEvent:
    if not connection.in_atomic_block:
        raise NotInTransaction(type(payload).__name__)
    kind, subject = payload.subject()
    open_part, personal = _split(payload)
    return DomainEvent(
        id=new_id(),
        name=payload.event_name,
        subject_kind=kind,
        subject_id=subject,
        actor_kind=by.kind,
        actor_id=by.id,
        actor_name=by.name,
        ip=by.ip,
        trace_id=by.trace_id,
        journey_id=by.journey_id,
        payload=open_part,
        personal=personal,
        topics=registry.told_under(payload),
        occurred_at=at,
    )


def _values(stored: DomainEvent) -> dict[str, Any]:
    return {
        "id": stored.id,
        "name": stored.name,
        "kind": stored.subject_kind,
        "subject": stored.subject_id,
        "actor_kind": stored.actor_kind,
        "actor_id": stored.actor_id,
        "actor_name": stored.actor_name,
        "ip": stored.ip,
        "trace": stored.trace_id,
        "journey": stored.journey_id,
        "payload": Jsonb(stored.payload),
        "personal": Jsonb(stored.personal),
        "topics": stored.topics,
        "at": stored.occurred_at,
        "subscribers": list(registry.SUBSCRIBERS[stored.name]),
    }


def _nudge_after_commit() -> None:
    if all(waiting[1] is not nudge_dispatch for waiting in connection.run_on_commit):
        transaction.on_commit(nudge_dispatch, robust=True)  # one nudge a transaction, however much it tells


def nudge_dispatch() -> None:
    announce_feed()  # live pages need no worker
    nudge_once("events.tasks.relay")


def _split(payload: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The payload's fields as JSON: those that anybody may read, and the personal ones."""
    hidden = getattr(payload, "personal", ())
    values = {field.name: _json(getattr(payload, field.name)) for field in fields(payload)}
    return (
        {name: value for name, value in values.items() if name not in hidden},
        {name: value for name, value in values.items() if name in hidden},
    )


def _json(value: Any) -> Any:
    match value:
        case datetime() | date():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case UUID():
            return str(value)
        case dict():
            return {key: _json(item) for key, item in value.items()}
        case list() | tuple():
            return [_json(item) for item in value]
        case _:
            return value
