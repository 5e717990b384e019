"""What becomes due about bookings."""

from datetime import datetime

from events.models import Timer
from events.registry import on_timer
from workforce import actions
from workforce.enums import HOLD_EXPIRY


@on_timer(HOLD_EXPIRY)
def release_hold(timer: Timer, at: datetime) -> None:
    actions.release_overdue_holds(booking_id=timer.about_id, at=at)
