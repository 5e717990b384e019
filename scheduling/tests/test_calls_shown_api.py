"""Calls over REST: listed, shown and corrected."""

import pytest
from django.conf import settings
from django.test import Client

from core.testing import assert_queries
from events.models import DomainEvent
from scheduling.models import CallRequest, Topic
from scheduling.tests.asking import (
    BASE,
    DAY,
    as_caller,
    ask,
    at,
    system,
    tomorrow,
    wait,
    wire,
)
from scheduling.tests.worlds import caller, customer
from workforce.tests.factories import StaffFactory

pytestmark = pytest.mark.django_db


# -- reading --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("calls", [1, 3])
def test_the_list_takes_as_many_statements_for_three_as_for_one(rosa, calls):
    api = as_caller(rosa)
    for number in range(calls):
        ask(api, scheduled_date_time=wire(tomorrow(10 + number)))
    with assert_queries(2):
        found = api.get(BASE).json()
    assert len(found["call_requests"]) == calls


def test_link_to_the_page_opens_for_whoever_got_it(rosa, ana):
    made = ask(as_caller(rosa))
    for who in (rosa, ana):
        browser = Client()
        browser.force_login(who.user)
        for found in (as_caller(who).get(at(made)).json(), as_caller(who).get(BASE).json()["call_requests"][0]):
            assert browser.get(found["links"]["page"].removeprefix(settings.BASE_URL)).status_code == 200
    key = system("calls:book", company=rosa.company)
    assert key.get(at(made)).json()["links"]["page"].endswith(f"/my-calls/{made['id']}/")
    assert made["links"]["page"].endswith(f"/my-calls/{made['id']}/")


def test_the_list_goes_on_by_cursor(rosa):
    api = as_caller(rosa)
    made = [wait(api)["number"] for _ in range(3)]
    first = api.get(BASE, {"limit": 2}).json()
    second = api.get(BASE, {"limit": 2, "cursor": first["pagination"]["next_cursor"]}).json()
    assert [one["number"] for one in first["call_requests"] + second["call_requests"]] == made[::-1]
    assert (first["pagination"]["has_more"], second["pagination"]["has_more"]) == (True, False)


def test_filters(rosa, ana):
    api = as_caller(rosa)
    agreed, waiting = ask(api), wait(api)
    start = tomorrow()

    def found(**query):
        return [one["id"] for one in api.get(BASE, query).json()["call_requests"]]

    assert found(status="CONFIRMED") == [agreed["id"]]
    assert found(status=["PENDING", "CONFIRMED"]) == [waiting["id"], agreed["id"]]
    assert found(topic="BILLING") == [waiting["id"], agreed["id"]]
    assert found(topic="OTHER") == []
    assert found(scheduling_type="FLEXIBLE") == [waiting["id"]]
    assert found(**{"from": wire(start)}) == [agreed["id"]]
    assert found(to=wire(start)) == []
    assert found(to=wire(start + DAY)) == [agreed["id"]]
    assert found(assigned_team_member=ana.public_id) == [agreed["id"]]
    assert found(customer=rosa.public_id) == [waiting["id"], agreed["id"]]
    assert found(customer=customer().public_id) == []
    assert found(number=agreed["number"]) == [agreed["id"]]


@pytest.mark.parametrize(
    "query",
    [
        {"status": "GONE"}, {"topic": "COFFEE"}, {"from": "yesterday"}, {"customer": "cust_x"}, {"limit": 101},
        {"assigned_team_member": "x"}, {"cursor": "?"}, {"unheard_of": 1}, {"scheduling_type": "X"},
    ],
)  # fmt: skip
def test_filters_refuse_what_they_do_not_know(rosa, query):
    answer = as_caller(rosa).get(BASE, query)
    assert (answer.status_code, list(answer.json()["error"]["details"])) == (422, list(query))


