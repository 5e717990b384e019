"""The AE queue's contract (routing API specification, sections 1 and 2), line by line over HTTP.

Names, values and codes are the specification's; where docs/decisions or a comment here says otherwise, that is meant.
"""

import re
from datetime import UTC, datetime, timedelta

import pytest

from accounts.enums import Role
from accounts.tests.factories import ApiKeyFactory, UserFactory, bearer
from core import clock
from core.actor import SYSTEM
from core.testing import Api
from routing.actions.close_work import close_work
from routing.actions.log_contact import log_contact
from routing.actions.offer_work import offer_work
from routing.actions.park_work import park_work
from routing.models import IntakeRule, Lead, WorkItem
from routing.tests.worlds import locked, overflow, person
from workforce.tests.factories import StaffFactory, TeamFactory

pytestmark = pytest.mark.django_db
QUEUE = "/api/v1/queues/ae"
NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)  # a Monday

DINING = {
    "email": "merchant@example.com",
    "business_name": "John's Fine Dining LLC",
    "business_category": "RESTAURANT",
    "contact": {
        "name": "John Doe",
        "phone": "+1-555-123-4567",
        "email": "merchant@example.com",
        "preferred_contact_method": "PHONE",
    },
    "profile": {"annual_revenue": 2500000, "number_of_locations": 12, "region": "US"},
    "source": {"channel": "WEBSITE", "campaign_id": "spring_2025", "utm_source": "google"},
    "quote_value_estimate": 75000,
    "current_step": 2,
}
RETAIL = {
    "email": "owner@retailstore.com",
    "business_name": "Boutique Retail Co",
    "business_category": "RETAIL",
    "contact": {"name": "Jane Smith", "phone": "+1-555-987-6543"},
    "profile": {"annual_revenue": 750000, "number_of_locations": 3},
    "quote_value_estimate": 15000,
    "current_step": 4,
}


class Fits:
    """Equal to every text of that form."""

    def __init__(self, form: str) -> None:
        self.form = form

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and re.fullmatch(self.form, other) is not None

    def __repr__(self) -> str:
        return f"<{self.form}>"

    __hash__ = None


def id_of(kind: str) -> Fits:
    return Fits(f"{kind}_[0-9a-z]{{26}}")


def at(minutes: float) -> Fits:
    """That many minutes after noon; the clock ticks on while the test runs."""
    begin = NOON + timedelta(minutes=minutes)
    return Fits(f"{begin:%Y-%m-%dT%H:%M}:[0-5]\\d(\\.\\d+)?Z")


@pytest.fixture
def sarah():
    return StaffFactory(
        user__name="Sarah Johnson", user__email="sarah.j@example.com", user__phone="+15559876543",
        skills=["RESTAURANT"], capacity={"AE": 25},
    )  # fmt: skip


@pytest.fixture
def mike():
    return StaffFactory(
        user__name="Mike Wilson", user__email="mike.w@example.com", user__phone="+15551112222",
        skills=["RETAIL"], capacity={"AE": 2},
    )  # fmt: skip


@pytest.fixture
def team(sarah, mike):
    overflow(False)
    team = TeamFactory(name="South", members=[sarah, mike])
    IntakeRule.objects.update_or_create(queue="AE", region="", defaults={"team": team})
    IntakeRule.objects.filter(region="US").delete()
    return team


def api_of(staff):
    """Signed in at this moment: use it inside of `moment(…)`."""
    return Api(bearer(staff.user))


def admin(role=Role.ADMIN):
    return Api(bearer(UserFactory(name="Queue Manager", roles=[role])))


def system(*scopes):
    return Api(f"Api-Key {ApiKeyFactory(name='CRM', scopes=list(scopes)).secret_text}")


def moment(minutes):
    return clock.moved(to=NOON + timedelta(minutes=minutes))


