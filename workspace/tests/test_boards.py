"""The wall board and the team board: what they show to whom, what they cost, what can be done on them."""

import re
from datetime import timedelta
from typing import Any

import pytest

from accounts.enums import Role
from accounts.tests.factories import UserFactory
from core import clock
from core.testing import assert_queries
from events.models import DomainEvent
from routing.actions.park_work import park_work
from routing.tests.pages import HTMX, browser_of, give, lead_id
from routing.tests.worlds import locked, person, waiting_item
from workforce.models import Staff, Team, TeamMembership
from workforce.tests.factories import StaffFactory, TeamFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann() -> Staff:
    return StaffFactory(user__name="Ann Arbor", capacity={"AE": 4}, presence="ONLINE")


@pytest.fixture
def bob() -> Staff:
    return StaffFactory(user__name="Bob Barker", capacity={"AE": 5})


@pytest.fixture
def team(ann: Staff, bob: Staff) -> Team:
    return TeamFactory(name="South", members=[ann, bob])


@pytest.fixture
def boss() -> Any:
    return browser_of(UserFactory(roles=[Role.SUPERVISOR]))


def tiles(answer: Any) -> dict[str, str]:
    return {tile["label"]: tile.get("value") for tile in answer.context["tiles"]}


# -- the wall ----------------------------------------------------------------------------------------


def test_wall_counts_what_is_open_and_what_today_brought(team: Team, ann: Staff, boss: Any) -> None:
    at = clock.now()
    late = waiting_item(team, business_name="Late", at=at - timedelta(hours=2))
    waiting_item(team, business_name="Soon", at=at - timedelta(minutes=13))
    mine = waiting_item(team, business_name="Mine", at=at)
    give(mine, ann)
    answer = boss.get("/wall/")
    assert tiles(answer) == {
        "pending": "2",
        "breached": "1",
        "at risk": "1",
        "longest wait": None,
        "with somebody": "1",
        "online": "1",
        "calls to answer": "0",
        "calls breached": "0",
        "calls in progress": "0",
    }
    assert answer.context["tiles"][3]["since"] == late.queued_at
    (shown,) = answer.context["teams"]
    loads = [(one["member"].name, one["member"].taken, one["member"].places) for one in shown["people"]]
    assert loads == [("Ann Arbor", 1, 4), ("Bob Barker", 0, 5)]
    assert [row["name"] for row in answer.context["waiting"]] == ["Late", "Soon"]
    assert answer.context["live"]["topics"] == "queue.ae queue.calls presence.all"


@pytest.mark.parametrize("n", [1, 3])
def test_wall_costs_as_many_statements_for_one_team_as_for_three(boss: Any, n: int) -> None:
    for number in range(n):
        member = StaffFactory(capacity={"AE": 5})
        waiting_item(TeamFactory(name=f"Team {number}", members=[member]))
    # session and person; feed, teams 4, longest, today 3, calls; bar: presence, feed, bell
    with assert_queries(2 + 10 + 3):
        answer = boss.get("/wall/")
    assert len(answer.context["teams"]) == n


def test_wall_part_is_fetched_alone(boss: Any) -> None:
    assert boss.get("/wall/", headers=HTMX).content.decode().strip().startswith('<div id="board"')


def test_wall_without_teams_says_what_to_do(boss: Any) -> None:
    text = boss.get("/wall/").content.decode()
    assert ("No team takes leads yet" in text, "Nothing waits: every lead is with somebody." in text) == (True, True)


def test_wall_is_closed_to_others(ann: Staff) -> None:
    assert browser_of(ann).get("/wall/").status_code == 403


# -- the team ----------------------------------------------------------------------------------------


def names(rows: list[dict[str, Any]]) -> list[str]:
    return [row["name"] for row in rows]


def test_team_board_shows_who_has_what_and_what_nobody_has(team: Team, ann: Staff, bob: Staff) -> None:
    waiting_item(team, business_name="Waiting")
    mine, theirs, parked = (waiting_item(team, business_name=name) for name in ("Mine", "Theirs", "Parked"))
    give(mine, ann)
    give(theirs, bob)
    give(parked, bob)
    later = clock.now() + timedelta(days=1)
    park_work(locked(parked), until=later, reason="later", by=person(bob), at=clock.now())
    answer = browser_of(bob).get("/team/")
    assert sorted(names(answer.context["waiting"])) == ["Parked", "Waiting"]
    assert [(one["member"].name, names(one["assigned"])) for one in answer.context["members"]] == [
        ("Ann Arbor", ["Mine"]),
        ("Bob Barker", ["Theirs"]),
    ]
    text = answer.content.decode()
    assert ("Hand over" in text, f"/leads/{lead_id(mine)}/" in text) == (False, True)


def test_team_board_is_of_ones_own_teams(team: Team, ann: Staff, boss: Any) -> None:
    stranger = StaffFactory(capacity={"AE": 5})
    north = TeamFactory(name="North", members=[stranger])
    waiting_item(north, business_name="Elsewhere")
    answer = browser_of(ann).get(f"/team/?team={north.public_id}")
    assert (answer.context["team"], "Elsewhere" in answer.content.decode()) == (team, False)
    assert names(boss.get(f"/team/?team={north.public_id}").context["waiting"]) == ["Elsewhere"]
    assert boss.get("/team/?team=odd").context["team"] == north


