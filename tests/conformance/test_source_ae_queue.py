"""The AE queue's contract (routing API specification, section 1), line by line over HTTP.

Names, values and codes are the specification's; where a comment here says otherwise, that is meant.
"""

from datetime import timedelta

import pytest

from accounts.enums import Role
from core import clock
from core.actor import SYSTEM
from core.testing import Api
from routing.actions.close_work import close_work
from routing.actions.log_contact import log_contact
from routing.actions.offer_work import offer_work
from routing.actions.park_work import park_work
from routing.models import WorkItem
from routing.tests.worlds import locked, person
from tests.conformance.source import (
    ASSIGNED,
    DINING,
    NOON,
    PENDING,
    QUEUE,
    RETAIL,
    admin,
    api_of,
    assign,
    id_of,
    moment,
    only,
    send,
    system,
)
from workforce.tests.factories import StaffFactory

pytestmark = pytest.mark.django_db


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