def send(lead, minutes, **own):
    """The lead arrives over the API; its path and its item."""
    with moment(minutes):
        answer = system("system:routing").post("/api/v1/leads", lead | own, key=True)
    assert answer.status_code == 201, answer.content
    return answer.json()["lead_id"], WorkItem.objects.get(queue_entry__lead__email=(lead | own)["email"])


def assign(api, lead_id, **wish):
    return api.post(f"{QUEUE}/{lead_id}/assign", wish, key=True)


@pytest.fixture
def two_leads(team, mike):
    """As in the specification's answer: one waits since noon, one since 11:30 and is Mike's since 11:32."""
    retail, _ = send(RETAIL, -30)
    dining, _ = send(DINING, 0)
    with moment(-28):
        assert assign(api_of(mike), retail).status_code == 200
    Lead.objects.filter(email=RETAIL["email"]).update(kyb_status="APPROVED")
    return dining, retail


PENDING = {
    "queue_entry_id": id_of("qe"),
    "lead_id": id_of("lead"),
    "status": "PENDING",
    "priority": "HIGH",
    "cohort": {"type": "MANAGED", "selling_plan": "AE_NEGOTIATED", "setup_plan": "PAID_IC"},
    "lead_info": {
        "email": "merchant@example.com",
        "business_name": "John's Fine Dining LLC",
        "business_category": "RESTAURANT",
        "contact": {
            "name": "John Doe",
            "phone": "+15551234567",
            "email": "merchant@example.com",
            "preferred_contact_method": "PHONE",
        },
        "profile": {"annual_revenue": 2500000, "number_of_locations": 12, "region": "US"},
    },
    "context": {
        "current_step": 2,
        "step_name": "Account Creation",
        "kyb_status": None,
        "quote_value_estimate": 75000,
        "source": {"channel": "WEBSITE", "campaign_id": "spring_2025", "utm_source": "google"},
    },
    "timing": {
        "added_to_queue_at": at(0),
        "wait_time_minutes": 5,
        "sla_contact_by": at(15),
        "sla_status": "ON_TIME",
        "time_until_sla_breach_minutes": 9,  # 9 and a part: whole minutes that are left
        "time_since_sla_breach_minutes": None,
        "parked_until": None,
        "park_reason": None,
    },
    "assignment": {
        "assigned_to": None,
        "assigned_at": None,
        "over_capacity": False,
        "auto_assign_eligible": True,
        "suggested_ae": {"id": id_of("staff"), "name": "Sarah Johnson", "reason": Fits(".*estaurant specialist.*")},
    },
    "communication_history": [],
    "created_at": at(0),
}

ASSIGNED = {
    "queue_entry_id": id_of("qe"),
    "lead_id": id_of("lead"),
    "status": "ASSIGNED",
    "priority": "HIGH",  # MEDIUM there; by its own formula 20 + 20 and 20 for having waited
    "cohort": {"type": "ASSISTED", "selling_plan": "AE_GUIDED", "setup_plan": "FREE_IC"},
    "lead_info": {
        "email": "owner@retailstore.com",
        "business_name": "Boutique Retail Co",
        "business_category": "RETAIL",
        "contact": {
            "name": "Jane Smith",
            "phone": "+15559876543",
            "email": "owner@retailstore.com",
            "preferred_contact_method": None,
        },
        "profile": {"annual_revenue": 750000, "number_of_locations": 3, "region": None},
    },
    "context": {
        "current_step": 4,
        "step_name": "Software Requirements",
        "kyb_status": "APPROVED",
        "quote_value_estimate": 15000,
        "source": {"channel": None, "campaign_id": None, "utm_source": None},
    },
    "timing": {
        "added_to_queue_at": at(-30),
        "wait_time_minutes": 35,
        "sla_contact_by": at(0),  # 30 minutes for ASSISTED, by the table of thresholds; 15 in the example there
        "sla_status": "BREACHED",
        "time_until_sla_breach_minutes": None,
        "time_since_sla_breach_minutes": 5,
        "parked_until": None,
        "park_reason": None,
    },
    "assignment": {
        "assigned_to": {
            "id": id_of("staff"),
            "name": "Mike Wilson",
            "email": "mike.w@example.com",
            "phone": "+15551112222",
        },
        "assigned_at": at(-28),
        "over_capacity": False,
        "auto_assign_eligible": False,
        "suggested_ae": None,
    },
    "communication_history": [
        {
            "id": id_of("notif"),
            "type": "ASSIGNMENT_NOTIFICATION",
            "timestamp": at(-28),
            "sent_to": id_of("staff"),
            "outcome": None,
            "logged_by": None,
        }
    ],
    "created_at": at(-30),
}


