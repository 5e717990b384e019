"""Another session for one that did not take place: at a chosen time, or when somebody has one."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop as _

from core.actor import Actor
from core.errors import DomainError, ErrorCode
from routing.actions.release_work import return_to_queue, route_again
from scheduling.actions import _own_sessions, _sessions
from scheduling.actions.schedule_session import schedule_session
from scheduling.enums import MISSED_SESSIONS
from scheduling.models import IcSession
from scheduling.queries.session_links import next_of, who_holds_the_next
from scheduling.session_events import SessionAskedAgain


@transaction.atomic
def book_again(session_id: UUID, starts_at: datetime, *, link_version: int, by: Actor, at: datetime) -> IcSession:
    """The merchant has a new session of the same kind, with whoever has the need now, else with the same consultant;
    the links of the old one are dead. Returns the new one. Emits session.scheduled and what goes with it.

    Refuses: NOBODY_AVAILABLE where that consultant holds sessions no more, IC_UNAVAILABLE with alternatives,
    IC_CAPACITY_EXCEEDED, QUEUE_ENTRY_CLOSED once the need is settled, INVALID_TRANSITION for a session that may still
    take place and where another is planned already, STALE_VERSION for an old link. Nothing has changed then.
    """
    old = _hold_missed(session_id, link_version)
    to = who_holds_the_next(old)
    if to is None:
        raise DomainError(ErrorCode.NOBODY_AVAILABLE, _("Your consultant holds no sessions at present."))
    _own_sessions.check_offered(old, to, starts_at, moving=False, at=at)
    kept = ("session_type", "duration", "timezone", "platform", "agenda", "notes", "send_invitations")
    facts = {name: getattr(old, name) for name in kept} | {"scheduled_for": starts_at}
    new = schedule_session(old.merchant, to, facts, by=by, at=at).session
    _sessions.write(old, at=at, links_version=old.links_version + 1)
    return new


@transaction.atomic
def ask_again(session_id: UUID, *, wishes: str = "", link_version: int, by: Actor, at: datetime) -> IcSession:
    """No time suits, or none is free: the need waits in the queue for somebody else than whoever has it now, where a
    team is automatic it is somebody's at once. Asked twice, nothing more happens. Emits session.asked_again, and
    support.released where somebody had it.

    wishes  when it would suit, in the merchant's words

    Refuses what book_again refuses of the session and its need.
    """
    old = _hold_missed(session_id, link_version)
    if old.asked_again_at is not None:
        return old
    item = old.entry.work_item
    _sessions.write(old, at=at, asked_again_at=at)
    _sessions.tell(SessionAskedAgain, old, by=by, at=at, wishes=wishes[:300])
    if item.is_owned:
        former = return_to_queue(item, reason=_("None of the free times suits the merchant."), by=by, at=at)
        route_again(item, previous_id=former, by=by, at=at)
    return old


def _hold_missed(session_id: UUID, link_version: int) -> IcSession:
    old = _own_sessions.hold_own(session_id, link_version)
    if old.status not in MISSED_SESSIONS:
        raise _not_now(_("Only for a session that did not take place another can be booked here."), old)
    if not old.entry.is_open:
        raise DomainError(ErrorCode.QUEUE_ENTRY_CLOSED, _("What this session was about is settled already."))
    if next_of(old) is not None:
        raise _not_now(_("Another session is planned already. The latest mail has its links."), old)
    return old


def _not_now(message: str, session: IcSession) -> DomainError:
    return DomainError(ErrorCode.INVALID_TRANSITION, message, {"status": session.status, "allowed": []})
