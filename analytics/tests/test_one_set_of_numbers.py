"""Page, CSV, API and wall board say the same, and it is what the log of events says."""

import csv
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from accounts.enums import Role
from accounts.tests.factories import UserFactory, bearer
from analytics.queries.sales import sales
from analytics.queries.sales_json import sales_as_json, sales_as_rows
from analytics.rules.periods import Period
from analytics.tests.fold import fold
from analytics.tests.worlds import NOW, lives
from core import clock
from core.testing import Api, assert_queries
from routing.tests.pages import browser_of
from workforce.tests.factories import StaffFactory, TeamFactory

pytestmark = pytest.mark.django_db
MADRID = ZoneInfo("Europe/Madrid")  # its clocks change within the period
PERIOD = Period(date(2026, 3, 20), date(2026, 3, 31), MADRID, NOW)


@pytest.fixture
def world():
    staff = [StaffFactory(user__name=name, capacity={"AE": 99}) for name in ("Ann Arbor", "Bob Barker")]
    lives(TeamFactory(name="South", members=staff), staff, many=60, since=NOW - timedelta(days=20))
    lives(TeamFactory(name="North", members=staff[:1]), staff[:1], many=20, since=NOW - timedelta(days=9), seed=8)


def told(period):
    """What the module says, by group and id, in the names of the wire."""
    found = sales_as_json(sales(period))
    lines = {("total", ""): found["total"]}
    for group in ("team", "member", "channel", "campaign", "day", "reason"):
        for line in found[f"{group}s"]:
            lines[group, line["id"]] = {name: value for name, value in line.items() if name not in ("id", "name")}
    return lines


NOTHING = {"arrived": 0, "closed": 0, "contacts": 0}


def test_figures_are_what_the_log_says(world):
    expected, found = fold(PERIOD), told(PERIOD)
    assert expected["total", ""]["late"] > 0 < expected["total", ""]["in_time"]  # the world shows what matters
    assert expected["total", ""]["counted"] < expected["total", ""]["arrived"]
    assert min(expected["total", ""][name] for name in ("won", "lost", "disqualified", "value_won", "contacts")) > 0
    quiet = {key for key, figures in found.items() if figures | NOTHING == figures}
    assert {key[0] for key in quiet} <= {"day"}  # a day on which nothing happened is told, and only that
    assert {key: figures for key, figures in found.items() if key not in quiet} == expected


def test_period_before_is_counted_like_any_other(world):
    assert sales_as_json(sales(PERIOD))["before"] == fold(PERIOD.before)["total", ""]


def test_csv_has_the_same_numbers_and_no_formula(world):
    with clock.moved(to=NOW):
        boss = browser_of(UserFactory(roles=[Role.SUPERVISOR], timezone="Europe/Madrid"))
        answer = boss.get("/figures/csv/?from=2026-03-20&to=2026-03-31")
    head, *lines = csv.reader(answer.content.decode("utf-8-sig").splitlines())
    expected = [["" if cell is None else str(cell) for cell in row] for row in sales_as_rows(sales(PERIOD))]
    assert head == expected[0]
    assert [[cell.removeprefix("'") for cell in line] for line in lines] == expected[1:]
    assert [line[1] for line in lines if line[0] == "campaign" and "cmd" in line[1]] == ["'=cmd()"]
    assert answer["Content-Disposition"] == 'attachment; filename="sales_2026-03-20_2026-03-31.csv"'


def test_api_has_the_same_numbers(world):
    with clock.moved(to=NOW):
        api = Api(bearer(UserFactory(roles=[Role.SUPERVISOR])))
        answer = api.get(
            "/api/v1/analytics/sales", {"from": "2026-03-20", "to": "2026-03-31", "timezone": "Europe/Madrid"}
        )
    found = answer.json()
    assert found["total"] == fold(PERIOD)["total", ""]
    assert {line["id"]: line["won"] for line in found["members"]} == {
        key: figures["won"] for (group, key), figures in fold(PERIOD).items() if group == "member"
    }


def test_page_shows_the_same_numbers(world):
    with clock.moved(to=NOW):
        boss = browser_of(UserFactory(roles=[Role.SUPERVISOR], timezone="Europe/Madrid"))
        shown = boss.get("/figures/?from=2026-03-20&to=2026-03-31").context["found"]
    expected = sales(PERIOD)
    assert (shown.total, shown.before, shown.lines) == (expected.total, expected.before, expected.lines)


def test_figures_cost_ten_statements_however_much_there_is(world):
    for period in (PERIOD, PERIOD.before):
        with assert_queries(10):
            sales(period)


def test_nothing_at_all_is_nothing(db):
    found = sales(PERIOD)
    assert (found.total.arrived, found.total.first_attempt_median, found.total.win_rate) == (0, None, None)
    assert [line.group for line in found.lines] == ["day"] * 12
