"""What the verbs for sessions share: holding one, moving it on, refusing, saying what happened."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F

from core.actor import Actor
from core.errors import DomainError, ErrorCode, Forbidden, Invalid, NotFound
from core.versions import refuse_stale
from events.publish import emit
from routing.actions.change_owner import lock_item, note
from routing.models import IcEntry, Merchant, WorkItem
from scheduling.conf import FURTHEST_SESSION
from scheduling.enums import SESSION_ACTIONS, SessionAction, SessionStatus
from scheduling.models import IcSession
from scheduling.models.session import HELD_WITH
from scheduling.policies import can_hold_session


def lock_session(session_id: UUID) -> IcSession:
    """The session as it is, held until the end of the transaction: its merchant first, then its place in the queue, so
    that whoever moves the merchant's steps never waits crosswise. Raises NotFound."""
    found = IcSession.objects.filter(pk=session_id).values_list("merchant", "entry__work_item").first()
    if found is None:
        raise NotFound("session")
    Merchant.objects.select_for_update(of=("self",)).get(pk=found[0])
    item = lock_item(found[1], what="session")
    session = IcSession.objects.select_related("merchant", "entry", *HELD_WITH).get(pk=session_id)
    join_up(session, item)
    return session


def join_up(session: IcSession, item: WorkItem) -> None:
    """One entry and one merchant, from whichever side they are reached."""
    session.entry.work_item, session.entry.merchant = item, session.merchant
    item.ic_entry = session.entry


def hold(session_id: UUID, action: SessionAction, by: Actor, asked: frozenset[int] | None = None) -> IcSession:
    """The session, held, for something that may be done with it now by this actor.

    asked  the versions it is meant for; None = any

    Raises NotFound, FORBIDDEN, STALE_VERSION, INVALID_TRANSITION with what may be done instead.
    """
    session = hold_for(session_id, by, asked)
    check_action(session, action)
    return session


def hold_for(session_id: UUID, by: Actor, asked: frozenset[int] | None = None) -> IcSession:
    """The session, held, whatever may be done with it now. Raises NotFound, FORBIDDEN, STALE_VERSION."""
    session = lock_session(session_id)
    if not can_hold_session(by, session):
        raise Forbidden("Only the consultant who has this session, or an administrator, can do that.")
    refuse_stale(session.version, asked)
    return session


def check_action(session: IcSession, action: SessionAction) -> None:
    allowed = SESSION_ACTIONS[SessionStatus(session.status)]
    if action in allowed:
        return
    words = ", ".join(one.value for one in allowed) or "nothing"
    raise DomainError(
        ErrorCode.INVALID_TRANSITION,
        f"A session that is {session.status} cannot take {action.value}: it can take {words}.",
        {"status": session.status, "allowed": [one.value for one in allowed]},
    )


def check_to_come(field: str, starts_at: datetime, at: datetime) -> None:
    """Raises VALIDATION_FAILED under that name."""
    if starts_at <= at:
        raise Invalid({field: ["This time is over. Choose a later one."]})
    if starts_at > at + FURTHEST_SESSION:
        raise Invalid({field: ["This is more than a year away. Choose an earlier time."]})


def write(session: IcSession, *, at: datetime, **facts: Any) -> None:
    """The held session has these values and is one version further."""
    IcSession.objects.filter(pk=session.pk).update(version=F("version") + 1, updated_at=at, **facts)
    for name, value in facts.items():
        setattr(session, name, value)
    session.version += 1
    session.updated_at = at


def show_in_queue(session: IcSession | None, item: WorkItem, **facts: Any) -> None:
    """The entry of the locked item shows that session, or none, and is sorted by its hour."""
    shown = session.for_queue() if session else None
    IcEntry.objects.filter(pk=item.ic_entry.pk).update(session=shown)
    item.ic_entry.session = shown
    note(item, scheduled_at=session.scheduled_for if session else None, **facts)


def tell(event: type, session: IcSession, *, by: Actor, at: datetime, **more: Any) -> None:
    """Emit one of the session's events with what they all carry."""
    emit(event(**about(session), **more), by=by.on(session.merchant.journey_id), at=at)


def about(session: IcSession) -> dict[str, Any]:
    item = session.entry.work_item
    return {
        "session_id": session.public_id,
        "merchant_id": session.merchant.public_id,
        "queue_entry_id": session.entry.public_id,
        "status": session.status,
        "team_id": item.team.public_id,
        "owner_id": session.ic.public_id,
    }
