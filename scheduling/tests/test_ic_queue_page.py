"""The consultants' queue: what it shows to whom, and how many statements it costs."""

import re
from datetime import timedelta

import pytest

from accounts.enums import Role
from accounts.tests.factories import UserFactory
from core import clock
from core.actor import SYSTEM
from core.testing import assert_queries
from routing.actions.close_work import close_work
from routing.models import WorkItem
from routing.queries.policies import active_policy, forget_policies
from routing.tests.merchants import consultant, ic_team, merchant, need
from routing.tests.pages import HTMX, admin, browser_of, give, key
from routing.tests.worlds import locked
from scheduling.tests.session_pages import planned

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("remembered_policy")]


@pytest.fixture
def remembered_policy(db):
    forget_policies()
    active_policy("IC", None)


@pytest.fixture
def grace():
    return consultant("Grace Hopper")


@pytest.fixture
def tom():
    return consultant("Tom Anderson")


@pytest.fixture
def team(grace, tom):
    return ic_team(grace, tom, name="Set-up")


def rows_of(answer):
    return re.findall(r'<li class="row-item need-row" id="(icq_\w+)"', answer.content.decode())


def entry_id(item):
    return item.ic_entry.public_id


def text_of(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.mark.parametrize("n", [1, 3])
def test_queue_costs_as_many_statements_for_one_row_as_for_three(team, grace, n):
    for _ in range(n):
        need(merchant())
    browser = browser_of(grace)
    with assert_queries(2 + 7 + 2):  # session and person; as the AE queue; the reader's free time this week
        answer = browser.get("/queue/ic/")
    assert len(rows_of(answer)) == n


@pytest.mark.parametrize("n", [1, 3])
def test_part_of_the_queue_costs_less(team, grace, n):
    for _ in range(n):
        need(merchant())
    browser = browser_of(grace)
    with assert_queries(2 + 4 + 2):
        answer = browser.get("/queue/ic/", headers=HTMX)
    assert "<html" not in answer.content.decode()


def test_row_says_how_urgent_what_for_how_long_and_who_it_would_be(team, grace):
    at = clock.now() - timedelta(days=3, hours=1)
    need(merchant(at=at, business_name="Corner Shop", cohort="MANAGED"), at=clock.now() - timedelta(hours=5))
    text = text_of(browser_of(grace).get("/queue/ic/"))
    assert "Critical" in text
    assert "hardware set-up" in text
    assert "step 9, Hardware Setup · 3 days" in text
    assert "waits 5 h 0 min" in text
    assert "Suggested: you," in text or "Suggested: T. Anderson," in text


def test_row_with_a_session_says_when_in_the_readers_zone(team, grace):
    session = planned(grace, hour=15)
    grace.user.timezone = "Asia/Tokyo"
    grace.user.save()
    answer = browser_of(grace).get("/queue/ic/?sort=scheduled_date")
    assert rows_of(answer) == [session.entry.public_id]
    day = session.scheduled_for + timedelta(hours=9)
    assert day.strftime("%H:%M") in re.search(r'need-hour">(.*?)</span>\s*</div>', text_of(answer))[1]


def test_queue_shows_what_waits_in_my_teams_and_what_is_mine(team, grace, tom):
    waiting, mine, theirs = (need(merchant()) for _ in range(3))
    give(mine, grace)
    give(theirs, tom)
    browser = browser_of(grace)
    assert set(rows_of(browser.get("/queue/ic/"))) == {entry_id(waiting), entry_id(mine)}
    assert set(rows_of(browser.get("/queue/ic/?scope=team"))) == {entry_id(one) for one in (waiting, mine, theirs)}
    assert set(rows_of(browser.get("/queue/ic/?owner=me"))) == {entry_id(mine)}
    assert set(rows_of(admin().get("/queue/ic/"))) == {entry_id(one) for one in (waiting, mine, theirs)}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("support_type=TRAINING", "b"),
        ("urgency=CRITICAL", ""),
        ("cohort=MANAGED", "b"),
        ("step=9", "a"),
        ("status=PENDING", "ab"),
        ("status=SCHEDULED", ""),
        ("status=ODD&step=99&urgency=<b>&sort=x", "ab"),
    ],
)
def test_filters_work_by_address(team, grace, asked, found):
    items = {
        "a": need(merchant()),
        "b": need(merchant(cohort="MANAGED", step=7), support_type="TRAINING"),
    }
    shown = rows_of(browser_of(grace).get(f"/queue/ic/?{asked}"))
    assert set(shown) == {entry_id(items[name]) for name in found}


def test_tiles_count_and_filter(team, grace):
    session = planned(grace)
    need(merchant())
    text = text_of(browser_of(grace).get("/queue/ic/"))
    tiles = re.findall(r'class="tile"[^>]*>(?:<svg.*?</svg>)?<b>([^<]*)</b> ([^<]*)<', text)
    assert [tile for tile in tiles if tile[1] not in ("average wait", "free this week")] == [
        ("2", "in queue"),
        ("1", "pending"),
        ("1", "scheduled"),
        ("0", "in session"),
        ("0", "critical"),
        ("1 of 5", "mine"),
        ("1", "session ahead"),
    ]
    shown = browser_of(grace).get("/queue/ic/?status=SCHEDULED")
    assert rows_of(shown) == [session.entry.public_id]


