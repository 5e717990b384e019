"""Times that are kept while a form is filled in, over REST."""

from datetime import timedelta

import pytest

from core import clock
from scheduling.models import CallHold, CallRequest
from scheduling.tests.asking import BASE, HALF, as_caller, ask, body, system, tomorrow, wire
from scheduling.tests.worlds import caller, customer, desk
from workforce.actions import release_overdue_holds
from workforce.models import Booking

pytestmark = pytest.mark.django_db
HOLDS = "/api/v1/call-holds"


def hold_body(number=0, **own):
    return {"topic": "BILLING", "scheduled_date_time": wire(tomorrow() + number * HALF)} | own


@pytest.fixture
def rosa():
    desk(caller("Ana"))
    return customer()


def test_a_time_is_kept_and_becomes_the_call(rosa, api):
    held = api.post(HOLDS, hold_body())
    assert held.status_code == 201
    found, hold = held.json(), CallHold.objects.get()
    assert (found["hold_id"], found["id"], found["topic"]) == (hold.public_id, hold.public_id, "BILLING")
    assert (found["start"], found["end"]) == (wire(tomorrow()), wire(tomorrow() + HALF))
    assert timedelta(minutes=4) < hold.booking.expires_at - clock.now() <= timedelta(minutes=5)
    assert as_caller(customer()).post(BASE, body()).status_code == 409
    call = ask(api, hold_id=found["hold_id"])
    assert call["status"] == "CONFIRMED"
    assert Booking.objects.get().state == "CONFIRMED"
    assert CallRequest.objects.get().work_item.decision is not None


def test_a_time_given_back_is_free_at_once(api):
    hold = api.post(HOLDS, hold_body()).json()
    left = api.delete(f"{HOLDS}/{hold['id']}")
    assert (left.status_code, left.content) == (204, b"")
    assert ask(as_caller(customer()))["status"] == "CONFIRMED"
    assert api.delete(f"{HOLDS}/{hold['id']}").status_code == 404


def test_two_for_a_customer_three_for_an_address(rosa, api):
    assert [api.post(HOLDS, hold_body(number)).status_code for number in range(3)] == [201, 201, 429]
    others = [as_caller(customer()) for _ in range(2)]
    assert [other.post(HOLDS, hold_body(5 + number)).status_code for number, other in enumerate(others)] == [201, 429]
    refused = others[1].post(HOLDS, hold_body(8))
    assert refused.json()["error"]["code"] == "CALL_LIMIT_REACHED"
    assert 200 < int(refused.headers["Retry-After"]) <= 300
    assert CallHold.objects.count() == 3


def test_a_system_keeps_times_for_many_customers(rosa):
    key = system("calls:handle", "calls:book")
    people = [rosa, *(customer() for _ in range(4))]
    statuses = [
        key.post(HOLDS, hold_body(number, customer_id=who.public_id)).status_code for number, who in enumerate(people)
    ]
    assert statuses == [201] * 5


def test_a_hold_that_ran_out_keeps_nobody_from_booking(rosa, api):
    hold = api.post(HOLDS, hold_body()).json()
    with clock.moved(timedelta(minutes=6)):
        api = as_caller(rosa)
        assert ask(api, hold_id=hold["id"])["status"] == "CONFIRMED"
    assert Booking.objects.get().state == "CONFIRMED"


def test_a_hold_that_was_swept_away_is_asked_for_anew(rosa, api):
    hold = api.post(HOLDS, hold_body()).json()
    with clock.moved(timedelta(minutes=6)):
        release_overdue_holds()
        assert ask(as_caller(rosa), hold_id=hold["id"])["status"] == "CONFIRMED"


def test_a_hold_of_another_choice_is_refused(api):
    hold = api.post(HOLDS, hold_body()).json()
    answer = api.post(BASE, body(hold_id=hold["id"], scheduled_date_time=wire(tomorrow(18))))
    assert (answer.status_code, list(answer.json()["error"]["details"])) == (422, ["hold_id"])
    assert CallRequest.objects.count() == 0


def test_a_foreign_hold_is_worth_nothing(api):
    hold = api.post(HOLDS, hold_body()).json()
    stranger = as_caller(customer())
    answers = [stranger.post(BASE, body(hold_id=key)) for key in (hold["id"], "hold_" + "0" * 26)]
    assert [answer.json()["error"]["code"] for answer in answers] == ["SLOT_UNAVAILABLE"] * 2
    foreign, missing = (stranger.delete(f"{HOLDS}/{key}") for key in (hold["id"], "hold_" + "0" * 26))
    assert (foreign.status_code, foreign.json()["error"]["message"]) == (404, missing.json()["error"]["message"])
    assert Booking.objects.get().state == "HELD"


def test_a_used_hold_is_no_way_to_drop_the_call(api):
    hold = api.post(HOLDS, hold_body()).json()
    ask(api, hold_id=hold["id"])
    assert api.delete(f"{HOLDS}/{hold['id']}").status_code == 404
    assert Booking.objects.get().state == "CONFIRMED"


def test_another_length_is_kept_and_booked(api):
    hold = api.post(HOLDS, hold_body(duration_minutes=60)).json()
    assert hold["end"] == wire(tomorrow() + 2 * HALF)
    refused = api.post(BASE, body(hold_id=hold["id"]))
    assert list(refused.json()["error"]["details"]) == ["hold_id"]
    assert ask(api, hold_id=hold["id"], duration_minutes=60)["duration_minutes"] == 60


@pytest.mark.parametrize(
    ("own", "field"),
    [
        ({"topic": "COFFEE"}, "topic"),
        ({"scheduled_date_time": None}, "scheduled_date_time"),
        ({"scheduled_date_time": "2020-01-01T00:00:00Z"}, "scheduled_date_time"),
        ({"duration_minutes": 7}, "duration_minutes"),
        ({"customer_id": "cust_" + "0" * 26}, "customer_id"),
        ({"holder": "x"}, "holder"),
    ],
)
def test_what_is_wrong_is_refused_by_field(api, own, field):
    answer = api.post(HOLDS, hold_body(**own))
    assert (answer.status_code, list(answer.json()["error"]["details"])) == (422, [field])
    assert Booking.objects.count() == 0