def only(entry, template):
    """The fields that the specification knows; others may be there besides."""
    return {name: entry[name] for name in template}


# --- section 1: the answer ----------------------------------------------------------------------------


def test_both_entries_have_every_field_of_the_specification(two_leads):
    with moment(5.2):
        waiting, late = admin().get(QUEUE).json()["queue"]
        answered = admin().get(QUEUE, {"status": "PENDING"}).json()["queue"]
    assert only(waiting, PENDING) == PENDING
    assert only(late, ASSIGNED) == ASSIGNED
    assert [entry["lead_id"] for entry in answered] == [waiting["lead_id"]] == [two_leads[0]]


def test_summary_caller_and_page_have_every_field_of_the_specification(two_leads, sarah, mike):
    with moment(5.2):
        mine = api_of(mike).get(QUEUE).json()
        hers = api_of(sarah).get(QUEUE, {"limit": 1}).json()
    assert set(mine) == {"queue", "summary", "current_user", "pagination"}
    assert mine["summary"] == {
        "total_in_queue": 2,
        "by_status": {"PENDING": 1, "ASSIGNED": 1, "CONTACTED": 0, "CLOSED": 0},
        "by_priority": {"URGENT": 0, "HIGH": 2, "MEDIUM": 0, "LOW": 0},
        "sla_metrics": {
            "within_sla": 1,
            "at_risk": 0,
            "breached": 1,
            "average_wait_time_minutes": 20,
            "longest_wait_time_minutes": 35,
        },
        "estimated_total_value": 90000,
    } | {name: value for name, value in mine["summary"].items() if name not in SUMMARY}
    assert mine["current_user"] == {
        "id": mike.public_id,
        "name": "Mike Wilson",
        "assigned_leads": 1,
        "max_concurrent_leads": 2,
        "capacity_remaining": 1,
    }
    assert mine["pagination"] == {"limit": 50, "offset": 0, "total": 2, "has_more": False}
    assert (hers["summary"]["total_in_queue"], hers["pagination"]["has_more"]) == (1, False)


SUMMARY = {"total_in_queue", "by_status", "by_priority", "sla_metrics", "estimated_total_value"}


def test_waiting_entry_is_pending_however_it_waits(two_leads, sarah, mike):
    dining, retail = two_leads
    item = WorkItem.objects.get(queue_entry__lead__email=DINING["email"])
    taken = WorkItem.objects.get(queue_entry__lead__email=RETAIL["email"])
    with moment(5):
        now = clock.now()
        offer_work(locked(item), sarah, until=now + timedelta(minutes=5), by=SYSTEM, at=now)
        park_work(locked(taken), until=NOON + timedelta(hours=3), reason="Asked to wait", by=person(mike), at=now)
        shown = {entry["lead_id"]: entry for entry in admin().get(QUEUE).json()["queue"]}
    offered, parked = shown[dining], shown[retail]
    assert (offered["status"], parked["status"]) == ("PENDING", "PENDING")
    for entry in (offered, parked):
        assert entry["assignment"] == {
            "assigned_to": None, "assigned_at": None, "over_capacity": False, "auto_assign_eligible": False,
            "suggested_ae": None,
        }  # fmt: skip
    assert parked["timing"]["parked_until"] == "2027-03-01T15:00:00Z"
    assert parked["timing"]["park_reason"] == "Asked to wait"


