"""What calls and sessions do when one has lost its member, its address, or the times that were kept for it."""

from accounts.models import User
from core import clock
from core.actor import SYSTEM
from events.models import DomainEvent
from events.registry import subscribe
from routing.models import IcEntry, Merchant
from scheduling.actions import cover_session, let_hosts_off
from scheduling.actions.cover_call import keep_after_release, keep_after_silence
from scheduling.actions.follow_contact import follow_contact
from scheduling.models import CallRequest
from workforce.models import Staff


@subscribe("call.released")
def keep_call_covered(event: DomainEvent) -> None:
    """Their member has left, lost the role or gave it back: an agreed call is somebody else's at the same hour."""
    key = CallRequest.parse_id(event.subject_id)
    if key is not None:
        keep_after_release(key, by=SYSTEM.on(event.journey_id), at=clock.now())


@subscribe("booking.released")
def ask_for_new_times(event: DomainEvent) -> None:
    """Nobody took the times that were proposed: the request does not rest with its member, its clock runs again."""
    key = CallRequest.parse_id(event.payload["about_id"])
    if key is not None:
        keep_after_silence(key, by=SYSTEM.on(event.journey_id), at=clock.now())


@subscribe("support.released")
def keep_session_covered(event: DomainEvent) -> None:
    """The consultant has left or gave it back: the session is a colleague's at the same hour, or off."""
    key = IcEntry.parse_id(event.payload["queue_entry_id"])
    if key is not None:
        cover_session.keep_after_release(key, by=SYSTEM.on(event.journey_id), at=clock.now())


@subscribe("time_off.added")
def pass_sessions_on(event: DomainEvent) -> None:
    """The consultant will be away: what is planned then is a colleague's who is free."""
    key = Staff.parse_id(event.payload["staff_id"])
    if key is not None:
        cover_session.keep_while_away(key, by=SYSTEM, at=clock.now())


@subscribe("staff.retired", "user.deactivated", "user.roles_changed", "time_off.added")
def keep_sessions_without_host(event: DomainEvent) -> None:
    """Who has left, lost the role or is away joins no session as second host; its consultant hears of it."""
    key = Staff.parse_id(event.subject_id) or User.parse_id(event.subject_id)  # a member's key is the person's
    if key is not None:
        let_hosts_off(key, by=SYSTEM.on(event.journey_id), at=clock.now())


@subscribe("merchant.changed")
def keep_merchant_informed(event: DomainEvent) -> None:
    """Whoever has the old address or number shall hear no more, and not be led into a meeting."""
    key, changed = Merchant.parse_id(event.subject_id), {"email", "contact_email", "contact_phone"}
    if key is not None and not changed.isdisjoint(event.payload["fields"]):
        follow_contact(key, event.payload["fields"], by=SYSTEM.on(event.journey_id), at=clock.now())
