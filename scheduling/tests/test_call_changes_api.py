"""What is done with a call over REST: by the customer, by the team, and what the rules refuse."""

from datetime import timedelta

import pytest

from events.models import DomainEvent
from scheduling.models import CallPolicy, CallRequest
from scheduling.tests.asking import (
    BASE,
    HALF,
    as_caller,
    ask,
    at,
    before_the_call,
    body,
    code,
    system,
    tomorrow,
    wait,
    wire,
)
from workforce.models import Booking
from workforce.tests.factories import StaffFactory

pytestmark = pytest.mark.django_db
LATER = tomorrow(18)


# -- the customer ---------------------------------------------------------------------------------------


def test_cancel_frees_the_time_and_says_why(api, call):
    answer = api.delete(at(call, "cancel"), {"reason": "All is well."})
    assert answer.status_code == 200
    found = answer.json()
    assert (found["status"], found["allowed_statuses"]) == ("CANCELLED", [])
    assert (found["cancel_reason"], found["cancelled_late"]) == ("All is well.", False)
    assert found["cancelled_at"] is not None
    assert Booking.objects.get().state == "CANCELLED"
    assert ask(api)["status"] == "CONFIRMED"


def test_the_reason_may_stand_in_the_address(api, call):
    assert api.delete(at(call, "cancel") + "?reason=All+is+well").json()["cancel_reason"] == "All is well"


@pytest.mark.parametrize("query", ["reason=" + "x" * 301, "late=maybe", "other=1", "reason=%00"])
def test_an_address_that_says_nonsense_cancels_nothing(api, call, query):
    assert api.delete(at(call, "cancel") + f"?{query}").status_code == 422
    assert CallRequest.objects.get().status == "CONFIRMED"


def test_cancel_and_move_end_with_the_deadline(api, call):
    start = tomorrow()
    with before_the_call(1.99):
        api = as_caller(CallRequest.objects.get().customer)
        before = DomainEvent.objects.count()
        cancelled = api.delete(at(call, "cancel"))
        moved = api.post(at(call, "reschedule"), {"scheduled_date_time": wire(LATER)})
        assert code(cancelled) == code(moved) == (409, "CANCELLATION_DEADLINE_PASSED")
        assert cancelled.json()["error"]["details"] == {
            "deadline": wire(start - timedelta(hours=2)),
            "scheduled_date_time": wire(start),
        }
        assert DomainEvent.objects.count() == before


def test_who_cannot_make_it_says_so_late_and_is_counted(api, call):
    with before_the_call(1):
        answer = as_caller(CallRequest.objects.get().customer).delete(at(call, "cancel"), {"late": True})
        assert (answer.status_code, answer.json()["cancelled_late"]) == (200, True)
    assert Booking.objects.get().state == "CANCELLED"


def test_late_before_the_deadline_is_not_late(api, call):
    assert api.delete(at(call, "cancel"), {"late": True}).json()["cancelled_late"] is False


def test_nobody_says_after_the_hour_that_they_cannot_make_it(api, call):
    with before_the_call(-0.1):
        answer = as_caller(CallRequest.objects.get().customer).delete(at(call, "cancel"), {"late": True})
        assert code(answer) == (409, "CANCELLATION_DEADLINE_PASSED")
    assert CallRequest.objects.get().status == "CONFIRMED"


def test_members_cancel_and_move_after_the_deadline(api, call, ana):
    with before_the_call(1):
        moved = as_caller(ana).post(at(call, "reschedule"), {"scheduled_date_time": wire(LATER + HALF / 2)})
        assert moved.status_code == 200, moved.content
        cancelled = as_caller(ana).delete(at(call, "cancel"), {"reason": "Ana is ill."})
        assert (cancelled.status_code, cancelled.json()["cancelled_late"]) == (200, False)


@pytest.mark.parametrize("scopes", [("calls:book",), ("calls:book", "calls:handle")])
def test_a_companys_key_keeps_the_customers_deadline(api, call, scopes):
    with before_the_call(1):
        company = CallRequest.objects.get().company
        assert code(system(*scopes, company=company).delete(at(call, "cancel")))[0] == 409