def test_row_that_left_says_where_it_went(team, grace, tom):
    taken, closed, stays = (need(merchant()) for _ in range(3))
    give(taken, tom)
    close_work(locked(closed), outcome="SUCCESS", by=SYSTEM, at=clock.now())
    seen = ",".join(entry_id(item) for item in (taken, closed, stays))
    text = browser_of(grace).get("/queue/ic/", {"seen": seen}, headers=HTMX).content.decode()
    assert dict(re.findall(r'data-left="(\w+)" data-left-note="([^"]*)"', text)) == {
        entry_id(taken): "taken by T. Anderson",
        entry_id(closed): "closed",
    }


def test_address_with_a_need_shows_its_merchant_and_an_old_one_still_opens_the_queue(team, grace):
    item = need(merchant(business_name="Here"))
    browser = browser_of(grace)
    shown = browser.get(f"/queue/ic/?entry={entry_id(item)}").content.decode()
    assert f'data-live-subscribe="merchant.{item.ic_entry.merchant.public_id}"' in shown
    for gone in ("icq_" + "0" * 26, "icq_x"):
        assert browser.get(f"/queue/ic/?entry={gone}").status_code == 200


def test_queue_follows_the_topics_that_its_reader_may_follow(team, grace):
    browser = browser_of(grace)
    assert f'content="staff.{grace.public_id} team.{team.public_id}"' in browser.get("/queue/ic/").content.decode()
    assert re.search(r'name="live-topics" content="[^"]*queue\.ic"', admin().get("/queue/ic/").content.decode())


@pytest.mark.parametrize("role", [Role.AE, Role.AGENT, Role.MECHANIC, Role.CUSTOMER])
def test_queue_is_for_those_who_work_in_it(role):
    assert browser_of(UserFactory(roles=[role])).get("/queue/ic/").status_code == 403


def test_supervisor_sees_everything_and_claims_nothing(team):
    need(merchant())
    text = browser_of(UserFactory(roles=[Role.SUPERVISOR])).get("/queue/ic/").content.decode()
    assert (len(re.findall("data-row ", text)), "/claim/" in text) == (1, False)


def test_empty_queue_teaches(team, grace):
    assert "Merchants who need help appear here" in browser_of(grace).get("/queue/ic/").content.decode()


# -- who has it --------------------------------------------------------------------------------------


def test_claim_release_and_undo(team, grace):
    item = need(merchant())
    browser = browser_of(grace)
    browser.post(f"/needs/{entry_id(item)}/claim/", key(), headers=HTMX)
    assert WorkItem.objects.get(pk=item.pk).owner_id == grace.pk
    browser.post(f"/needs/{entry_id(item)}/release/", headers=HTMX)  # "Undo" in the message
    assert WorkItem.objects.get(pk=item.pk).owner_id is None


def test_lost_race_is_told_kindly_and_changes_nothing(team, grace, tom):
    item = need(merchant())
    give(item, tom)
    answer = browser_of(grace).post(f"/needs/{entry_id(item)}/claim/", key(), headers=HTMX)
    assert answer.status_code == 409
    assert "Tom Anderson was faster and has this merchant now." in answer["HX-Trigger"]
    assert WorkItem.objects.get(pk=item.pk).owner_id == tom.pk


def test_full_consultant_is_told_what_to_do(team):
    full = consultant("Full", capacity={"IC": 1})
    team.memberships.create(staff=full)
    first, second = need(merchant()), need(merchant())
    give(first, full)
    answer = browser_of(full).post(f"/needs/{entry_id(second)}/claim/", key(), headers=HTMX)
    assert (answer.status_code, "No room: 1 of 1 merchants." in answer["HX-Trigger"]) == (422, True)


def test_engine_chooses_when_asked(team, grace, tom):
    item = need(merchant())
    answer = browser_of(grace).post(f"/needs/{entry_id(item)}/choose/", key(), headers=HTMX)
    now = WorkItem.objects.get(pk=item.pk)
    assert (answer.status_code, now.owner_id in {grace.pk, tom.pk}, now.decision is not None) == (200, True, True)


def test_owner_hands_over_and_others_cannot(team, grace, tom):
    item = need(merchant())
    give(item, grace)
    address, data = f"/needs/{entry_id(item)}/assign/", {"to": tom.public_id, "notes": "knows tills"}
    assert browser_of(tom).post(address, {"to": tom.public_id, "notes": ""} | key(), headers=HTMX).status_code == 409
    assert WorkItem.objects.get(pk=item.pk).owner_id == grace.pk
    assert browser_of(grace).post(address, data | key(), headers=HTMX).status_code == 200
    assert WorkItem.objects.get(pk=item.pk).owner_id == tom.pk