def test_entry_beyond_capacity_says_so(team, mike):
    taken = []
    for number in range(3):
        lead, _ = send(RETAIL, number, email=f"shop{number}@example.com")
        with moment(4):
            wish = {"assign_to": mike.public_id, "override_capacity": True}
            taken.append(assign(admin(), lead, **wish).json()["assignment"]["over_capacity"])
    with moment(5):
        body = api_of(mike).get(QUEUE).json()
    assert taken == [False, False, True]
    assert sorted(entry["assignment"]["over_capacity"] for entry in body["queue"]) == taken
    assert body["current_user"]["capacity_remaining"] == 0


def test_contacted_and_closed_entries_have_their_status_and_history(two_leads, mike):
    taken = WorkItem.objects.get(queue_entry__lead__email=RETAIL["email"])
    said = {"communication_type": "PHONE_CALL", "outcome": "CONNECTED", "notes": "Wants two tills."}
    with moment(5):
        log_contact(locked(taken), said, by=person(mike), at=clock.now())
        (entry,) = api_of(mike).get(QUEUE, {"status": "CONTACTED"}).json()["queue"]
        assert entry["timing"]["sla_status"] == "MET"
        assert [one["type"] for one in entry["communication_history"]] == ["ASSIGNMENT_NOTIFICATION", "PHONE_CALL"]
        assert entry["communication_history"][1]["outcome"] == "CONNECTED"
        close_work(locked(taken), outcome="CLOSED_WON", by=person(mike), at=clock.now())
        assert api_of(mike).get(QUEUE, {"status": "CONTACTED"}).json()["queue"] == []
        (entry,) = api_of(mike).get(QUEUE, {"status": "CLOSED"}).json()["queue"]
        assert [entry["lead_id"] for entry in api_of(mike).get(QUEUE).json()["queue"]] == [two_leads[0]]
    assert (entry["status"], entry["lead_id"]) == ("CLOSED", two_leads[1])


# --- section 1: parameters and callers ------------------------------------------------------------------


@pytest.mark.parametrize(
    "query, shown",
    [
        ({}, ["DINING", "RETAIL"]),
        ({"status": "PENDING"}, ["DINING"]),
        ({"status": "ASSIGNED"}, ["RETAIL"]),
        ({"status": "CONTACTED"}, []),
        ({"status": "CLOSED"}, []),
        ({"priority": "HIGH"}, ["DINING", "RETAIL"]),
        ({"priority": "URGENT"}, []),
        ({"priority": "MEDIUM"}, []),
        ({"priority": "LOW"}, []),
        ({"cohort_type": "ASSISTED"}, ["RETAIL"]),
        ({"cohort_type": "MANAGED"}, ["DINING"]),
        ({"cohort_type": "MANAGED", "status": "ASSIGNED"}, []),
        ({"sla_status": "BREACHED"}, ["RETAIL"]),
        ({"sla_status": "ON_TIME"}, ["DINING"]),
        ({"sort": "priority"}, ["DINING", "RETAIL"]),
        ({"sort": "created_at"}, ["RETAIL", "DINING"]),
        ({"sort": "wait_time"}, ["RETAIL", "DINING"]),
        ({"sort": "est_revenue"}, ["DINING", "RETAIL"]),
        ({"limit": 1}, ["DINING"]),
        ({"limit": 1, "offset": 1}, ["RETAIL"]),
        ({"offset": 2}, []),
        ({"limit": 100}, ["DINING", "RETAIL"]),
    ],
)
def test_parameters_of_the_specification(two_leads, query, shown):
    with moment(5):
        body = admin().get(QUEUE, query).json()
    names = {"merchant@example.com": "DINING", "owner@retailstore.com": "RETAIL"}
    assert [names[entry["lead_info"]["email"]] for entry in body["queue"]] == shown
    limit, offset, total = query.get("limit", 50), query.get("offset", 0), body["pagination"]["total"]
    assert body["pagination"]["has_more"] is (offset + limit < total)
    assert body["summary"]["total_in_queue"] == 2


