"""What the verbs of a merchant share, who holds a link of a mail: the page has read it, here it is asked again."""

from datetime import datetime
from uuid import UUID

from core.errors import DomainError, ErrorCode
from scheduling.actions import _sessions
from scheduling.models import IcSession
from scheduling.queries.limits import call_policy
from scheduling.queries.session_links import hours_of, is_offered, nearest
from scheduling.rules.request import can_still_be_changed
from workforce.models import Staff


def hold_own(session_id: UUID, link_version: int) -> IcSession:
    """The session, held. Raises NotFound, and STALE_VERSION when the link was used or replaced since it was opened."""
    session = _sessions.lock_session(session_id)
    if session.links_version != link_version:
        raise DomainError(
            ErrorCode.STALE_VERSION,
            "The session has changed meanwhile. The latest mail about it has the links that work.",
            {"version": session.links_version},
        )
    return session


def check_deadline(session: IcSession, at: datetime) -> None:
    """Merchants move and cancel in time, by the deadline of calls."""
    deadline = call_policy().cancellation_deadline
    if not can_still_be_changed(session.scheduled_for, deadline, at):
        hours = deadline.total_seconds() / 3600
        raise DomainError(
            ErrorCode.CANCELLATION_DEADLINE_PASSED,
            f"Less than {hours:g} hours are left, so this session cannot be moved or cancelled here. "
            "Please phone your consultant.",
            {"deadline": session.scheduled_for - deadline, "scheduled_for": session.scheduled_for},
        )


def check_offered(session: IcSession, staff: Staff, starts_at: datetime, *, moving: bool, at: datetime) -> None:
    """Merchants take what is offered; consultants themselves book anywhere. Raises IC_UNAVAILABLE with alternatives."""
    if is_offered(staff.pk, starts_at, session, at=at, ignoring=session.booking_id if moving else None):
        return
    near = nearest(hours_of(staff, session, moving=moving, at=at), starts_at)
    raise DomainError(
        ErrorCode.IC_UNAVAILABLE,
        f"{staff.name} is taken at that time. Choose one of the alternatives.",
        {"ic_id": staff.public_id, "alternatives": [{"start": slot.start, "end": slot.end} for slot in near]},
    )
