"""PUT and DELETE …/second-host: who may, what is refused, what is shown to whom."""

import pytest

from core import clock
from core.actor import SYSTEM
from core.testing import Api, assert_queries
from routing.tests.merchants import consultant
from scheduling import actions
from scheduling.tests.second_hosts import address, along, host_of, joined, put
from scheduling.tests.session_api import AT_TEN, SESSIONS, admin, api_of, change, refused, scheduled
from workforce.models import Booking
from workforce.tests.factories import StaffFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("session_time")]


@pytest.fixture
def session(item, grace):
    return scheduled(grace, item)


def test_added_shown_and_removed(session, grace, tom):
    answer = put(grace, session, tom.public_id)
    shown = {"id": tom.public_id, "name": "Tom", "email": tom.email}
    assert (answer.status_code, answer.json()["second_host"], answer["ETag"]) == (200, shown, '"2"')
    assert [one["recipient"] for one in answer.json()["calendar_events"]] == ["jo@shop.example", grace.email, tom.email]
    assert api_of(grace).get(f"{SESSIONS}/sessions").json()["sessions"][0]["second_host"] == shown
    gone = api_of(grace).delete(address(session))
    assert (gone.status_code, gone.json()["second_host"], gone.json()["version"]) == (200, None, 3)
    assert api_of(grace).delete(address(session)).json()["version"] == 3


def test_same_wish_again_changes_nothing(session, grace, tom):
    first, again = put(grace, session, tom.public_id), put(grace, session, tom.public_id)
    assert first.json()["version"] == again.json()["version"] == 2
    assert Booking.objects.filter(staff=tom).count() == 1


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"ic_id": None},
        {"ic_id": ""},
        {"ic_id": 7},
        {"ic_id": ["staff_x"]},
        {"ic_id": "x" * 100_000},
        {"ic_id": "lead_01jd5n4q3m7v8w9x0y1z2a3b4c"},
        {"ic_id": "staff_01jd5n4q3m7v8w9x0y1z2a3b4c"},
        {"ic_id": "staff_01jd5n4q3m7v8w9x0y1z2a3b4c", "name": "Tom"},
        ["staff_01jd5n4q3m7v8w9x0y1z2a3b4c"],
    ],
)
def test_wish_that_cannot_be_used_changes_nothing(session, grace, body):
    answer = api_of(grace).put(address(session), body)
    assert refused(answer) == (422, "VALIDATION_FAILED")
    assert host_of(session) is None


def test_who_holds_no_sessions_is_no_second_host(session, grace):
    others = [
        StaffFactory(user__name="Ann"),
        consultant("Off", user__is_active=False),
        consultant("Gone", retired_at=clock.now(), accepts_new=False, capacity={}),
        grace,
    ]
    for one in others:
        answer = put(grace, session, one.public_id)
        assert refused(answer) == (422, "VALIDATION_FAILED")
        assert list(answer.json()["error"]["details"]) == ["ic_id"]
    assert host_of(session) is None


def test_body_of_a_removal_is_refused(session, grace, tom):
    joined(session, tom, grace)
    assert api_of(grace).send("DELETE", address(session), {"ic_id": tom.public_id}).status_code == 422
    assert host_of(session) == tom.pk


def test_only_its_consultant_and_admins_change_it(session, grace, tom):
    lisa = consultant("Lisa")
    joined(session, tom, grace)
    for somebody in (tom, lisa):
        for answer in (put(somebody, session, lisa.public_id), api_of(somebody).delete(address(session))):
            assert refused(answer) == (403, "FORBIDDEN")
    assert Api().put(address(session), {"ic_id": lisa.public_id}).status_code == 401
    assert host_of(session) == tom.pk
    assert admin().put(address(session), {"ic_id": lisa.public_id}).json()["second_host"]["name"] == "Lisa"


def test_session_that_is_not_there(session, grace, tom):
    for key in ("sess_01jd5n4q3m7v8w9x0y1z2a3b4c", "x", tom.public_id):
        answer = api_of(grace).put(f"{SESSIONS}/sessions/{key}/second-host", {"ic_id": tom.public_id})
        assert refused(answer) == (404, "NOT_FOUND")


def test_change_meant_for_another_version_is_refused(session, grace, tom):
    stale = {"If-Match": '"7"'}
    assert put(grace, session, tom.public_id, **stale).status_code == 412
    joined(session, tom, grace)
    assert api_of(grace).delete(address(session), **stale).status_code == 412
    assert host_of(session) == tom.pk
    assert api_of(grace).delete(address(session), **{"If-Match": '"2"'}).status_code == 200


def test_who_is_taken_is_refused_with_what_could_be_done(session, item, grace, tom):
    lisa = consultant("Lisa")
    Booking.objects.create(
        staff=tom, starts_at=AT_TEN, ends_at=session.ends_at, purpose="CALL", state="CONFIRMED", title="x"
    )
    answer = put(grace, session, tom.public_id)
    assert refused(answer) == (409, "IC_UNAVAILABLE")
    details = answer.json()["error"]["details"]
    assert (len(details["alternatives"]), set(details["alternatives"][0])) == (3, {"start", "end"})
    assert details["colleagues"] == [{"id": lisa.public_id, "name": "Lisa"}]
    assert host_of(session) is None


def test_session_that_is_over_gets_none(session, grace, tom):
    actions.cancel_session(session.pk, by=SYSTEM, at=clock.now())
    assert refused(put(grace, session, tom.public_id)) == (409, "INVALID_TRANSITION")
    assert api_of(grace).delete(address(session)).status_code == 200


def test_second_host_reads_and_does_not_change(session, grace, tom):
    api, detail = api_of(tom), f"{SESSIONS}/sessions/{session.public_id}"
    assert (api.get(detail).status_code, api.get(f"{SESSIONS}/sessions").json()["sessions"]) == (403, [])
    joined(session, tom, grace)
    assert api.get(detail).json()["second_host"]["id"] == tom.public_id
    assert [one["session_id"] for one in api.get(f"{SESSIONS}/sessions").json()["sessions"]] == [session.public_id]
    for action in ("START", "CANCEL", "NO_SHOW"):
        assert refused(change(api, session.public_id, action)) == (403, "FORBIDDEN")
    assert along(tom) == [("CONFIRMED", AT_TEN)]
    actions.remove_second_host(session.pk, by=SYSTEM, at=clock.now())
    assert api.get(detail).status_code == 403


def test_list_costs_the_same_with_second_hosts(session, grace, tom):
    joined(session, tom, grace)
    api = api_of(grace)
    with assert_queries(3):  # the caller, how many, the page
        api.get(f"{SESSIONS}/sessions")


def test_file_of_the_second_host_is_theirs_while_they_are_it(session, grace, tom, client):
    files = [one["ics_file_url"] for one in put(grace, session, tom.public_id).json()["calendar_events"]]
    paths = ["/session-files/" + one.rpartition("/")[2] for one in files]
    bodies = [client.get(path).content.decode().replace("\r\n ", "") for path in paths]
    assert ["With: Grace\\, Tom" in body for body in bodies] == [True, False, False]
    actions.remove_second_host(session.pk, by=SYSTEM, at=clock.now())
    assert [client.get(path).status_code for path in paths] == [200, 200, 404]