@pytest.mark.parametrize(
    "query, field",
    [
        ("status=OPEN", "status"),
        ("priority=high", "priority"),
        ("cohort_type=BIG", "cohort_type"),
        ("sla_status=LATE", "sla_status"),
        ("sort=name", "sort"),
        ("scope=all", "scope"),
        ("limit=101", "limit"),
        ("limit=0", "limit"),
        ("limit=ten", "limit"),
        ("offset=-1", "offset"),
        ("page=2", "page"),
        ("status=PENDING&status=CLOSED", "status"),
    ],
)
def test_unknown_values_and_parameters_are_refused_by_name(team, sarah, query, field):
    answer = api_of(sarah).get(f"{QUEUE}?{query}")
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], list(error["details"])) == (422, "VALIDATION_FAILED", [field])
    assert set(error) == {"code", "message", "details", "timestamp", "trace_id"}


def test_callers_see_what_is_theirs_to_see(two_leads, sarah, mike):
    dining, retail = two_leads

    def shown(api, **query):
        answer = api.get(QUEUE, query)
        if answer.status_code != 200:
            return answer.status_code
        return [entry["lead_id"] for entry in answer.json()["queue"]]

    with moment(5):
        stranger = StaffFactory()
        assert shown(api_of(sarah)) == [dining]
        assert shown(api_of(sarah), scope="team") == [dining, retail]
        assert shown(api_of(mike)) == [dining, retail]
        assert shown(api_of(mike), scope="mine") == [dining, retail]
        assert shown(api_of(stranger)) == shown(api_of(stranger), scope="team") == []
        assert shown(api_of(sarah), assigned_to=mike.public_id) == 403
        for everything in (admin(), admin(Role.SUPERVISOR), system("admin:routing"), system("ae:queue:read")):
            assert shown(everything) == [dining, retail]
        for one in (admin(), admin(Role.SUPERVISOR), system("admin:routing")):
            assert shown(one, assigned_to=mike.public_id) == [retail]
            assert shown(one, assigned_to=sarah.public_id) == []
            assert shown(one, assigned_to="ae_xyz789") == 422
        assert shown(system("system:routing")) == 403
        assert shown(admin(Role.CUSTOMER)) == 403
        assert shown(Api()) == 401
        caller = system("admin:routing").get(QUEUE).json()["current_user"]
    assert caller == {
        "id": id_of("key"),
        "name": "CRM",
        "assigned_leads": 0,
        "max_concurrent_leads": 0,
        "capacity_remaining": 0,
    }


# --- section 2: assign ----------------------------------------------------------------------------------


