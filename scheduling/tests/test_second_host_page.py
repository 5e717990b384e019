"""The second host on a session's page and in calendars: chosen, removed, and what they see of it."""

import re

import pytest

from core import clock
from core.actor import SYSTEM
from core.testing import assert_queries
from routing.tests.merchants import consultant, ic_team, merchant
from routing.tests.pages import HTMX, admin, browser_of, key
from routing.tests.worlds import person
from scheduling import actions
from scheduling.tests.second_hosts import joined
from scheduling.tests.session_links import link
from scheduling.tests.session_pages import fresh, planned
from workforce.actions import book

pytestmark = pytest.mark.django_db


@pytest.fixture
def grace():
    return consultant("Grace Hopper")


@pytest.fixture
def tom():
    return consultant("Tom Anderson")


@pytest.fixture
def team(grace, tom):
    return ic_team(grace, tom, name="Set-up")


@pytest.fixture
def session(grace, team):
    return planned(grace, merchant(business_name="Corner Shop"))


def page(session, rest=""):
    return f"/sessions/{session.public_id}/{rest}"


def text_of(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def add(browser, session, to, **more):
    return browser.post(page(session, "second-host/"), {"ic": to.public_id} | key(), **more)


def busy_at(session, staff):
    book(staff.pk, starts_at=session.scheduled_for, ends_at=session.ends_at, purpose="CALL", by=SYSTEM)


def test_chosen_among_colleagues_of_all_teams_who_is_free_then_first(session, grace, tom):
    elsewhere = consultant("Lisa Martinez")
    busy_at(session, tom)
    browser = browser_of(grace)
    assert page(session, "second-host/") in text_of(browser.get(page(session)))
    form = text_of(browser.get(page(session, "second-host/")))
    assert re.findall(r'<option value="staff_\w+">([^<]*)', form) == [
        "Lisa Martinez: free then, 0 of 5, offline",
        "Tom Anderson: taken then, 0 of 5, offline",
    ]
    answer = add(browser, session, elsewhere, headers=HTMX)
    assert (answer.status_code, "Corner Shop" in answer["HX-Trigger"]) == (200, True)
    assert fresh(session).second_host == elsewhere


@pytest.mark.parametrize("people", [1, 3])
def test_choosing_costs_the_same_whoever_there_is(session, grace, people):
    for number in range(people):
        consultant(f"Colleague {number}")
    browser = browser_of(grace)
    browser.get(page(session, "second-host/"))
    with assert_queries(2 + 4 + 2):  # who; session, people, their hours, their time; bar
        browser.get(page(session, "second-host/"))


def test_added_and_removed_without_scripts(session, grace, tom):
    browser = browser_of(grace)
    answer = browser.post(page(session, "second-host/"), {"ic": tom.public_id} | key())
    assert (answer.status_code, answer["Location"]) == (302, page(session))
    text = text_of(browser.get(page(session)))
    assert ("<strong>Tom Anderson</strong>" in text, "Another second host" in text) == (True, True)
    assert f'<form method="post" action="{page(session, "second-host/remove/")}"' in text
    answer = browser.post(page(session, "second-host/remove/"), key())
    assert (answer.status_code, fresh(session).second_host) == (302, None)


def test_who_is_taken_is_refused_on_the_form_which_says_who_is_free(session, grace, tom):
    consultant("Lisa Martinez")
    busy_at(session, tom)
    answer = add(browser_of(grace), session, tom, headers=HTMX)
    text = text_of(answer)
    assert (answer.status_code, "Free then: Lisa Martinez." in text, 'name="instead"' in text) == (409, True, False)
    assert fresh(session).second_host is None


def test_nobody_who_is_free_is_said(session, grace, tom):
    busy_at(session, tom)
    assert "Free then: nobody." in text_of(add(browser_of(grace), session, tom, headers=HTMX))


@pytest.mark.parametrize("ic", ["", "x", "staff_01jd0000000000000000000000", "y" * 10_000])
def test_nobody_who_is_offered_is_nobody(session, grace, ic):
    answer = browser_of(grace).post(page(session, "second-host/"), {"ic": ic} | key(), headers=HTMX)
    assert (answer.status_code, fresh(session).second_host) == (422, None)


def test_who_loses_the_role_while_the_form_is_open_is_refused(session, grace, tom, monkeypatch):
    monkeypatch.setattr("scheduling.pages.session_host.consultant", lambda _key: None)
    assert add(browser_of(grace), session, tom).status_code == 403


def test_stale_form_is_refused_in_words(session, grace, tom):
    joined(session, tom, grace)
    actions.start_session(session.pk, by=person(grace), at=clock.now())
    answer = add(browser_of(grace), session, tom, headers=HTMX)
    assert (answer.status_code, "has moved on" in answer["HX-Trigger"]) == (409, True)
    text = text_of(browser_of(grace).get(page(session)))
    assert ("Another second host" in text, "second-host/remove/" in text) == (False, True)


def test_consultant_without_colleagues_is_told_so(session, grace, tom):
    type(tom).objects.filter(pk=tom.pk).update(retired_at=clock.now(), accepts_new=False)
    answer = browser_of(grace).get(page(session, "second-host/"), headers=HTMX)
    assert "No colleague holds sessions." in answer["HX-Trigger"]


def test_second_host_reads_the_page_and_changes_nothing(session, grace, tom):
    browser = browser_of(tom)
    assert browser.get(page(session)).status_code == 403
    joined(session, tom, grace)
    text = text_of(browser.get(page(session)))
    assert ("Unbox the till" in text, "(you)" in text, 'href=""' in text) == (True, True, False)
    for rest in ("start/", "move/", "cancel/", "missed/", "complete/", "hand-over/", "second-host/", "merchants/"):
        assert f'"{page(session, rest)}"' not in text
    for rest in ("start/", "move/", "cancel/", "hand-over/", "second-host/", "second-host/remove/"):
        assert browser.post(page(session, rest), key()).status_code == 403
    assert (fresh(session).status, fresh(session).second_host) == ("SCHEDULED", tom)


def test_page_costs_the_same_with_a_second_host(session, grace, tom):
    joined(session, tom, grace)
    browser = browser_of(grace)
    with assert_queries(2 + 5):  # feed, session, story; bar: presence, bell
        browser.get(page(session))


def test_story_says_who_joined_and_why_they_left(session, grace, tom):
    joined(session, tom, grace)
    actions.remove_second_host(session.pk, by=person(grace), at=clock.now())
    text = text_of(browser_of(grace).get(page(session)))
    assert "Tom Anderson is second host" in text
    assert "Tom Anderson is no longer second host: not needed any more" in text


def test_it_stands_in_their_calendar_to_be_looked_at(session, grace, tom):
    joined(session, tom, grace)
    answer = browser_of(tom).get(f"/calendar/?date={session.scheduled_for.date()}")
    (item,) = [item for day in answer.context["days"] for item in day["items"]]
    assert (item["title"], item["url"], item["move_url"], item["hand_url"]) == ("Corner Shop", page(session), "", "")
    assert item["purpose"] == "Set-up session, as second host"


def test_it_stands_in_the_week_of_the_team(session, grace, tom, team):
    joined(session, tom, grace)
    answer = admin().get(f"/team/{team.public_id}/availability/?date={session.scheduled_for.date()}")
    assert (answer.status_code, text_of(answer).count("Corner Shop") >= 2) == (200, True)


def test_merchant_sees_both_on_the_page_of_the_link(session, grace, tom, client):
    joined(session, tom, grace)
    assert "Grace Hopper, Tom Anderson" in text_of(client.get(link(session)))
