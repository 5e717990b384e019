"""What happens to work at an instant."""

from datetime import datetime

from core.actor import SYSTEM
from events.models import Timer
from events.registry import on_timer
from routing.actions.change_owner import lock_item
from routing.actions.pass_on_breach import SILENCE_TIMERS, pass_on_breach
from routing.actions.reoffer_work import reoffer_work
from routing.actions.run_clock import note_breach, warn_of_deadline
from routing.actions.tell_next_try import tell_next_try
from routing.actions.wake_work import wake_work
from routing.enums import ClockKind


@on_timer("work.first_contact_warning")
def first_contact_warning(timer: Timer, at: datetime) -> None:
    warn_of_deadline(lock_item(timer.about_id), ClockKind.FIRST_CONTACT, at=at)


@on_timer("work.first_contact_breach")
def first_contact_breach(timer: Timer, at: datetime) -> None:
    note_breach(lock_item(timer.about_id), ClockKind.FIRST_CONTACT, at=at)


@on_timer("work.quote_warning")
def quote_warning(timer: Timer, at: datetime) -> None:
    warn_of_deadline(lock_item(timer.about_id), ClockKind.QUOTE_DELIVERY, at=at)


@on_timer("work.quote_breach")
def quote_breach(timer: Timer, at: datetime) -> None:
    note_breach(lock_item(timer.about_id), ClockKind.QUOTE_DELIVERY, at=at)


@on_timer(SILENCE_TIMERS[ClockKind.FIRST_CONTACT])
def first_contact_silence(timer: Timer, at: datetime) -> None:
    _pass_on(timer, ClockKind.FIRST_CONTACT, at)


@on_timer(SILENCE_TIMERS[ClockKind.QUOTE_DELIVERY])
def quote_silence(timer: Timer, at: datetime) -> None:
    _pass_on(timer, ClockKind.QUOTE_DELIVERY, at)


def _pass_on(timer: Timer, clock: ClockKind, at: datetime) -> None:
    pass_on_breach(lock_item(timer.about_id), clock, since=datetime.fromisoformat(timer.payload["since"]), at=at)


@on_timer("work.reoffer")
def reoffer(timer: Timer, at: datetime) -> None:
    reoffer_work(lock_item(timer.about_id), had=timer.payload.get("had", []), at=at)


@on_timer("work.wake")
def wake(timer: Timer, at: datetime) -> None:
    wake_work(lock_item(timer.about_id), by=SYSTEM, at=at)


@on_timer("work.next_try")
def next_try(timer: Timer, at: datetime) -> None:
    tell_next_try(lock_item(timer.about_id), at=at)


@on_timer("work.offer_expires")
def offer_expires(timer: Timer, at: datetime) -> None:
    wake_work(lock_item(timer.about_id), by=SYSTEM, at=at)
