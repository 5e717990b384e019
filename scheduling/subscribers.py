"""What calls do when routing says that one has lost its member."""

from core import clock
from core.actor import SYSTEM
from events.models import DomainEvent
from events.registry import subscribe
from scheduling.actions.cover_call import keep_after_release
from scheduling.models import CallRequest


@subscribe("call.released")
def keep_call_covered(event: DomainEvent) -> None:
    """Their member has left, lost the role or gave it back: an agreed call is somebody else's at the same hour."""
    key = CallRequest.parse_id(event.subject_id)
    if key is not None:
        keep_after_release(key, by=SYSTEM.on(event.journey_id), at=clock.now())
