"""A handful of calls: held and rated, missed, moved, cancelled, to come, and waiting for an answer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from accounts.models import Customer
from core.actor import Actor
from core.ids import new_id
from routing.demo.cast import Cast
from routing.demo.story import Life, Story
from scheduling.actions import (
    cancel_call,
    claim_call,
    complete_call,
    miss_call,
    propose_times,
    rate_call,
    request_call,
    reschedule_call,
    start_call,
)
from scheduling.actions._limits import Asker
from scheduling.models import CallRequest, Topic
from scheduling.queries.pool import needs_of, pool_of, slots_of
from workforce.rules.free_slots import Period

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


@dataclass(frozen=True)
class Caller:
    """A customer of the demo world, and how they ask."""

    cast: Cast
    story: Story
    login: str

    @property
    def customer(self) -> Customer:
        return Customer.objects.select_related("company").get(user=self.cast.users[self.login])

    @property
    def actor(self) -> Actor:
        return self.cast.actor(self.login)

    def asks(self, topic: str, **facts: Any) -> CallRequest:
        customer = self.customer
        said = {
            "topic": Topic.objects.get(code=topic),
            "timezone": customer.timezone,
            "contact_phone": customer.phone,
            "language_preference": customer.language,
            **facts,
        }
        by = self.actor.on(new_id())
        return request_call(said, Asker(customer.name, customer.email, customer), by=by, at=self.story.at)

    def books(self, topic: str, *, ahead: timedelta, nth: int = 0, **facts: Any) -> CallRequest:
        """At the nth free time not sooner than so long from now."""
        starts_at = self.free(topic, self.story.at + ahead, nth)
        return self.asks(topic, scheduling_type="CALENDAR", scheduled_date_time=starts_at, **facts)

    def wishes(self, topic: str, preferred: str, urgency: str, **facts: Any) -> CallRequest:
        facts |= {"preferred_times": preferred, "urgency_level": urgency}
        return self.asks(topic, scheduling_type="FLEXIBLE", **facts)

    def free(self, code: str, since: datetime, nth: int = 0) -> datetime:
        topic, at = Topic.objects.get(code=code), self.story.at
        pool = pool_of(topic, needs_of(topic, "en"), at=at)
        period = Period(since.date(), since.date() + 6 * DAY, "UTC")
        later = [slot.start for slot in slots_of(pool, topic.slot_rules(), period, at=at) if slot.start >= since]
        return later[nth]

    def owner(self, call: CallRequest) -> Actor:
        call.work_item.refresh_from_db()
        assert call.work_item.owner_id is not None
        return self.cast.actor_of(call.work_item.owner_id)


def plan_calls(cast: Cast, story: Story) -> None:
    """Each life begins so long before now; none within the last day, so that each customer may ask again."""

    def begin(before: timedelta, login: str, life: Callable[[Caller], Life]) -> None:
        story.begin(story.present - before, partial(life, Caller(cast, story, login)))

    begin(12 * DAY, "customer1", _about_an_invoice)
    begin(11 * DAY, "customer3", _about_a_printer)
    begin(9 * DAY, "customer2", _missed)
    begin(8 * DAY, "customer4", _called_off)
    begin(6 * DAY, "customer1", _moved_and_held)
    begin(52 * HOUR, "customer1", _to_come)
    begin(46 * HOUR, "customer3", _to_come_by_video)
    begin(27 * HOUR, "customer2", _waits)
    begin(26 * HOUR, "customer4", _gets_proposals)


def _about_an_invoice(who: Caller) -> Life:
    call = who.books("BILLING", ahead=DAY, nth=2, notes="The March invoice lists two terminals, we have one.")
    yield from _talk(who, call, "RESOLVED", "One terminal was billed twice; credit note is on its way.")
    yield who.story.at + 3 * HOUR
    rate_call(call.pk, score=5, comment="Quick and friendly.", by=who.actor, at=who.story.at)


def _about_a_printer(who: Caller) -> Life:
    call = who.books("TECHNICAL_ISSUES", ahead=DAY, nth=5, notes="La impresora de cocina se para a mediodía.")
    yield from _talk(who, call, "FOLLOW_UP_NEEDED", "Cable swapped by phone; watch it over the weekend.")
    yield who.story.at + 20 * HOUR
    rate_call(call.pk, score=4, comment="", by=who.actor, at=who.story.at)


def _missed(who: Caller) -> Life:
    call = who.books("NEW_SERVICES", ahead=DAY, nth=1)
    assert call.scheduled_date_time is not None
    yield call.scheduled_date_time + 12 * MINUTE
    miss_call(call.pk, reason="No answer, two tries.", by=who.owner(call), at=who.story.at)


def _called_off(who: Caller) -> Life:
    call = who.books("GENERAL_INQUIRY", ahead=2 * DAY)
    yield who.story.at + 5 * HOUR
    cancel_call(call.pk, reason="Solved in the meantime.", by=who.actor, at=who.story.at)


def _moved_and_held(who: Caller) -> Life:
    call = who.books("ACCOUNT_SUPPORT", ahead=DAY, preferred_contact_method="PHONE", notes="Adding a shift lead.")
    yield who.story.at + 2 * HOUR
    assert call.scheduled_date_time is not None
    later = who.free("ACCOUNT_SUPPORT", call.scheduled_date_time + HOUR)
    call = reschedule_call(call.pk, starts_at=later, by=who.actor, at=who.story.at)
    yield from _talk(who, call, "RESOLVED", "Shift lead has her own login now.")


def _talk(who: Caller, call: CallRequest, outcome: str, notes: str) -> Life:
    assert call.scheduled_date_time is not None
    yield call.scheduled_date_time + MINUTE
    start_call(call.pk, by=who.owner(call), at=who.story.at)
    yield who.story.at + 19 * MINUTE
    complete_call(call.pk, outcome=outcome, notes=notes, by=who.owner(call), at=who.story.at)


def _to_come(who: Caller) -> Life:
    who.books("NEW_SERVICES", ahead=3 * DAY, nth=3, notes="Second location opens in May: what do we need?")
    return
    yield  # its hour is still to come


def _to_come_by_video(who: Caller) -> Life:
    who.books("BILLING", ahead=4 * DAY, nth=4, additional_attendees=["contable@casafernandez.example"])
    return
    yield  # its hour is still to come


def _waits(who: Caller) -> Life:
    who.wishes("GENERAL_INQUIRY", "Weekday mornings before we open at eleven", "WITHIN_2_WEEKS")
    return
    yield  # nobody has taken it


def _gets_proposals(who: Caller) -> Life:
    call = who.wishes("TECHNICAL_ISSUES", "Martes o jueves por la tarde", "THIS_WEEK", notes="El lector no cobra.")
    yield who.story.at + 20 * MINUTE
    taker = who.cast.staff["agent2"]
    claim_call(call.pk, taker, by=who.cast.actor("agent2"), at=who.story.at)
    yield who.story.present - 3 * HOUR  # the times are kept for a day
    times = [who.free("TECHNICAL_ISSUES", who.story.present + DAY, nth) for nth in (0, 3, 7)]
    propose_times(call.pk, times, by=who.cast.actor("agent2"), at=who.story.at)
