"""The AE's pages: what they show to whom, and how many statements they cost."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.enums import Role
from accounts.tests.factories import UserFactory
from core import clock
from core.actor import SYSTEM
from core.testing import assert_queries
from routing.actions.auto_assign_work import auto_assign_work
from routing.actions.close_work import close_work
from routing.models import WorkItem
from routing.queries.policies import active_policy, forget_policies
from routing.tests.pages import HTMX, admin, browser_of, give, lead_id, page
from routing.tests.worlds import locked, waiting_item
from workforce.tests.factories import StaffFactory, TeamFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("remembered_policy")]


def rows_of(answer):
    return re.findall(r'<li class="row-item" id="(lead_\w+)"', answer.content.decode())


@pytest.fixture
def ann():
    return StaffFactory(user__name="Ann Arbor", capacity={"AE": 2})


@pytest.fixture
def bob():
    return StaffFactory(user__name="Bob Barker", capacity={"AE": 5})


@pytest.fixture
def team(ann, bob):
    return TeamFactory(name="South", members=[ann, bob])


@pytest.fixture
def stranger():
    staff = StaffFactory(user__name="Cy Far", capacity={"AE": 5})
    TeamFactory(name="North", members=[staff])
    return staff


@pytest.fixture
def remembered_policy(db):
    """Read before statements are counted; it is remembered for seconds."""
    forget_policies()
    active_policy("AE", None)


# -- the queue ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [1, 3])
def test_queue_costs_as_many_statements_for_one_row_as_for_three(team, ann, n):
    for _ in range(n):
        waiting_item(team)
    browser = browser_of(ann)
    with assert_queries(2 + 7):  # session and person; feed, rows, figures, load, teams; bar: presence, bell
        answer = browser.get("/queue/")
    assert len(rows_of(answer)) == n


@pytest.mark.parametrize("n", [1, 3])
def test_part_of_the_queue_costs_less(team, ann, n):
    for _ in range(n):
        waiting_item(team)
    browser = browser_of(ann)
    with assert_queries(2 + 4):
        answer = browser.get("/queue/", headers=HTMX)
    assert "<html" not in answer.content.decode()


def test_queue_shows_what_waits_in_my_teams_and_what_is_mine(team, ann, bob, stranger):
    waiting, mine, theirs = waiting_item(team), waiting_item(team), waiting_item(team)
    elsewhere = waiting_item(stranger.teams.get())
    give(mine, ann)
    give(theirs, bob)
    assert set(rows_of(browser_of(ann).get("/queue/"))) == {lead_id(waiting), lead_id(mine)}
    assert set(rows_of(browser_of(ann).get("/queue/?scope=team"))) == {lead_id(waiting), lead_id(mine), lead_id(theirs)}
    assert set(rows_of(browser_of(ann).get("/queue/?owner=me"))) == {lead_id(mine)}
    assert set(rows_of(admin().get("/queue/"))) == {lead_id(item) for item in (waiting, mine, theirs, elsewhere)}


def test_filters_work_by_address_and_unknown_ones_count_as_none(team, ann):
    big, small = waiting_item(team), waiting_item(team, annual_revenue=600_000, number_of_locations=3)
    browser = browser_of(ann)
    assert rows_of(browser.get("/queue/?cohort=ASSISTED")) == [lead_id(small)]
    assert rows_of(browser.get("/queue/?cohort=ODD&sort=x&offset=-1&priority=<b>")) == [lead_id(big), lead_id(small)]
    assert "Nothing fits these filters" in browser.get("/queue/?status=CONTACTED").content.decode()


def test_tiles_of_the_clock_show_what_they_count_and_everything_again(team, ann):
    late, near, calm = (waiting_item(team, at=clock.now() - timedelta(minutes=minutes)) for minutes in (16, 13, 1))
    browser = browser_of(ann)
    for status, item in (("BREACHED", late), ("AT_RISK", near)):
        address = f"/queue/?sla_status={status}"
        tile = f'<a href="{address}" class="tile" data-state="{status.lower()}">'
        assert tile in browser.get("/queue/?priority=LOW&owner=me").content.decode()
        shown = browser.get(address)
        assert rows_of(shown) == [lead_id(item)]
        assert 'aria-current="true"' in shown.content.decode()
    assert len(rows_of(browser.get("/queue/?sla_status=ODD"))) == 3
    assert lead_id(calm) in rows_of(browser.get("/queue/?sla_status=ON_TIME"))


def test_chosen_filter_is_the_address_and_a_live_update_is_not(team, ann):
    browser = browser_of(ann)
    chosen = browser.get("/queue/?status=PENDING&sort=priority&cohort=", headers=HTMX)
    assert chosen["HX-Push-Url"] == "/queue/?status=PENDING"
    live = browser.get("/queue/?status=PENDING", headers=HTMX | {"HX-Trigger": "queue-part"})
    assert "HX-Push-Url" not in live


def test_row_that_left_says_where_it_went(team, ann, bob):
    taken, closed, stays = waiting_item(team), waiting_item(team), waiting_item(team)
    give(taken, bob)
    close_work(locked(closed), outcome="SPAM", by=SYSTEM, at=clock.now())
    seen = ",".join(lead_id(item) for item in (taken, closed, stays))
    text = browser_of(ann).get("/queue/", {"seen": seen}, headers=HTMX).content.decode()
    assert dict(re.findall(r'data-left="(\w+)" data-left-note="([^"]*)"', text)) == {
        lead_id(taken): "taken by B. Barker",
        lead_id(closed): "closed",
    }


def test_row_that_left_tells_strangers_nothing(team, bob, stranger):
    taken = waiting_item(team)
    give(taken, bob)
    text = browser_of(stranger).get("/queue/", {"seen": f"{lead_id(taken)},odd"}, headers=HTMX).content.decode()
    assert "data-left=" not in text


def test_long_queue_has_pages(team, ann, monkeypatch):
    monkeypatch.setattr("routing.pages.line_page.PER_PAGE", 2)
    for _ in range(3):
        waiting_item(team)
    browser = browser_of(ann)
    first, second = browser.get("/queue/"), browser.get("/queue/?offset=2")
    assert (len(rows_of(first)), len(rows_of(second))) == (2, 1)
    assert 'href="/queue/?offset=2"' in first.content.decode()
    assert set(rows_of(first)).isdisjoint(rows_of(second))


def test_address_with_a_lead_shows_it_and_an_old_one_still_opens_the_queue(team, ann, stranger):
    item, other = waiting_item(team, business_name="Here"), waiting_item(stranger.teams.get(), business_name="There")
    browser = browser_of(ann)
    shown = browser.get(f"/queue/?lead={lead_id(item)}").content.decode()
    assert f'data-live-subscribe="lead.{lead_id(item)}"' in shown
    for gone in (lead_id(other), "lead_x"):
        answer = browser.get(f"/queue/?lead={gone}")
        assert (answer.status_code, "There" in answer.content.decode()) == (200, False)


def test_queue_follows_the_topics_that_its_reader_may_follow(team, ann):
    assert f'content="staff.{ann.public_id} team.{team.public_id}"' in browser_of(ann).get("/queue/").content.decode()
    assert re.search(r'name="live-topics" content="[^"]*queue\.ae"', admin().get("/queue/").content.decode())


@pytest.mark.parametrize("role", [Role.IC, Role.AGENT, Role.MECHANIC, Role.CUSTOMER])
def test_queue_is_for_those_who_work_in_it(role):
    assert browser_of(UserFactory(roles=[role])).get("/queue/").status_code == 403


def test_supervisor_sees_everything_and_claims_nothing(team):
    waiting_item(team)
    text = browser_of(UserFactory(roles=[Role.SUPERVISOR])).get("/queue/").content.decode()
    assert (len(re.findall("data-row ", text)), "/claim/" in text) == (1, False)


# -- one lead ----------------------------------------------------------------------------------------


def test_lead_page_costs_the_same_whatever_its_team(team, ann):
    item = waiting_item(team)
    browser = browser_of(ann)
    browser.get(page("lead", item))  # the policy is remembered
    with assert_queries(2 + 8):  # feed, item, story, said, candidates, load; bar: presence, bell
        answer = browser.get(page("lead", item))
    assert "Suggested:" in answer.content.decode()


def test_assigned_lead_shows_the_decision_that_was_made(team, ann, bob):
    item = waiting_item(team)
    routed = auto_assign_work(locked(item), by=SYSTEM, at=clock.now())
    text = browser_of(ann).get(page("lead", item)).content.decode()
    assert (routed.decision.sentence in text, f"/decisions/{routed.decision.public_id}/" in text) == (True, True)
    table = browser_of(bob).get(f"/decisions/{routed.decision.public_id}/").content.decode()
    assert [name in table for name in ("Ann Arbor", "Bob Barker")] == [True, True]


def test_story_reads_in_sentences(team, ann):
    item = waiting_item(team, campaign_id="spring")
    give(item, ann)
    text = browser_of(ann).get(page("lead", item)).content.decode()
    told = [re.sub(r"\s+", " ", line).strip() for line in re.findall(r'timeline-title">([^<]*)', text)]
    assert told == ["arrived · Website · Spring", "scored 70: revenue 40, cohort 30", "claimed by A. Arbor"]


@pytest.mark.parametrize("name", ["lead", "lead_panel", "lead_log", "lead_assign", "lead_release", "lead_park"])
def test_lead_of_another_team_looks_like_a_missing_one(team, stranger, name):
    item = waiting_item(team)
    browser = browser_of(stranger)
    foreign = browser.get(page(name, item))
    for missing in ("lead_" + "0" * 26, "lead_x", "x"):
        answer = browser.get(reverse(name, args=[missing]))
        assert (answer.status_code, foreign.status_code) == (404, 404)
        strip = re.compile(r"[0-9a-f-]{36}|lead_\w+|csrf\S+")
        assert strip.sub("", answer.content.decode()) == strip.sub("", foreign.content.decode())


def test_panel_of_a_lead_that_was_lost_says_so(team, stranger):
    headers = HTMX | {"HX-Trigger": "lead-panel"}
    answer = browser_of(stranger).get(page("lead_panel", waiting_item(team)), headers=headers)
    assert (answer.status_code, "no longer in your queue" in answer.content.decode()) == (200, True)


def test_decision_of_another_team_is_not_there(team, stranger):
    item = waiting_item(team)
    decision = auto_assign_work(locked(item), by=SYSTEM, at=clock.now()).decision
    assert browser_of(stranger).get(f"/decisions/{decision.public_id}/").status_code == 404


def test_clock_of_a_row_rests_after_the_contact(team, ann):
    item = waiting_item(team, at=clock.now() - timedelta(minutes=5))
    assert re.search(r'data-state="on_time"', browser_of(ann).get("/queue/").content.decode())
    give(item, ann)
    WorkItem.objects.update(contact_met_at=clock.now())
    text = browser_of(ann).get("/queue/").content.decode()
    assert re.search(r'data-state="met"[^>]*data-done', text, re.DOTALL)
