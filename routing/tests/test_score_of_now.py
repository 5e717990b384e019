"""What waits sorts, filters and counts by its score of now, whenever the sweep last came by."""

from datetime import timedelta
from random import Random

import pytest

from core import clock
from core.actor import SYSTEM, Actor
from core.testing import assert_queries
from events.models import DomainEvent
from routing.actions.assign_work import assign_work
from routing.actions.close_work import close_work, reopen_work
from routing.actions.log_contact import log_contact
from routing.actions.pull_waiting import pull_waiting
from routing.actions.refresh_suggestions import MOST, refresh_suggestions
from routing.actions.rescore_work import rescore_work
from routing.actions.run_clock import note_breach
from routing.enums import ClockKind, Priority, SlaStatus, State
from routing.models import Communication, WorkItem
from routing.queries.ae_queue import LEADS, summary_of
from routing.queries.line import Criteria, page_of
from routing.rules.priority import base_parts
from routing.rules.scores import earned, priority_of, score_at
from routing.rules.sla import sla_status
from routing.tests.worlds import locked, overflow, person, waiting_item
from workforce.tests.factories import StaffFactory, TeamFactory

pytestmark = pytest.mark.django_db

ADMIN = Actor(kind="staff", id="staff_x", name="Admin", scopes=frozenset({"admin:routing"}))
NO_ANSWER = {"communication_type": "PHONE_CALL", "outcome": "NO_ANSWER", "notes": "Left a message."}
SIZES = [(2_500_000, 12), (1_000_000, 12), (600_000, 1), (100_000, 10), (100_000, 3)]


@pytest.fixture
def ann():
    return StaffFactory(user__name="Ann", capacity={"AE": 50})


@pytest.fixture
def team(ann):
    overflow(False)
    return TeamFactory(members=[ann])


def grown_world(team, ann, seed):
    """Two hours of arrivals, some of them claimed, tried or closed, with the sweep passing now and then."""
    chance, end = Random(seed), clock.now()
    moments = sorted(end - timedelta(minutes=chance.choice([15, 30, 60]) * chance.uniform(0, 2)) for _ in range(40))
    waiting = []
    for at in moments:
        what = chance.random()
        if what < 0.5 or not waiting:
            revenue, locations = chance.choice(SIZES)
            channel = chance.choice(["REFERRAL", "WEBSITE"])
            own = {"annual_revenue": revenue, "number_of_locations": locations, "channel": channel}
            waiting.append(waiting_item(team, at=at, **own))
        elif what < 0.6:
            rescore_work(at=at)
        else:
            item = waiting.pop(chance.randrange(len(waiting)))
            assign_work(locked(item), ann, by=person(ann), at=at)
            if what > 0.7:
                log_contact(locked(item), NO_ANSWER, by=person(ann), at=at)
            if what > 0.9:
                close_work(locked(item), outcome="CLOSED_LOST", by=SYSTEM, at=at)
    return end


def from_scratch(at, wanted=lambda item: item.state != State.CLOSED):
    """(score, due, id) of each item, by the source's formula and nothing that is stored of it."""
    found = []
    for item in filter(wanted, WorkItem.objects.select_related("queue_entry__lead")):
        lead = item.queue_entry.lead
        score = sum(part.points for part in base_parts(float(lead.annual_revenue), lead.cohort, lead.channel))
        score += earned("AE", (item.contact_met_at or at) - item.queued_at)
        found.append((-score, item.due_at, item.pk))
    return [(-score, key) for score, _due, key in sorted(found)]


def pages(at, size=5, **criteria):
    """All pages of the list, one after the other."""
    rows, asked = [], Criteria(**criteria)
    while more := page_of(LEADS, ADMIN, asked, at, limit=size, offset=len(rows)):
        rows += more
    return [(row["score"], row["item_id"]) for row in rows]


@pytest.mark.parametrize("seed", range(5))
def test_stored_scores_and_a_late_sweep_show_what_scoring_from_scratch_shows(team, ann, seed):
    end = grown_world(team, ann, seed)
    for minutes in (0, 14, 16, 45):
        at = end + timedelta(minutes=minutes)
        truth = from_scratch(at)
        assert pages(at) == truth
        summary, total = summary_of(ADMIN, Criteria(), at, at)
        by_priority = {name.value: sum(priority_of(score) == name for score, _ in truth) for name in Priority}
        assert (summary["by_priority"], total) == (by_priority, len(truth))
        for name in Priority:
            fitting = [one for one in truth if priority_of(one[0]) == name]
            assert pages(at, priority=name) == fitting
            assert sorted(pages(at, priority=name, sort="wait_time")) == sorted(fitting)
            assert summary_of(ADMIN, Criteria(priority=name), at, at)[1] == len(fitting)
    rescore_work(at=at)
    assert pages(at) == truth
    stored = WorkItem.objects.exclude(state=State.CLOSED).order_by("-score", "due_at", "id")
    assert list(stored.values_list("score", "pk")) == truth


