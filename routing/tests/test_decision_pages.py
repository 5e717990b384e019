"""Decisions on their pages: filtered, leafed through by key, made again, and said in the reader's language."""

from datetime import timedelta

import pytest
from django.utils import translation

from accounts.enums import Role
from accounts.tests.factories import UserFactory
from core import clock
from core.actor import SYSTEM
from core.testing import assert_queries
from routing.actions.auto_assign_work import auto_assign_work
from routing.models import Decision
from routing.pages import decisions
from routing.pages.why import in_readers_words
from routing.tests.pages import HTMX, browser_of
from routing.tests.worlds import locked, overflow, waiting_item
from workforce.tests.factories import StaffFactory, TeamFactory

pytestmark = pytest.mark.django_db
LIST = "/decisions/"


@pytest.fixture
def ann():
    return StaffFactory(user__name="Ann Arbor", capacity={"AE": 50}, skills=["RETAIL"])


@pytest.fixture
def team(ann):
    return TeamFactory(name="South", members=[ann])


@pytest.fixture
def supervisor():
    return browser_of(UserFactory(roles=[Role.SUPERVISOR]))


def decide(team, **own):
    return auto_assign_work(locked(waiting_item(team, **own)), by=SYSTEM, at=clock.now()).decision


def shown(answer):
    return [row["id"] for row in answer.context["rows"]]


def test_list_is_for_those_who_answer_for_routing(ann):
    assert browser_of(ann).get(LIST).status_code == 403


def test_filters_leave_what_fits(team, ann, supervisor):
    bob = StaffFactory(user__name="Bob Barker", capacity={"AE": 1})
    north = TeamFactory(name="North", members=[bob])
    overflow(True)
    first, his, beyond = decide(team), decide(north), decide(north)
    overflow(False)
    nobody = decide(north)
    for query, found in (
        ({}, [nobody, beyond, his, first]),
        ({"team": team.public_id}, [first]),
        ({"winner": bob.public_id}, [beyond, his]),
        ({"result": "overflowed"}, [beyond]),
        ({"result": "nobody"}, [nobody]),
        ({"kind": "SUGGESTION"}, []),
        ({"team": north.public_id, "result": "nobody", "kind": "ASSIGNMENT"}, [nobody]),
        ({"team": "team_x", "result": "magic", "before": "x"}, [nobody, beyond, his, first]),
    ):
        assert shown(supervisor.get(LIST, query)) == [one.public_id for one in found], query


def test_pages_lead_to_older_ones_and_back(team, supervisor, monkeypatch):
    monkeypatch.setattr(decisions, "PER_PAGE", 2)
    ids = [decide(team).public_id for _ in range(5)][::-1]
    first = supervisor.get(LIST)
    assert (shown(first), first.context["newer_url"]) == (ids[:2], "")
    second = supervisor.get(first.context["older_url"])
    last = supervisor.get(second.context["older_url"])
    assert (shown(second), shown(last), last.context["older_url"]) == (ids[2:4], ids[4:], "")
    back = supervisor.get(last.context["newer_url"])
    assert (shown(back), back.context["is_latest"]) == (ids[2:4], False)
    top = supervisor.get(back.context["newer_url"])
    assert (shown(top), top.context["newer_url"], top.context["is_latest"]) == (ids[:2], "", True)
    assert shown(supervisor.get(top.context["older_url"])) == ids[2:4]


def test_by_htmx_only_the_rows_come_back(team, supervisor):
    decide(team)
    text = supervisor.get(LIST, headers=HTMX).content.decode()
    assert ("decision-rows" in text, "<html" in text) == (True, False)


@pytest.mark.parametrize("n", [1, 3])
def test_list_costs_the_same_for_one_and_for_three(team, supervisor, n):
    for _ in range(n):
        decide(team)
    supervisor.get(LIST)
    with assert_queries(10):  # session, person; position; teams, members; decisions, steps; three of the bar
        supervisor.get(LIST)


@pytest.mark.parametrize("language", ["es", "fr"])
def test_record_speaks_the_readers_language(team, ann, language):
    """Whatever the catalogues hold: what is not English is made again, and says of the same people the same."""
    with translation.override(language):
        decision = Decision.objects.get(pk=decide(team).pk)
        sentence, verdicts = in_readers_words(decision)
        assert sentence.endswith("0 de 50" if language == "es" else "0 sur 50")
        assert [(one["id"], one["rank"]) for one in verdicts] == [(ann.public_id, 1)]
    assert in_readers_words(decision) == (decision.sentence, decision.verdicts)


def test_what_todays_engine_would_decide_otherwise_stays_as_it_was_written(team, ann, supervisor):
    decision = decide(team)
    other = [decision.verdicts[0] | {"id": "staff_x", "name": "Somebody"}, *decision.verdicts]
    Decision.objects.filter(pk=decision.pk).update(sentence="In the words of then", verdicts=other, engine=0)
    with translation.override("fr"):
        assert in_readers_words(Decision.objects.get(pk=decision.pk)) == ("In the words of then", other)
    text = supervisor.get(f"{LIST}{decision.public_id}/").content.decode()
    assert ("decided by an earlier engine" in text, "In the words of then" in text) == (True, True)


def test_page_says_that_it_was_made_again_and_by_which_version(team, ann, supervisor):
    decision = decide(team)
    text = supervisor.get(f"{LIST}{decision.public_id}/").content.decode()
    assert ("made again: the same answer" in text, "/policies/AE/versions/#version-1" in text) == (True, True)
    hers = browser_of(ann).get(f"{LIST}{decision.public_id}/").content.decode()
    assert ("made again: the same answer" in hers, "/policies/" in hers) == (True, False)
    Decision.objects.filter(pk=decision.pk).update(overflowed=True)
    assert "made again: another answer" in supervisor.get(f"{LIST}{decision.public_id}/").content.decode()


def test_older_decision_shows_its_day(team, supervisor):
    decision = decide(team)
    Decision.objects.filter(pk=decision.pk).update(decided_at=clock.now() - timedelta(days=30))
    assert " " in supervisor.get(LIST).context["rows"][0]["at_local"]
