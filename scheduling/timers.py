"""What happens to calls at an instant."""

from datetime import datetime

from core.actor import SYSTEM
from events.models import Timer
from events.registry import on_timer
from scheduling.actions.hold_talk import auto_start
from scheduling.actions.request_call import START_TIMER


@on_timer(START_TIMER)
def start_by_itself(timer: Timer, at: datetime) -> None:
    auto_start(timer.about_id, by=SYSTEM, at=at)
