"""GET /leads: who sees which, every filter, pages that are total, statements that do not grow."""

import pytest

from accounts.enums import Role
from accounts.tests.factories import UserFactory, bearer
from core import clock
from core.actor import SYSTEM
from core.testing import Api, assert_queries
from routing.actions.assign_work import assign_work
from routing.actions.close_work import close_work
from routing.tests.worlds import locked, person, waiting_item
from workforce.tests.factories import StaffFactory, TeamFactory

pytestmark = pytest.mark.django_db
SMALL = {"annual_revenue": 600_000, "number_of_locations": 1}
SELF_SERVE = {"email": "shop@example.com", "business_name": "Corner Shop", "contact": {"name": "Jo Doe"}}


@pytest.fixture
def ann():
    return StaffFactory(user__name="Ann", capacity={"AE": 5})


@pytest.fixture
def team(ann):
    return TeamFactory(members=[ann])


@pytest.fixture
def admin():
    return Api(bearer(UserFactory(roles=[Role.ADMIN])))


def listed(api, **query):
    answer = api.get("/api/v1/leads", query)
    assert answer.status_code == 200, answer.content
    return [one["lead_id"] for one in answer.json()["leads"]]


def test_list_is_filtered_by_what_a_lead_is_and_where_it_stands(team, ann, admin):
    names = {}
    own = {
        "a": {"campaign_id": "spring"},
        "b": {"channel": "REFERRAL"},
        "c": {"business_category": "RETAIL"},
        "d": SMALL,
    }
    items = {name: waiting_item(team, **({"business_category": "BAR"} | facts)) for name, facts in own.items()}
    names = {item.queue_entry.lead.public_id: name for name, item in items.items()}
    assign_work(locked(items["a"]), ann, by=person(ann), at=clock.now())
    assign_work(locked(items["b"]), ann, by=person(ann), at=clock.now())
    close_work(locked(items["b"]), outcome="CLOSED_WON", by=SYSTEM, at=clock.now())

    def found(**query):
        return "".join(names[key] for key in listed(admin, **query))

    assert found() == "abcd"
    assert (found(campaign="spring"), found(channel="REFERRAL"), found(category="RETAIL")) == ("a", "b", "c")
    assert (found(cohort="ASSISTED"), found(region=items["a"].queue_entry.lead.region)) == ("d", "abcd")
    assert (found(status="PENDING"), found(status="ASSIGNED"), found(status="CLOSED")) == ("cd", "a", "b")
    assert (found(owner=ann.public_id), found(owner=ann.public_id, status="CLOSED")) == ("a", "b")
    by_phone = items["d"].queue_entry.lead
    type(by_phone).objects.filter(pk=by_phone.pk).update(contact_phone="+12125550123", business_name="Blue Door Inn")
    assert (found(q="blue do"), found(q="212555"), found(q=by_phone.email[:-3]), found(q="nobody")) == (
        "d",
        "d",
        "d",
        "",
    )
    since = items["c"].queue_entry.lead.updated_at.isoformat()
    assert found(updated_since=since) == "cd"


def test_list_shows_each_lead_as_its_own_page_does(team, admin):
    item = waiting_item(team)
    system_only = admin.post("/api/v1/leads", SELF_SERVE, key=True).json()["lead_id"]
    shown = {one["lead_id"]: one for one in admin.get("/api/v1/leads").json()["leads"]}
    for lead_id in (item.queue_entry.lead.public_id, system_only):
        assert shown[lead_id] == admin.get(f"/api/v1/leads/{lead_id}").json()


def test_pages_are_total_where_leads_changed_at_the_same_instant(team, admin):
    at = clock.now()
    keys = [waiting_item(team, at).queue_entry.lead.public_id for _ in range(5)]
    seen, cursor = [], {}
    for _ in range(3):
        page = admin.get("/api/v1/leads", {"limit": 2, **cursor}).json()
        seen += [one["lead_id"] for one in page["leads"]]
        cursor = {"cursor": page["pagination"]["next_cursor"]}
    assert (seen, cursor) == (keys, {"cursor": None})
    page = admin.get("/api/v1/leads", {"limit": 2, "offset": 3}).json()
    assert [one["lead_id"] for one in page["leads"]] == keys[3:]
    assert page["pagination"] == {"limit": 2, "offset": 3, "total": 5, "next_cursor": None, "has_more": False}


@pytest.mark.parametrize(
    "query",
    [{"cursor": "x"}, {"cursor": "_" * 32}, {"status": "NEW"}, {"nothing": 1}, {"limit": 101}, {"updated_since": "x"}],
)
def test_question_that_cannot_be_answered_is_refused(admin, query):
    answer = admin.get("/api/v1/leads", query)
    assert (answer.status_code, list(answer.json()["error"]["details"])) == (422, list(query))


def test_member_sees_the_leads_of_their_teams_and_asks_for_nobody_else(team, ann):
    item = waiting_item(team)
    waiting_item(TeamFactory())
    api = Api(bearer(ann.user))
    assert listed(api) == [item.queue_entry.lead.public_id]
    assert api.get("/api/v1/leads", {"owner": ann.public_id}).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_list_costs_the_same_however_long(team, admin, rows):
    for _ in range(rows):
        waiting_item(team)
    admin.get("/api/v1/leads")
    with assert_queries(4):  # one of them is who asks
        assert len(listed(admin)) == rows
