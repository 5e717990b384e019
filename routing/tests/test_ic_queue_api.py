"""GET and POST /queues/ic: every field, filter, sort and number."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.enums import Role
from accounts.tests.factories import ApiKeyFactory, UserFactory, bearer
from core import clock
from core.actor import SYSTEM
from core.testing import Api, assert_queries
from events.models import DomainEvent
from routing.actions.close_work import close_work
from routing.actions.rescore_work import rescore_work
from routing.models import IcEntry, WorkItem
from routing.tests.merchants import consultant, ic_team, merchant, need
from routing.tests.worlds import locked
from workforce.actions import add_time_off, book
from workforce.enums import Purpose

pytestmark = pytest.mark.django_db
QUEUE = "/api/v1/queues/ic"
HARDWARE = {"delivery_date": "2026-10-06T14:30:00Z", "items": [{"sku": "T-1", "name": "Terminal", "quantity": 2}]}


@pytest.fixture
def grace():
    return consultant("Grace", skills=["HARDWARE_SETUP", "RESTAURANT"])


@pytest.fixture
def tom():
    return consultant("Tom")


@pytest.fixture
def team(grace, tom):
    return ic_team(grace, tom)


def api_of(staff):
    return Api(bearer(staff.user))


def admin():
    return Api(bearer(UserFactory(roles=[Role.ADMIN])))


def post(api, address, body=None):
    return api.post(address, body or {}, key=True)


def ids(body):
    return [entry["queue_entry_id"] for entry in body["queue"]]


def test_entry_has_every_field_of_the_contract(team, grace):
    made = merchant(at=clock.now() - timedelta(days=3, hours=1), business_category="RESTAURANT")
    asked = {
        "merchant_id": made.public_id,
        "support_type": "HARDWARE_SETUP",
        "requested_services": ["Terminal setup"],
        "estimated_session_duration_minutes": 45,
        "complexity": "MEDIUM",
        "requires_technical_specialist": False,
        "hardware_info": HARDWARE,
        "blockers": [{"type": "late", "description": "Not begun", "severity": "MEDIUM"}],
        "preferred_schedule": {"days": ["MONDAY"], "time_range": "9AM-5PM", "timezone": "America/New_York"},
    }
    system = Api(f"Api-Key {ApiKeyFactory(scopes=['system:routing']).secret_text}")
    answer = system.post(QUEUE, asked)
    assert answer.status_code == 201
    body = api_of(grace).get(QUEUE).json()
    (entry,) = body["queue"]
    assert answer.json() == entry
    assert (entry["status"], entry["urgency"], entry["support_type"]) == ("PENDING", "MEDIUM", "HARDWARE_SETUP")
    assert entry["cohort"] == {"type": "ASSISTED", "setup_plan": "FREE_IC"}
    assert entry["onboarding_context"] == {
        "current_step": 9,
        "step_name": "Hardware Setup",
        "journey_status": "SETTING_UP",
        "days_in_step": 3,
        "completion_percentage": 80,
        "blockers": [{"type": "LATE", "description": "Not begun", "severity": "MEDIUM"}],
    }
    assert entry["support_details"] == {
        "requested_services": ["Terminal setup"],
        "estimated_session_duration_minutes": 45,
        "complexity": "MEDIUM",
        "requires_technical_specialist": False,
    }
    assert entry["hardware_info"] == {
        "delivery_date": "2026-10-06T14:30:00Z",
        "items": [{"sku": "T-1", "name": "Terminal", "quantity": 2, "setup_status": "NOT_STARTED"}],
    }
    assert entry["timing"]["preferred_schedule"] == asked["preferred_schedule"]
    assert entry["timing"]["wait_time_hours"] == 0
    assert entry["assignment"]["suggested_ic"]["id"] == grace.public_id
    assert (entry["session_info"], entry["lead_id"]) == (None, None)
    assert body["current_user"] == {
        "id": grace.public_id,
        "name": "Grace",
        "scheduled_sessions": 0,
        "available_hours_this_week": body["current_user"]["available_hours_this_week"],
        "specializations": ["HARDWARE_SETUP", "RESTAURANT"],
    }
    assert body["pagination"] == {"limit": 50, "offset": 0, "total": 1, "has_more": False}


def test_the_same_help_asked_for_again_is_the_standing_entry(team):
    made = merchant()
    wish = {"merchant_id": made.public_id, "support_type": "TRAINING"}
    first = admin().post(QUEUE, wish)
    blocked = {"type": "KYB", "description": "stuck", "severity": "HIGH"}
    again = admin().post(QUEUE, wish | {"blockers": [blocked]})
    other = admin().post(QUEUE, wish | {"support_type": "GENERAL"})
    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 201)
    assert again.json()["queue_entry_id"] == first.json()["queue_entry_id"]
    assert WorkItem.objects.get(ic_entry=IcEntry.parse_id(first.json()["queue_entry_id"])).score == 15 + 15 + 20
    assert IcEntry.objects.count() == 2


@pytest.mark.parametrize(
    "wrong, field",
    [
        ({"merchant_id": "merch_" + "0" * 26}, "merchant_id"),
        ({"support_type": "MAGIC"}, "support_type"),
        ({"estimated_session_duration_minutes": 10}, "estimated_session_duration_minutes"),
        ({"hardware_info": {"items": [{"sku": "x", "name": "y", "quantity": 0}]}}, "hardware_info.items.0.quantity"),
        ({"blockers": [{"type": "x", "description": "y", "severity": "HUGE"}]}, "blockers.0.severity"),
        ({"preferred_schedule": {"days": ["SOMEDAY"], "timezone": "UTC"}}, "preferred_schedule.days.0"),
    ],
)
def test_what_cannot_be_used_is_named(team, wrong, field):
    wish = {"merchant_id": merchant().public_id, "support_type": "TRAINING"}
    answer = admin().post(QUEUE, wish | wrong)
    assert (answer.status_code, list(answer.json()["error"]["details"])) == (422, [field])
    assert not IcEntry.objects.exists()


def test_filters_sorts_and_summary(team, grace, tom):
    at = clock.now()
    old = need(merchant(at=at - timedelta(days=6), cohort="MANAGED"), at=at - timedelta(hours=50))
    new = need(merchant(step=8), at=at - timedelta(hours=2), support_type="DATA_IMPORT")
    mine = need(merchant(step=3, cohort="SELF_SERVE"), at=at - timedelta(hours=1), support_type="GENERAL")
    post(api_of(grace), f"{QUEUE}/{mine.ic_entry.public_id}/assign")
    done = need(merchant(), support_type="TRAINING")
    post(api_of(grace), f"{QUEUE}/{done.ic_entry.public_id}/assign")
    close_work(locked(done), outcome="SUCCESS", by=SYSTEM, at=at)
    entry = {item.pk: item.ic_entry.public_id for item in (old, new, mine, done)}

    def found(**asked):
        return ids(api_of(grace).get(QUEUE, asked).json())

    assert found() == [entry[old.pk], entry[new.pk], entry[mine.pk]]
    assert found(sort="created_at") == [entry[old.pk], entry[new.pk], entry[mine.pk]]
    assert found(support_type="DATA_IMPORT") == [entry[new.pk]]
    assert (found(cohort_type="MANAGED"), found(step_number=3)) == ([entry[old.pk]], [entry[mine.pk]])
    assert (found(urgency="CRITICAL"), found(urgency="LOW")) == ([entry[old.pk]], [entry[new.pk], entry[mine.pk]])
    assert found(status="PENDING") == [entry[old.pk], entry[new.pk], entry[mine.pk]]
    assert (found(status="SCHEDULED"), found(status="COMPLETED")) == ([], [entry[done.pk]])
    assert api_of(grace).get(QUEUE, {"assigned_to": tom.public_id}).status_code == 403
    assert ids(admin().get(QUEUE, {"assigned_to": grace.public_id}).json()) == [entry[mine.pk]]
    assert api_of(tom).get(QUEUE).json()["pagination"]["total"] == 2
    assert api_of(tom).get(QUEUE, {"scope": "team"}).json()["pagination"]["total"] == 3
    body = api_of(grace).get(QUEUE, {"limit": 1}).json()
    assert body["pagination"] == {"limit": 1, "offset": 0, "total": 3, "has_more": True}
    assert body["summary"] == {
        "total_in_queue": 3,
        "by_status": {"PENDING": 3, "SCHEDULED": 0, "IN_SESSION": 0, "COMPLETED": 1},
        "by_support_type": {
            "DATA_IMPORT": 1,
            "HARDWARE_SETUP": 1,
            "INTEGRATION": 0,
            "TRAINING": 0,
            "TROUBLESHOOTING": 0,
            "GENERAL": 1,
        },
        "by_urgency": {"CRITICAL": 1, "HIGH": 0, "MEDIUM": 0, "LOW": 2},
        "average_wait_time_hours": 17,
        "longest_wait_time_hours": 50,
    }


@pytest.mark.parametrize("entries", [1, 3])
def test_queue_costs_four_statements_however_long(team, grace, entries):
    api = api_of(grace)
    for _ in range(entries):
        need(merchant())
    api.get(QUEUE)
    with assert_queries(5):  # the caller, the page, the summary, the caller's hours and what takes them
        assert len(ids(api.get(QUEUE).json())) == entries


def test_urgency_rises_at_the_instant_whether_or_not_the_sweep_has_come_by(team, grace):
    began = clock.now() - timedelta(days=2, minutes=-1)
    item = need(merchant(at=began, cohort="MANAGED"))
    other = need(merchant(at=began, cohort="ASSISTED"))
    assert (item.score, item.priority) == (45, "MEDIUM")
    with clock.moved(timedelta(minutes=2)):
        body = api_of(grace).get(QUEUE).json()
        assert [entry["urgency"] for entry in body["queue"]] == ["HIGH", "MEDIUM"]
        assert body["summary"]["by_urgency"] == {"CRITICAL": 0, "HIGH": 1, "MEDIUM": 1, "LOW": 0}
        assert ids(api_of(grace).get(QUEUE, {"urgency": "HIGH"}).json()) == [item.ic_entry.public_id]
        assert rescore_work(at=clock.now()) == 2
    item.refresh_from_db()
    assert (item.score, item.priority) == (60, "HIGH")
    events = DomainEvent.objects.filter(name="support.queue_changed").order_by("id")
    assert [event.payload["what"] for event in events] == ["score_changed"] * 2
    assert other.ic_entry.is_open


def test_hours_of_this_week_leave_out_bookings_and_time_off(team):
    amy = consultant("Amy", user__timezone="America/New_York", hours=[(day, "09:00", "17:00") for day in range(5)])
    ic_team(amy)
    monday = datetime(2027, 3, 1, 13, tzinfo=UTC)  # 08:00 there
    with clock.moved(monday - clock.now()):
        book(
            amy.pk,
            starts_at=monday + timedelta(hours=2),
            ends_at=monday + timedelta(hours=3, minutes=30),
            purpose=Purpose.CALLBACK,
            by=SYSTEM,
            at=monday,
        )
        starts, ends = monday + timedelta(days=1), monday + timedelta(days=2)
        add_time_off(amy, starts_at=starts, ends_at=ends, reason="away", by=SYSTEM, at=monday)
        free = api_of(amy).get(QUEUE).json()["current_user"]["available_hours_this_week"]
    assert free == pytest.approx(40 - 1.5 - 8, abs=0.01)