def test_assignment_answers_as_the_specification_has_it(team, sarah):
    lead, _ = send(DINING, 0)
    with moment(5):
        boss = UserFactory(name="Queue Manager", roles=[Role.ADMIN])
        body = assign(
            Api(bearer(boss)),
            lead,
            assign_to=sarah.public_id,
            assignment_reason="MANUAL",
            notes="High-value restaurant lead",
            schedule_callback={"callback_time": "2027-03-02T15:00:00Z", "timezone": "America/New_York"},
        ).json()
    assert body == {
        "queue_entry_id": id_of("qe"),
        "lead_id": lead,
        "assignment": {
            "assigned_to": {
                "id": sarah.public_id,
                "name": "Sarah Johnson",
                "email": "sarah.j@example.com",
                "phone": "+15559876543",
            },
            "assigned_at": at(5),
            "assigned_by": {"id": id_of("staff"), "name": "Queue Manager"},
            "assignment_reason": "MANUAL",
            "notes": "High-value restaurant lead",
            "over_capacity": False,
            "decision_id": None,
        },
        "status": "ASSIGNED",
        "priority": "HIGH",
        "sla": {"contact_by": at(15), "time_to_contact_minutes": 10},  # the clock began when the lead came
        "scheduled_callback": {
            "callback_time": "2027-03-02T15:00:00Z",
            "timezone": "America/New_York",
            "calendar_event_created": True,
            "calendar_event_id": id_of("book"),
        },
        "notifications_sent": body["notifications_sent"],
        "lead_info": {
            "email": "merchant@example.com",
            "business_name": "John's Fine Dining LLC",
            "contact": {"name": "John Doe", "phone": "+15551234567"},
        },
        "next_actions": [
            {
                "action": "CONTACT_LEAD",
                "description": "Contact lead within 10 minutes",
                "due_by": at(15),
                "priority": "HIGH",
            },
            {
                "action": "LOG_COMMUNICATION",
                "description": "Log outcome of initial contact",
                "url": f"/api/v1/queues/ae/{lead}/communication",
            },
        ],
    }
    assert {"type": "EMAIL", "recipient": sarah.public_id, "template": "AE_LEAD_ASSIGNMENT"}.items() <= (
        body["notifications_sent"][0].items()
    )
    assert {"sent_at", "status"} <= set(body["notifications_sent"][0])


@pytest.mark.parametrize(
    "minutes, left, words", [(0.05, 15, " within 15 minutes"), (14.5, 1, " within 1 minute"), (16, 0, " now")]
)
def test_time_to_contact_is_what_is_left_when_it_is_assigned(team, sarah, minutes, left, words):
    lead, _ = send(DINING, 0)
    with moment(minutes):
        body = assign(api_of(sarah), lead).json()
    assert body["sla"]["time_to_contact_minutes"] == left
    assert body["next_actions"][0]["description"] == f"Contact lead{words}"


def test_default_assignee_is_the_caller_and_urgent_ones_go_by_text_message_too(team, sarah):
    lead, _ = send(DINING, 0)
    with moment(20):  # 70, and 10 for more than 15 minutes
        body = assign(api_of(sarah), lead).json()
    assert (body["assignment"]["assigned_to"]["id"], body["priority"]) == (sarah.public_id, "URGENT")
    told = {one["type"]: one for one in body["notifications_sent"]}
    assert told["SMS"]["recipient"] == sarah.public_id
    assert "John Doe" in told["SMS"]["message"]


@pytest.mark.parametrize(
    "reason", ["MANUAL", "AUTO_ROUND_ROBIN", "AUTO_SPECIALIZATION", "AUTO_AVAILABILITY", "REASSIGNMENT", "ESCALATION"]
)
def test_every_reason_of_the_specification_is_taken(team, sarah, reason):
    lead, _ = send(DINING, 0)
    with moment(1):
        body = assign(api_of(sarah), lead, assignment_reason=reason).json()
    assert body["assignment"]["assignment_reason"] == reason


def test_taken_lead_is_refused_with_owner_and_time(two_leads, sarah, mike):
    _, retail = two_leads
    with moment(5):
        hers, boss = assign(api_of(sarah), retail), assign(admin(), retail, assign_to=sarah.public_id)
    for answer, can_reassign in ((hers, False), (boss, True)):
        error = answer.json()["error"]
        assert (answer.status_code, error["code"]) == (409, "LEAD_ALREADY_ASSIGNED")
        assert error["details"] == {
            "lead_id": retail,
            "assigned_to": {"id": mike.public_id, "name": "Mike Wilson"},
            "assigned_at": at(-28),
            "can_reassign": can_reassign,
        }
        assert {"message", "timestamp", "trace_id"} <= set(error)