def test_long_lists_end_in_a_number(team: Team, ann: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workspace.pages.team.EACH", 2)
    for _ in range(3):
        waiting_item(team)
        give(waiting_item(team), ann)
    answer = browser_of(ann).get("/team/")
    assert (len(answer.context["waiting"]), answer.context["waiting_more"]) == (2, 1)
    assert (len(answer.context["members"][0]["assigned"]), answer.context["members"][0]["more"]) == (2, 1)


@pytest.mark.parametrize("n", [1, 3])
def test_team_board_costs_as_many_statements_for_one_lead_as_for_three(team: Team, ann: Staff, n: int) -> None:
    for _ in range(n):
        give(waiting_item(team), ann)
    browser = browser_of(ann)
    with assert_queries(2 + 5 + 2):  # session and person; feed, teams, members 2, leads; bar: presence, bell
        browser.get("/team/")


def test_on_duty_is_the_lowest_rank_that_is_there(team: Team, ann: Staff, bob: Staff, boss: Any) -> None:
    def on_duty() -> list[str]:
        return [one["member"].name for one in boss.get("/team/").context["members"] if one["on_duty"]]

    TeamMembership.objects.update(on_duty_rank=None)
    assert on_duty() == []
    TeamMembership.objects.filter(staff=bob).update(on_duty_rank=1)
    assert on_duty() == ["Bob Barker"]
    TeamMembership.objects.filter(staff=ann).update(on_duty_rank=2)
    assert on_duty() == ["Ann Arbor"]  # Bob is not there


def test_board_follows_what_its_reader_may_follow(team: Team, ann: Staff, boss: Any) -> None:
    pattern = re.compile(r'name="live-topics" content="([^"]*)"')
    assert pattern.findall(browser_of(ann).get("/team/").content.decode()) == [
        f"staff.{ann.public_id} team.{team.public_id} presence.{team.public_id}"
    ]
    assert pattern.findall(boss.get("/team/").content.decode())[0].endswith(f"team.{team.public_id} presence.all")


def test_who_is_in_no_team_reads_why(db: None) -> None:
    assert "You are in no team for leads" in browser_of(StaffFactory()).get("/team/").content.decode()


def test_team_without_people_says_so(boss: Any) -> None:
    TeamFactory(name="Empty")
    assert "Nobody is in this team yet" in boss.get("/team/").content.decode()


@pytest.mark.parametrize("who", ["ann", "boss"])
def test_new_leads_are_paused_by_oneself_or_a_supervisor(team: Team, ann: Staff, boss: Any, who: str) -> None:
    browser = boss if who == "boss" else browser_of(ann)
    answer = browser.post(f"/team/{ann.public_id}/accepts-new/", {"accepts_new": "no"}, headers=HTMX)
    assert (answer.status_code, "Ann Arbor takes no new leads for now." in answer["HX-Trigger"]) == (200, True)
    assert "takes no new leads" in browser.get("/team/").content.decode()
    assert browser.post(f"/team/{ann.public_id}/accepts-new/", {"accepts_new": "yes"})["Location"] == "/team/"
    ann.refresh_from_db()
    assert ann.accepts_new
    assert DomainEvent.objects.filter(name="staff.accepts_new_changed").count() == 2


def test_colleagues_switch_nobody_off_and_strangers_are_not_there(team: Team, ann: Staff, bob: Staff) -> None:
    stranger = StaffFactory()
    TeamFactory(members=[stranger])
    target = f"/team/{ann.public_id}/accepts-new/"
    answers = [browser_of(one).post(target, {"accepts_new": "no"}).status_code for one in (bob, stranger)]
    assert answers == [403, 404]
    assert browser_of(ann).post("/team/odd/accepts-new/").status_code == 404
    ann.refresh_from_db()
    assert ann.accepts_new
    assert DomainEvent.objects.filter(name="staff.accepts_new_changed").count() == 0


# -- found by name -----------------------------------------------------------------------------------


def found(browser: Any, text: str) -> dict[str, list[str]]:
    groups = browser.get("/search/", {"q": text}).context["groups"]
    return {group.name: [find.title for find in group.finds] for group in groups if group.name != "pages"}


def test_people_and_teams_are_found_where_they_may_be_seen(team: Team, ann: Staff, bob: Staff, boss: Any) -> None:
    stranger = StaffFactory(user__name="Bo North")
    TeamFactory(name="North", members=[stranger])
    assert found(browser_of(ann), "bo") == {"people": ["Bob Barker"]}
    assert found(boss, "bo") == {"people": ["Bo North", "Bob Barker"]}
    assert found(boss, "nor") == {"people": ["Bo North"], "teams": ["North"]}
    assert found(browser_of(ann), "north") == {}
    assert found(browser_of(UserFactory(roles=[Role.IC])), "bob") == {}


def test_person_leads_to_their_place_on_the_board(team: Team, bob: Staff, boss: Any) -> None:
    (people,) = boss.get("/search/?q=barker").context["groups"]
    assert people.finds[0].url == f"/team/?team={team.public_id}#{bob.public_id}"
    assert f'id="{bob.public_id}"' in boss.get(people.finds[0].url.partition("#")[0]).content.decode()
