"""Clocks in the team's hours: nights, holidays and clock changes do not count, the score goes on all the same."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core import clock
from core.actor import SYSTEM
from events.models import DomainEvent, Timer
from events.timers import WAITING, fire_due
from routing.actions.change_policy import change_policy
from routing.actions.rescore_work import rescore_work
from routing.models import RoutingPolicy, WorkItem
from routing.queries.intake import counted_hours
from routing.queries.policies import forget_policies, lines_of
from routing.rules.sla import clock_from
from routing.tests.worlds import waiting_item
from workforce.models import BlackoutDay, TeamHours
from workforce.rules.working_time import NO_HOURS, Calendar
from workforce.tests.factories import StaffFactory, TeamFactory

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
NEW_YORK = "America/New_York"
FRIDAY_EVENING = datetime(2027, 3, 12, 21, 55, tzinfo=UTC)  # 16:55 in New York


@pytest.fixture(autouse=True)
def _in_team_hours():
    RoutingPolicy.objects.update(clock_in_team_hours=True)
    forget_policies()
    yield
    forget_policies()


def team_of(*spans, **own):
    """A team in New York that is there in these spans of the week: (weekday, starts, ends)."""
    team = TeamFactory(members=[StaffFactory()], timezone=NEW_YORK, **own)
    TeamHours.objects.bulk_create(TeamHours(team=team, weekday=day, starts=a, ends=b) for day, a, b in spans)
    return team


OFFICE = [(day, "09:00", "17:00") for day in range(5)]
NIGHTS = [(day, "22:00", "06:00") for day in range(7)]


def test_what_is_left_at_closing_time_runs_on_when_the_team_is_back():
    item = waiting_item(team_of(*OFFICE), at=FRIDAY_EVENING)
    monday = datetime(2027, 3, 15, 13, tzinfo=UTC)  # 09:00 in New York, in summer time since Sunday
    assert (item.warn_at, item.due_at) == (monday + 7 * MINUTE, monday + 10 * MINUTE)
    assert (item.quote_warn_at, item.quote_due_at) == (monday + 91 * MINUTE, monday + 115 * MINUTE)
    assert item.contact_target == 15 * MINUTE


def test_holidays_of_the_teams_country_and_closures_of_the_company_do_not_count():
    BlackoutDay.objects.create(date=date(2027, 7, 6), name="Stock-taking")
    team = team_of(*OFFICE, country="US")
    item = waiting_item(team, at=datetime(2027, 7, 2, 20, 55, tzinfo=UTC))  # Friday; Monday is Independence Day
    assert item.due_at == datetime(2027, 7, 7, 13, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("began", "contact", "quote"),
    [
        # 01:50 EST; at 02:00 it is 03:00
        (datetime(2027, 3, 14, 6, 50, tzinfo=UTC), 15, 120),
        # 01:50 EDT; at 02:00 it is 01:00 once more, and the hour counts twice
        (datetime(2027, 11, 7, 5, 50, tzinfo=UTC), 15, 120),
    ],
)
def test_minutes_are_minutes_in_both_nights_in_which_the_clocks_change(began, contact, quote):
    item = waiting_item(team_of(*NIGHTS), at=began)
    assert (item.due_at - began, item.quote_due_at - began) == (contact * MINUTE, quote * MINUTE)


def test_night_that_loses_an_hour_closes_an_hour_earlier():
    began = datetime(2027, 3, 14, 8, 30, tzinfo=UTC)  # 04:30 EDT; closes at 06:00, opens at 22:00
    item = waiting_item(team_of(*NIGHTS), at=began)
    assert item.quote_due_at == datetime(2027, 3, 15, 2, 30, tzinfo=UTC)


def test_timers_fire_at_the_instants_that_were_worked_out_and_not_before():
    item = waiting_item(team_of(*OFFICE), at=FRIDAY_EVENING)
    said = []
    for instant in (item.warn_at, item.due_at):
        for moment in (instant - timedelta(seconds=1), instant):
            with clock.moved(to=moment):
                fire_due()
            said.append(DomainEvent.objects.filter(name__startswith="lead.sla").count())
    assert said == [0, 1, 1, 2]
    clocks = Timer.objects.filter(WAITING, about_id=item.pk, name__regex="(warning|breach)$")
    assert sorted(clocks.values_list("name", flat=True)) == ["work.quote_breach", "work.quote_warning"]


def test_score_grows_by_the_wall_clock():
    item = waiting_item(team_of(*OFFICE), at=FRIDAY_EVENING)
    rescore_work(at=FRIDAY_EVENING + 31 * MINUTE)
    assert WorkItem.objects.get(pk=item.pk).score == item.score + 20


def test_team_without_hours_is_promised_the_plain_time():
    item = waiting_item(team_of(), at=FRIDAY_EVENING)
    assert item.due_at == FRIDAY_EVENING + 15 * MINUTE
    never = Calendar(NEW_YORK, NO_HOURS)
    assert clock_from(FRIDAY_EVENING, 15 * MINUTE, hours=never) == clock_from(FRIDAY_EVENING, 15 * MINUTE)


def test_switch_holds_for_entries_that_come_after_it(django_capture_on_commit_callbacks):
    team = team_of(*OFFICE)
    before = waiting_item(team, at=FRIDAY_EVENING)
    policy = RoutingPolicy.objects.get(queue="AE")
    with django_capture_on_commit_callbacks(execute=True):
        change_policy("AE", None, lines_of(policy), overflow=True, replaces=1, by=SYSTEM, at=clock.now())
    after = waiting_item(team, at=FRIDAY_EVENING)
    assert (after.due_at, counted_hours(team, FRIDAY_EVENING)) == (FRIDAY_EVENING + 15 * MINUTE, None)
    assert WorkItem.objects.get(pk=before.pk).due_at == before.due_at
