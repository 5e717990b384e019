"""The calls queue: what it shows to whom, in which part, and how many statements it costs."""

import re
from datetime import timedelta

import pytest

from accounts.tests.factories import UserFactory
from core import clock
from core.actor import SYSTEM
from core.testing import assert_queries
from routing.actions.hand_back_work import hand_back_work
from routing.queries.policies import active_policy, forget_policies
from scheduling.actions import cancel_call, keep_after_release, start_call
from scheduling.models import CallRequest
from scheduling.tests.pages import HTMX, admin, at_nine, browser_of, claimed
from scheduling.tests.worlds import booked, caller, desk, waiting
from workforce.models import TimeOff

pytestmark = pytest.mark.django_db
SUNDAY = [(6, "00:00", "01:00")]


@pytest.fixture(autouse=True)
def remembered_policy(db):
    forget_policies()
    active_policy("CALL", None)


@pytest.fixture
def ana():
    return caller("Ana Arbor")


@pytest.fixture
def ben():
    return caller("Ben Barker")


@pytest.fixture
def team(ana, ben):
    return desk(ana, ben)


def parts(answer):
    """Part of the list → the ids in it, in order."""
    text = answer.content.decode()
    found = {}
    for chunk in re.split(r'<section class="call-part"', text)[1:]:
        name = re.search(r'data-part="(\w+)"', chunk)[1]
        found[name] = re.findall(r'<li class="row-item call-row" id="(call_\w+)"', chunk)
    return found


def ids(*calls):
    return [call.public_id for call in calls]


def now_waiting(**own):
    return waiting(at=clock.now(), **own)


def now_booked(days=1, **own):
    return booked(at=clock.now(), scheduled_date_time=at_nine(days), **own)


@pytest.mark.parametrize("n", [1, 3])
def test_queue_costs_as_many_statements_for_one_row_as_for_three(team, ana, n):
    for number in range(n):
        now_waiting()
        now_booked(number + 1)
    browser = browser_of(ana)
    # session and person; feed, line, agreed, time off, over, teams, load, figures, topics; bar: presence, bell
    with assert_queries(2 + 11):
        answer = browser.get("/calls/?scope=team")
    assert [len(rows) for rows in parts(answer).values()] == [n, n]


@pytest.mark.parametrize("n", [1, 3])
def test_part_of_the_queue_costs_less(team, ana, n):
    for _ in range(n):
        now_waiting()
    browser = browser_of(ana)
    with assert_queries(2 + 9):
        answer = browser.get("/calls/", headers=HTMX)
    assert "<html" not in answer.content.decode()


def test_each_call_stands_in_the_part_of_what_it_needs(team, ana):
    urgent, calm = now_waiting(urgency="URGENT"), now_waiting(urgency="FLEXIBLE")
    later = now_booked(3)
    running, over, gone = now_booked(4), now_booked(5), now_booked(6)
    start_call(running.pk, by=SYSTEM, at=clock.now())
    cancel_call(gone.pk, reason="solved", by=SYSTEM, at=clock.now())
    CallRequest.objects.filter(pk=over.pk).update(scheduled_date_time=clock.now() - timedelta(hours=3))
    found = parts(browser_of(ana).get("/calls/?scope=team"))
    assert found == {
        "unsaid": ids(over),
        "running": ids(running),
        "waiting": ids(urgent, calm),
        "later": ids(later),
        "ended": ids(gone),
    }


def test_own_list_leaves_out_what_colleagues_have(team, ana, ben):
    free, mine, theirs = now_waiting(), now_waiting(), now_waiting()
    claimed(mine, ana)
    claimed(theirs, ben)
    assert parts(browser_of(ana).get("/calls/")) == {"in_hand": ids(mine), "waiting": ids(free)}
    everything = {"in_hand": ids(mine, theirs), "waiting": ids(free)}
    for page in (browser_of(ana).get("/calls/?scope=team"), admin().get("/calls/")):
        assert {name: sorted(rows) for name, rows in parts(page).items()} == everything


def test_figure_on_top_counts_what_stands_under_its_words(team, ana):
    claimed(now_waiting(), ana)
    answer = admin().get("/calls/")
    assert (answer.context["tiles"][0]["value"], "waiting" in parts(answer)) == ("0", False)


def test_team_of_somebody_else_is_not_there(team, ana):
    stranger = caller("Cy Far")
    desk(stranger, topic="OTHER")
    now_waiting()
    answer = browser_of(stranger).get("/calls/?scope=team")
    assert parts(answer) == {}
    assert "No call waits" in answer.content.decode()