def test_moving_keeps_the_number(api, call):
    answer = api.post(at(call, "reschedule"), {"scheduled_date_time": wire(LATER), "reason": "A meeting"})
    assert answer.status_code == 200
    found = answer.json()
    assert (found["number"], found["scheduled_date_time"], found["moved_times"]) == (call["number"], wire(LATER), 1)
    assert found["version"] > call["version"]
    booking = Booking.objects.get()
    assert (booking.starts_at, booking.state) == (LATER, "CONFIRMED")


def test_moving_to_a_taken_time_keeps_the_old_one(api, call):
    ask(api, scheduled_date_time=wire(LATER))
    before = DomainEvent.objects.count()
    answer = api.post(at(call, "reschedule"), {"scheduled_date_time": wire(LATER)})
    assert code(answer) == (409, "SLOT_UNAVAILABLE")
    assert len(answer.json()["error"]["details"]["alternatives"]) == 3
    assert CallRequest.objects.get(number=call["number"]).scheduled_date_time == tomorrow()
    assert DomainEvent.objects.count() == before


@pytest.mark.parametrize(
    "sent",
    [{}, {"scheduled_date_time": None}, {"scheduled_date_time": "2020-01-01T00:00:00Z"}, {"start": "2027-01-01"}],
)
def test_moving_needs_a_time_to_come(api, call, sent):
    assert code(api.post(at(call, "reschedule"), sent)) == (422, "VALIDATION_FAILED")


def test_a_request_that_waits_cannot_be_moved(api):
    waiting = wait(api)
    answer = api.post(at(waiting, "reschedule"), {"scheduled_date_time": wire(LATER)})
    assert code(answer) == (409, "INVALID_TRANSITION")
    assert answer.json()["error"]["details"]["allowed"] == ["CONFIRMED", "CANCELLED"]


# -- the team -------------------------------------------------------------------------------------------


def test_the_hour_of_a_call(api, call, ana):
    member = as_caller(ana)
    assert member.post(at(call, "start"), {}).json()["status"] == "IN_PROGRESS"
    ended = member.post(at(call, "complete"), {"outcome": "RESOLVED", "notes": "Corrected."}).json()
    assert (ended["status"], ended["outcome"], ended["outcome_notes"]) == ("COMPLETED", "RESOLVED", "Corrected.")
    assert ended["started_at"] <= ended["completed_at"]
    assert api.get(at(call)).json()["outcome_notes"] is None
    rated = api.post(at(call, "rating"), {"score": 5, "comment": "Quick."}).json()
    assert (rated["rating"]["score"], rated["rating"]["comment"]) == (5, "Quick.")
    assert code(api.post(at(call, "rating"), {"score": 1})) == (409, "INVALID_TRANSITION")


@pytest.mark.parametrize(
    ("verb", "sent", "allowed"),
    [
        ("complete", {"outcome": "RESOLVED"}, ["IN_PROGRESS", "NO_SHOW", "CANCELLED"]),
        ("confirm", {"scheduled_date_time": wire(LATER)}, ["IN_PROGRESS", "NO_SHOW", "CANCELLED"]),
        ("propose-times", {"times": [wire(LATER)]}, ["IN_PROGRESS", "NO_SHOW", "CANCELLED"]),
        ("no-show", {}, ["IN_PROGRESS", "CANCELLED"]),
    ],
)
def test_an_illegal_step_names_those_that_are_allowed(call, ana, verb, sent, allowed):
    before = DomainEvent.objects.count()
    answer = as_caller(ana).post(at(call, verb), sent)
    assert code(answer) == (409, "INVALID_TRANSITION")
    assert answer.json()["error"]["details"] == {"status": "CONFIRMED", "allowed": allowed}
    assert DomainEvent.objects.count() == before


