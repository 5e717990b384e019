"""The figures of calls, counted by hand once."""

from datetime import timedelta

import pytest

from accounts.enums import Role
from accounts.tests.factories import UserFactory, bearer
from analytics.queries.calls import calls
from analytics.rules.periods import period_named
from core import clock
from core.testing import Api, assert_queries
from routing.tests.pages import browser_of
from scheduling.actions import cancel_call, claim_call, complete_call, miss_call, propose_times, rate_call, start_call
from scheduling.tests.worlds import NOW, SOON, as_customer, as_member, booked, caller, customer, desk, waiting
from workforce.models import TimeOff
from workforce.rules.zones import zone

pytestmark = pytest.mark.django_db
HALF = timedelta(minutes=30)
LATER = SOON + timedelta(hours=8)


@pytest.fixture
def world():
    """One call completed and rated, one missed, one cancelled, one moved never; a request answered after an hour."""
    ana = caller()
    desk(ana)
    who = customer()
    first, second, third = (booked(who, scheduled_date_time=SOON + n * HALF) for n in range(3))
    start_call(first.pk, by=as_member(ana), at=SOON)
    complete_call(first.pk, outcome="RESOLVED", by=as_member(ana), at=SOON + HALF)
    rate_call(first.pk, score=4, by=as_customer(who), at=SOON + HALF)
    miss_call(second.pk, by=as_member(ana), at=SOON + HALF)
    cancel_call(third.pk, by=as_customer(who), at=NOW)
    request = waiting(who, urgency="URGENT")
    claim_call(request.pk, ana, by=as_member(ana), at=NOW)
    propose_times(request.pk, [SOON + 4 * HALF], by=as_member(ana), at=NOW + 2 * HALF)
    with clock.moved(to=LATER):
        yield ana


def test_each_figure(world):
    total = calls(period_named("7", LATER, zone("UTC"))).total
    assert (total.requested, total.chosen_time, total.flexible) == (4, 3, 1)
    assert (total.answered, total.answer_median, total.answered_in_time, total.answered_late) == (1, 3600, 1, 0)
    assert (total.due, total.completed, total.missed, total.cancelled, total.no_show_rate) == (2, 1, 1, 1, 0.5)
    assert (total.rated, total.rating) == (1, 4.0)
    assert total.booked_seconds == 3600  # completed and missed; what is proposed is only kept
    assert total.working_seconds == (6 * 24 + 17) * 3600  # around the clock, up to now


def test_groups_and_days(world):
    found = calls(period_named("7", LATER, zone("UTC")))
    assert [(line.key, line.figures.requested) for line in found.of("topic")] == [("BILLING", 4)]
    assert [(line.label, line.figures.completed) for line in found.of("member") if line.key] == [("Ana", 1)]
    assert [line.figures.requested for line in found.of("day")] == [0, 0, 0, 0, 0, 4, 0]
    assert [line.figures.completed for line in found.of("day")] == [0, 0, 0, 0, 0, 0, 1]


def test_page_file_and_api_tell_the_same(world):
    browser = browser_of(UserFactory(roles=[Role.SUPERVISOR]))
    text = browser.get("/figures/calls/?period=7").content.decode()
    assert ["Figures of calls" in text, "Billing questions" in text, "50.0" in text] == [True] * 3
    lines = browser.get("/figures/calls/csv/?period=7").content.decode("utf-8-sig").splitlines()
    assert lines[1].startswith("total,,,4,3,1,1,3600,")
    body = Api(bearer(UserFactory(roles=[Role.SUPERVISOR]))).get("/api/v1/analytics/calls?period=7").json()
    assert (body["total"]["requested"], body["total"]["no_show_rate"], body["topics"][0]["id"]) == (4, 0.5, "BILLING")


def test_page_costs_as_many_statements_whatever_it_shows(world):
    browser = browser_of(UserFactory(roles=[Role.SUPERVISOR]))
    with assert_queries(2 + 12 + 3):  # session and person; figures and those before; bar
        browser.get("/figures/calls/?period=90")


def test_time_off_is_no_working_time(world):
    TimeOff.objects.create(staff=world, starts_at=NOW - timedelta(hours=4), ends_at=NOW, reason="Dentist")
    total = calls(period_named("7", LATER, zone("UTC"))).total
    assert total.working_seconds == (6 * 24 + 17 - 4) * 3600


def test_nothing_yet_says_how_figures_grow():
    text = browser_of(UserFactory(roles=[Role.SUPERVISOR])).get("/figures/calls/").content.decode()
    assert "Figures grow by themselves" in text