def test_who_sees_a_call(rosa, ana):
    call = ask(as_caller(rosa))
    mate = customer(company=rosa.company)
    seers = {
        "customer": as_caller(rosa),
        "colleague of the customer": as_caller(mate),
        "company's key": system("calls:book", company=rosa.company),
        "member": as_caller(ana),
        "admin": as_caller(StaffFactory(user__roles=["ADMIN"])),
        "operator's key": system("calls:handle"),
    }
    strangers = {
        "customer": as_caller(customer()),
        "key": system("calls:book", company=customer().company),
        "member": as_caller(StaffFactory()),
    }
    for name, api in seers.items():
        assert api.get(f"{BASE}/{call['id']}").status_code == 200, name
        assert [one["id"] for one in api.get(BASE).json()["call_requests"]] == [call["id"]], name
    for name, api in strangers.items():
        foreign, missing = (api.get(f"{BASE}/{key}") for key in (call["id"], "call_" + "0" * 26))
        assert (foreign.status_code, foreign.json()["error"]["message"]) == (404, missing.json()["error"]["message"])
        assert api.get(BASE).json()["call_requests"] == [], name


# -- correcting -----------------------------------------------------------------------------------------


def test_a_correction_replaces_what_is_sent_for_that_version(rosa):
    api = as_caller(rosa)
    call = ask(api, notes="Before")
    address = f"{BASE}/{call['id']}"
    read = api.get(address)
    changed = api.patch(address, {"notes": "After", "phone_type": "OTHER"}, **{"If-Match": read.headers["ETag"]})
    assert changed.status_code == 200
    assert (changed.json()["notes"], changed.json()["phone_type"]) == ("After", "OTHER")
    assert changed.headers["ETag"] == f'"{changed.json()["version"]}"' != read.headers["ETag"]
    stale = api.patch(address, {"notes": "Late"}, **{"If-Match": read.headers["ETag"]})
    assert (stale.status_code, stale.json()["error"]["code"]) == (412, "STALE_VERSION")
    assert stale.json()["error"]["details"] == {"version": changed.json()["version"]}
    assert CallRequest.objects.get().notes == "After"


def test_a_call_is_cancelled_by_its_status_too(rosa):
    api = as_caller(rosa)
    call = ask(api)
    said = {"status": "CANCELLED", "reason": "Found it myself."}
    stale = api.patch(at(call), said, **{"If-Match": '"99"'})
    assert (stale.status_code, stale.json()["error"]["code"]) == (412, "STALE_VERSION")
    found = api.patch(at(call), said, **{"If-Match": f'"{call["version"]}"'}).json()
    assert (found["status"], found["cancel_reason"], found["allowed_statuses"]) == (*said.values(), [])
    assert DomainEvent.objects.filter(name="call.cancelled").count() == 1
    again = api.patch(at(call), said)
    assert (again.status_code, again.json()["error"]["code"]) == (409, "INVALID_TRANSITION")


def test_a_correction_that_says_nothing_new_changes_nothing(rosa):
    api = as_caller(rosa)
    call = ask(api, notes="Same")
    before = DomainEvent.objects.count()
    assert api.patch(f"{BASE}/{call['id']}", {"notes": "Same"}).json()["version"] == call["version"]
    assert DomainEvent.objects.count() == before


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"preferred_times": "mornings"}, "preferred_times"),
        ({"preferred_contact_method": "IN_PERSON"}, "preferred_contact_method"),
        ({"timezone": ""}, "timezone"),
        ({"contact_phone": ""}, "contact_phone"),
        ({"notes": None}, "notes"),
        ({"scheduled_date_time": "2027-01-04T10:00:00Z"}, "scheduled_date_time"),
        ({"status": "CONFIRMED"}, "status"),
        ({"status": "CANCELLED", "notes": "And this."}, "status"),
        ({"reason": "Found it myself."}, "reason"),
    ],
)
def test_a_correction_keeps_to_the_rules(rosa, change, field):
    api = as_caller(rosa)
    call = ask(api)
    answer = api.patch(f"{BASE}/{call['id']}", change)
    assert (answer.status_code, list(answer.json()["error"]["details"])) == (422, [field])


def test_the_booking_takes_no_more_statements_with_more_members(rosa, ana):
    """Literal, so that a change is seen: with authentication, limit, engine, booking, event, timers and messages."""
    api = as_caller(rosa)
    ask(api, scheduled_date_time=wire(tomorrow(9)))
    with assert_queries(33):
        ask(api, scheduled_date_time=wire(tomorrow(10)))
    for name in ("Ben", "Cleo"):
        Topic.objects.get(code="BILLING").teams.get().members.add(caller(name))
    with assert_queries(33):
        ask(api, scheduled_date_time=wire(tomorrow(11)))