@pytest.mark.parametrize("verb", ["start", "complete", "no-show", "reassign", "claim"])
def test_a_cancelled_call_stays_so(api, call, ana, verb):
    api.delete(at(call, "cancel"))
    sent = {"complete": {"outcome": "RESOLVED"}, "reassign": {"assign_to": ana.public_id}}.get(verb, {})
    answer = as_caller(StaffFactory(user__roles=["ADMIN"])).post(at(call, verb), sent)
    assert code(answer) == (409, "INVALID_TRANSITION")
    assert answer.json()["error"]["details"]["allowed"] == []


def test_nobody_there_from_the_hour_on(call, ana):
    with before_the_call(-0.1):
        answer = as_caller(ana).post(at(call, "no-show"), {"reason": "Three tries"})
        assert (answer.status_code, answer.json()["status"]) == (200, "NO_SHOW")


def test_repeated_no_shows_leave_the_flexible_way(api, call, ana):
    CallPolicy.objects.update_or_create(pk=1, defaults={"no_shows_allowed": 1})
    with before_the_call(-0.1):
        as_caller(ana).post(at(call, "no-show"), {})
        rosa = as_caller(CallRequest.objects.get().customer)
        answer = rosa.post(BASE, body(scheduled_date_time=wire(tomorrow(days=3))))
        assert (answer.status_code, list(answer.json()["error"]["details"])) == (422, ["scheduling_type"])
        assert wait(rosa)["status"] == "PENDING"


@pytest.mark.parametrize(
    ("sent", "field"),
    [({}, "outcome"), ({"outcome": "FINE"}, "outcome"), ({"outcome": "RESOLVED", "notes": "x" * 2001}, "notes")],
)
def test_an_ending_is_one_of_the_list(call, ana, sent, field):
    as_caller(ana).post(at(call, "start"), {})
    answer = as_caller(ana).post(at(call, "complete"), sent)
    assert (answer.status_code, list(answer.json()["error"]["details"])) == (422, [field])
    assert CallRequest.objects.get().status == "IN_PROGRESS"


@pytest.mark.parametrize(("score", "field"), [(0, "score"), (6, "score"), (None, "score"), ("x", "score")])
def test_a_rating_goes_from_one_to_five(api, call, score, field):
    answer = api.post(at(call, "rating"), {"score": score})
    assert (answer.status_code, list(answer.json()["error"]["details"])) == (422, [field])


def test_who_took_the_call_does_not_rate_it(call):
    admin = as_caller(StaffFactory(user__roles=["ADMIN"]))
    assert code(admin.post(at(call, "rating"), {"score": 5})) == (403, "FORBIDDEN")


def test_a_mate_sees_the_call_and_leaves_it_to_its_owner(call, team, ben):
    team.members.add(ben)
    mate = as_caller(ben)
    assert mate.get(at(call)).status_code == 200
    for verb, sent in (("start", {}), ("no-show", {}), ("reassign", {"assign_to": ben.public_id})):
        assert code(mate.post(at(call, verb), sent)) == (403, "FORBIDDEN"), verb


def test_a_telephone_system_starts_and_ends_calls(call):
    key = system("calls:handle")
    assert key.post(at(call, "start"), {}).json()["status"] == "IN_PROGRESS"
    assert key.post(at(call, "complete"), {"outcome": "NO_ANSWER"}).json()["status"] == "COMPLETED"


def test_handing_over_keeps_time_and_number(call, ana, ben):
    answer = as_caller(ana).post(at(call, "reassign"), {"assign_to": ben.public_id, "reason": "Speaks Portuguese"})
    assert answer.status_code == 200, answer.content
    assert answer.json()["assigned_team_member"] == {"id": ben.public_id, "name": "Ben"}
    assert (Booking.objects.get().staff, Booking.objects.get().starts_at) == (ben, tomorrow())


@pytest.mark.parametrize("to", ["staff_" + "0" * 26, "staff_x", None, "customer"])
def test_handing_over_needs_a_member(api, call, ana, rosa, to):
    sent = {"assign_to": rosa.user.public_id.replace("user_", "staff_") if to == "customer" else to}
    answer = as_caller(ana).post(at(call, "reassign"), sent)
    assert (answer.status_code, list(answer.json()["error"]["details"])) == (422, ["assign_to"])