def test_filters_work_by_address_and_unknown_ones_count_as_none(team, ana):
    desk(ana, topic="TECHNICAL_ISSUES")
    bill, tech = now_waiting(), now_waiting(topic="TECHNICAL_ISSUES")
    agreed = now_booked()
    browser = browser_of(ana)
    assert parts(browser.get("/calls/?topic=TECHNICAL_ISSUES&scope=team")) == {"waiting": ids(tech)}
    assert list(parts(browser.get("/calls/?status=CONFIRMED&scope=team")).values()) == [ids(agreed)]
    assert set(parts(browser.get("/calls/?status=ODD&topic=x&scope=y"))["waiting"]) == set(ids(bill, tech))
    assert "Nothing fits these filters" in browser.get("/calls/?status=NO_SHOW").content.decode()


def test_uncovered_call_stands_first(team, ana, ben):
    ben.working_hours.all().delete()
    for weekday, starts, ends in SUNDAY:
        ben.working_hours.create(weekday=weekday, starts=starts, ends=ends)
    days = 1 if at_nine(1).weekday() != 6 else 2
    call = now_booked(days)
    now_waiting(urgency="URGENT")
    hand_back_work(ana, reason="is ill", by=SYSTEM, at=clock.now())
    keep_after_release(call.pk, by=SYSTEM, at=clock.now())
    answer = browser_of(ben).get("/calls/")
    assert next(iter(parts(answer).items())) == ("uncovered", ids(call))
    assert "need another member" in answer.content.decode()


def test_time_off_over_a_booked_call_is_a_conflict(team, ana, ben):
    call = now_booked()
    owner = CallRequest.objects.shown().get(pk=call.pk).owner
    assert list(parts(browser_of(owner).get("/calls/"))) in (["today"], ["later"])
    day = at_nine().date()
    TimeOff.objects.create(staff=owner, starts_on=day, ends_on=day)
    assert parts(browser_of(owner).get("/calls/")) == {"uncovered": ids(call)}
    text = browser_of(owner).get(f"/calls/{call.public_id}/").content.decode()
    assert f"{owner.name} is away then: it needs another member." in text


def test_row_that_left_says_where_it_went(team, ana, ben):
    taken, gone, stays = now_waiting(), now_waiting(), now_waiting()
    claimed(taken, ben)
    cancel_call(gone.pk, reason="solved", by=SYSTEM, at=clock.now() - timedelta(days=2))
    seen = ",".join(ids(taken, gone, stays))
    text = browser_of(ana).get("/calls/", {"seen": seen}, headers=HTMX).content.decode()
    assert dict(re.findall(r'data-left="(\w+)" data-left-note="([^"]*)"', text)) == {
        taken.public_id: "taken by B. Barker",
        gone.public_id: "cancelled",
    }


def test_row_that_left_tells_strangers_nothing(team, ben):
    taken = now_waiting()
    claimed(taken, ben)
    stranger = caller("Cy Far")
    text = browser_of(stranger).get("/calls/", {"seen": f"{taken.public_id},odd"}, headers=HTMX).content.decode()
    assert "data-left=" not in text


def test_queue_follows_the_topics_that_its_reader_may_follow(team, ana):
    assert f'content="staff.{ana.public_id} team.{team.public_id}"' in browser_of(ana).get("/calls/").content.decode()
    assert re.search(r'name="live-topics" content="[^"]*queue\.calls"', admin().get("/calls/").content.decode())


def test_supervisor_sees_everything_and_claims_nothing(team):
    now_waiting()
    text = browser_of(UserFactory(roles=["SUPERVISOR"])).get("/calls/").content.decode()
    assert (len(re.findall("data-row ", text)), "/claim/" in text) == (1, False)


def test_waiting_row_says_for_whom_it_is_suggested(team, ana):
    ana.skills = ["BILLING"]
    ana.save()
    now_waiting()
    text = browser_of(ana).get("/calls/").content.decode()
    assert "for you" in text


def test_colleague_is_away_says_the_members_own_zone(team, ana):
    ana.user.timezone = "Pacific/Auckland"
    ana.user.save()
    call = booked(at=clock.now(), scheduled_date_time=at_nine(2))
    if CallRequest.objects.shown().get(pk=call.pk).owner != ana:
        call = booked(at=clock.now(), scheduled_date_time=at_nine(2))
    local = (at_nine(2) + timedelta(hours=12)).date()  # nine in London is the evening there, of the same date or next
    TimeOff.objects.create(staff=ana, starts_on=local + timedelta(days=1), ends_on=local + timedelta(days=1))
    assert "uncovered" not in parts(browser_of(ana).get("/calls/"))
