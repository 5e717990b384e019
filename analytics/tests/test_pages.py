"""The page of figures and its API: who may, what they say when there is nothing, and what they refuse."""

import re
from datetime import timedelta

import pytest

from accounts.enums import Role
from accounts.tests.factories import ApiKeyFactory, UserFactory, bearer
from analytics.pages.shown import mean, share, span
from analytics.tests.worlds import NOW, lives
from core import clock
from core.testing import Api, assert_queries
from routing.tests.pages import browser_of
from workforce.tests.factories import StaffFactory, TeamFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss():
    return browser_of(UserFactory(roles=[Role.SUPERVISOR]))


@pytest.fixture
def world():
    staff = [StaffFactory(user__name="Ann Arbor", capacity={"AE": 99})]
    lives(TeamFactory(name="South", members=staff), staff, many=25, since=NOW - timedelta(days=6))
    with clock.moved(to=NOW):
        yield


def test_figures_are_for_those_who_answer_for_them(db):
    for role in (Role.AE, Role.IC, Role.AGENT, Role.CUSTOMER):
        browser = browser_of(UserFactory(roles=[role]))
        assert [browser.get(page).status_code for page in ("/figures/", "/figures/csv/")] == [403, 403]


def test_nothing_yet_says_how_figures_grow(boss):
    assert "Figures grow by themselves" in boss.get("/figures/").content.decode()


def test_page_shows_cards_charts_and_tables(world, boss):
    text = boss.get("/figures/?period=7").content.decode()
    assert len(re.findall('class="figure-card"', text)) == 10
    assert re.findall(r'data-chart="(\w+)"', text) == ["bar", "line", "across", "across"]
    assert [name in text for name in ("Ann Arbor", "South", "Website", "Spring", "By campaign")] == [True] * 5
    assert "/figures/csv/?from=2026-03-25&amp;to=2026-03-31" in text


def test_page_costs_as_many_statements_whatever_it_shows(world, boss):
    with assert_queries(2 + 10 + 3):  # session and person; figures; bar: presence, feed, bell
        boss.get("/figures/?period=90")


@pytest.mark.parametrize(("address", "label"), [("", "30 days"), ("?period=today", "Today"), ("?period=90", "90 days")])
def test_chosen_period_is_marked(boss, address, label):
    text = boss.get(f"/figures/{address}").content.decode()
    assert re.findall(r'aria-current="true">([^<]*)</a>', text) == [label]


def test_period_that_makes_no_sense_is_said_and_the_usual_one_shown(boss):
    answer = boss.get("/figures/?from=2026-03-02&to=2026-03-01")
    assert answer.status_code == 422
    assert "Must not be before the first day." in answer.content.decode()
    assert boss.get("/figures/csv/?period=8").status_code == 422


def test_api_takes_a_key_with_its_scope_only(world):
    key = Api(f"Api-Key {ApiKeyFactory(scopes=['analytics:read']).secret_text}")
    other = Api(f"Api-Key {ApiKeyFactory(scopes=['system:routing']).secret_text}")
    assert key.get("/api/v1/analytics/sales", {"period": "7"}).json()["total"]["arrived"] == 25
    assert other.get("/api/v1/analytics/sales").status_code == 403


@pytest.mark.parametrize(
    ("query", "field"),
    [({"period": "8"}, "period"), ({"timezone": "Mars/North"}, "timezone"), ({"days": "7"}, "days")],
)
def test_api_refuses_by_field(query, field):
    answer = Api(bearer(UserFactory(roles=[Role.SUPERVISOR]))).get("/api/v1/analytics/sales", query)
    assert (answer.status_code, list(answer.json()["error"]["details"])) == (422, [field])


def test_figures_in_words():
    assert (span(None), span(0), span(3700)) == ("–", "00:00", "1h 01m")
    assert (share(None), share(0.4937), mean(None), mean(2.19)) == ("–", "49.4 %", "–", "2.19")