def test_reassignment_is_for_the_owner_and_admins(two_leads, sarah, mike):
    _, retail = two_leads
    wish = {"assign_to": sarah.public_id, "assignment_reason": "REASSIGNMENT"}
    with moment(5):
        third = StaffFactory(user__name="Third")
        team = WorkItem.objects.get(owner=mike).team
        team.memberships.create(staff=third)
        assert assign(api_of(third), retail, **wish).json()["error"]["code"] == "LEAD_ALREADY_ASSIGNED"
        assert assign(api_of(mike), retail, **wish).json()["assignment"]["assigned_to"]["name"] == "Sarah Johnson"
        back = {"assign_to": mike.public_id, "assignment_reason": "REASSIGNMENT"}
        assert assign(api_of(mike), retail, **back).status_code == 409
        moved = assign(admin(), retail, **back).json()
    assert moved["assignment"]["assigned_to"]["name"] == "Mike Wilson"
    assert moved["sla"]["contact_by"] == at(0)  # its clock runs on


def test_full_member_is_refused_with_the_numbers_and_only_an_admin_overrides(team, sarah, mike):
    leads = [send(RETAIL, number, email=f"shop{number}@example.com")[0] for number in range(3)]
    with moment(5):
        for lead in leads[:2]:
            assert assign(api_of(mike), lead).status_code == 200
        mine, boss = assign(api_of(mike), leads[2]), assign(admin(), leads[2], assign_to=mike.public_id)
        for answer, can_override in ((mine, False), (boss, True)):
            error = answer.json()["error"]
            assert (answer.status_code, error["code"]) == (422, "AE_CAPACITY_EXCEEDED")
            assert error["details"] == {
                "ae_id": mike.public_id,
                "current_assigned": 2,
                "max_capacity": 2,
                "can_override": can_override,
            }
        assert assign(api_of(mike), leads[2], override_capacity=True).status_code == 403
        assert WorkItem.objects.get(queue_entry__lead__email="shop2@example.com").owner is None
        forced = assign(admin(), leads[2], assign_to=mike.public_id, override_capacity=True)
    assert forced.json()["assignment"]["over_capacity"] is True


def test_other_refusals_of_assign_change_nothing(two_leads, sarah, mike):
    dining, retail = two_leads
    item = WorkItem.objects.get(queue_entry__lead__email=DINING["email"])
    with moment(5):
        retired = StaffFactory(user__roles=[Role.MECHANIC], capacity={})
        close_work(locked(WorkItem.objects.get(owner=mike)), outcome="CLOSED_LOST", by=person(mike), at=clock.now())
        refusals = [
            (assign(api_of(sarah), "lead_" + "0" * 26), 404, "NOT_FOUND"),
            (assign(api_of(sarah), "nonsense"), 404, "NOT_FOUND"),
            (assign(admin(), retail, assign_to=sarah.public_id), 409, "QUEUE_ENTRY_CLOSED"),
            (assign(api_of(sarah), dining, assign_to=retired.public_id), 422, "VALIDATION_FAILED"),
            (assign(api_of(sarah), dining, assign_to="ae_xyz789"), 422, "VALIDATION_FAILED"),
            (assign(api_of(sarah), dining, assignment_reason="WHIM"), 422, "VALIDATION_FAILED"),
            (assign(api_of(sarah), dining, notes="x" * 1001), 422, "VALIDATION_FAILED"),
            (assign(api_of(sarah), dining, colour="red"), 422, "VALIDATION_FAILED"),
            (assign(system("admin:routing"), dining), 422, "VALIDATION_FAILED"),
            (assign(system("system:routing"), dining), 403, "FORBIDDEN"),
            (assign(Api(), dining), 401, "UNAUTHENTICATED"),
            (api_of(sarah).post(f"{QUEUE}/{dining}/assign", {}), 400, "IDEMPOTENCY_KEY_REQUIRED"),
        ]
    for answer, status, code in refusals:
        assert (answer.status_code, answer.json()["error"]["code"]) == (status, code), answer.content
    version = item.version
    item.refresh_from_db()
    assert (item.state, item.owner, item.version) == ("QUEUED", None, version)