@pytest.mark.parametrize("status", SlaStatus)
def test_filter_by_the_clock_shows_what_the_rule_says_of_each_entry(team, ann, status):
    end = grown_world(team, ann, 11)
    waiting_item(team, at=end, cohort="MANAGED")
    WorkItem.objects.filter(pk=waiting_item(team, at=end).pk).update(warn_at=None, due_at=None)
    for minutes in (0, 13, 20):
        at = end + timedelta(minutes=minutes)
        truth = {
            item.pk
            for item in WorkItem.objects.exclude(state=State.CLOSED)
            if sla_status(item.warn_at, item.due_at, item.contact_met_at, at) == status
        }
        assert {key for _, key in pages(at, sla_status=status)} == truth
        summary, total = summary_of(ADMIN, Criteria(sla_status=status), at, at)
        assert total == len(truth)
        if counted := {"AT_RISK": "at_risk", "BREACHED": "breached"}.get(status):
            assert summary["sla_metrics"][counted] == total


def test_closed_entries_keep_the_score_of_their_first_contact(team, ann):
    end = grown_world(team, ann, 7)
    closed = from_scratch(end, lambda item: item.state == State.CLOSED)
    assert sorted(pages(end, status="CLOSED")) == sorted(closed)
    assert closed


@pytest.mark.parametrize("seed", range(3))
def test_members_find_their_own_rows_in_the_order_of_now(team, ann, seed):
    end = grown_world(team, ann, seed) + timedelta(minutes=20)
    waiting_item(TeamFactory(name="Other"), at=end - timedelta(hours=1))
    found = page_of(LEADS, person(ann), Criteria(), end, limit=100, offset=0)
    mine = from_scratch(end, lambda item: item.state != State.CLOSED and item.team_id == team.pk)
    assert [(row["score"], row["item_id"]) for row in found] == mine


def test_line_and_suggestions_begin_with_the_most_pressing_of_now(team, ann):
    now = clock.now()
    overtaken = waiting_item(team, at=now - timedelta(minutes=5), channel="REFERRAL")
    grown = waiting_item(team, at=now - timedelta(minutes=14))
    at = now + timedelta(minutes=2)  # both 80, and 70 stored for the one whose deadline is nearer
    line = WorkItem.objects.filter(team=team, state=State.QUEUED).most_pressing(at, first=MOST)
    assert [(item.pk, item.score_now) for item in line] == [(grown.pk, 80), (overtaken.pk, 80)]
    WorkItem.objects.update(suggested=None, suggestion_reason="")
    assert refresh_suggestions(at=at) == 2
    team.auto_assign = True
    team.save()
    assert pull_waiting(team, by=SYSTEM, at=at) == 1
    grown.refresh_from_db()
    assert (grown.owner, grown.score, grown.priority) == (ann, 80, "URGENT")


def test_whoever_is_told_hears_the_priority_of_now(team, ann):
    item = waiting_item(team)
    at = item.queued_at + timedelta(minutes=16)
    (told,) = assign_work(locked(item), ann, by=person(ann), at=at)
    assert (item.priority, told.priority) == ("HIGH", "URGENT")
    assert DomainEvent.objects.filter(name="lead.score_changed").count() == 1
    assert note_breach(locked(item), ClockKind.FIRST_CONTACT, at=at) is True
    assert rescore_work(at=at) == 0


def test_first_contact_ends_what_waiting_earns_at_its_own_instant(team, ann):
    item = waiting_item(team)
    assign_work(locked(item), ann, by=person(ann), at=item.queued_at)
    log_contact(locked(item), NO_ANSWER, by=person(ann), at=item.queued_at + timedelta(minutes=20))
    item.refresh_from_db()
    assert (item.score, item.score_changes_at) == (item.base_score + 10, None)
    assert Communication.objects.count() == 1


def test_reopened_entry_that_nobody_reached_goes_on_earning(team, ann):
    item = waiting_item(team)
    close_work(locked(item), outcome="DISQUALIFIED", by=SYSTEM, at=item.queued_at + timedelta(minutes=5))
    reopen_work(locked(item), by=SYSTEM, at=item.queued_at + timedelta(minutes=20))
    item.refresh_from_db()
    assert (item.score, item.score_changes_at) == (item.base_score + 10, item.queued_at + timedelta(minutes=30))


def test_score_says_when_it_changes_next():
    at = clock.now()
    assert score_at("AE", 70, at, None, at + timedelta(minutes=15)).points == 70
    assert score_at("AE", 70, at, None, at + timedelta(minutes=16)).changes_at == at + timedelta(minutes=30)
    assert score_at("AE", 70, at, at + timedelta(minutes=16), at + timedelta(hours=9)).points == 80


@pytest.mark.parametrize("entries", [1, 3])
def test_page_and_next_in_line_cost_one_statement_each(team, ann, entries):
    for _ in range(entries):
        waiting_item(team)
    at = clock.now() + timedelta(minutes=20)
    with assert_queries(1):
        assert len(page_of(LEADS, ADMIN, Criteria(), at, limit=50, offset=0)) == entries
    with assert_queries(1):
        assert WorkItem.objects.most_pressing(at, first=5).locked(skip_locked=True).first() is not None
