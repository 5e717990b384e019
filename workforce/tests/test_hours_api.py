"""/staff/{id}/… and /blackout-days: the same verbs over REST."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.enums import Role
from accounts.tests.factories import ApiKeyFactory, UserFactory, bearer
from core import clock
from core.actor import SYSTEM
from core.testing import Api, assert_queries
from events.models import DomainEvent
from workforce.actions import add_time_off, book, set_hours_override
from workforce.models import BlackoutDay, HoursOverride, TimeOff
from workforce.tests.factories import StaffFactory

pytestmark = pytest.mark.django_db
TEN = datetime(2027, 2, 1, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)
NINE = [{"weekday": day, "starts": "09:00", "ends": "17:00"} for day in ("MONDAY", "TUESDAY")]


@pytest.fixture(autouse=True)
def _that_monday():
    with clock.moved(to=TEN):
        yield


@pytest.fixture
def ana():
    return StaffFactory(user__timezone="UTC", hours=[(0, "09:00", "17:00"), (1, "09:00", "17:00")])


@pytest.fixture
def api(ana):
    return Api(bearer(ana.user))


def path(staff, rest):
    return f"/api/v1/staff/{staff.public_id}/{rest}"


def test_week_is_read_and_replaced(ana, api):
    booked = book(ana.pk, starts_at=TEN + HOUR, ends_at=TEN + 2 * HOUR, purpose="CALL", by=SYSTEM)
    week = {"staff_id": ana.public_id, "timezone": "UTC", "own": True, "hours": NINE}
    assert api.get(path(ana, "working-hours")).json() == week
    night = [{"weekday": "SUNDAY", "starts": "22:00", "ends": "06:00"}]
    answer = api.put(path(ana, "working-hours"), {"hours": night})
    assert (answer.status_code, answer.json()["hours"]) == (200, night)
    assert answer.json()["conflicts"] == [
        {
            "booking_id": booked.public_id,
            "starts_at": "2027-02-01T11:00:00Z",
            "ends_at": "2027-02-01T12:00:00Z",
            "purpose": "CALL",
            "because": "HOURS",
        }
    ]


def test_who_has_no_hours_keeps_business_hours(ana, api):
    answer = api.put(path(ana, "working-hours"), {"hours": []}).json()
    assert (answer["own"], answer["hours"]) == (
        False,
        [
            {"weekday": day, "starts": "09:00", "ends": "17:00"}
            for day in ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY")
        ],
    )


@pytest.mark.parametrize(
    "hours, field",
    [
        ([{"weekday": "MONDAY", "starts": "9:00", "ends": "17:00"}], "hours.0.starts"),
        ([{"weekday": "SOMEDAY", "starts": "09:00", "ends": "17:00"}], "hours.0.weekday"),
        ([*NINE, {"weekday": "MONDAY", "starts": "16:00", "ends": "18:00"}], "monday"),
        ([*NINE, {"weekday": "MONDAY", "starts": "22:00", "ends": "10:00"}], "tuesday"),
    ],
)
def test_week_that_cannot_be_meant_is_422(ana, api, hours, field):
    answer = api.put(path(ana, "working-hours"), {"hours": hours})
    assert (answer.status_code, list(answer.json()["error"]["details"])) == (422, [field])
    assert api.get(path(ana, "working-hours")).json()["hours"] == NINE


def test_day_is_changed_listed_and_restored(ana, api):
    sent = {"date": "2027-02-01", "spans": [{"starts": "12:00", "ends": "20:00"}]}
    answer = api.post(path(ana, "overrides"), sent)
    assert answer.json() == sent | {"origin": "OWN", "shift": None, "conflicts": []}
    assert [row["date"] for row in api.get(path(ana, "overrides"), {"since": "2027-02-01"}).json()["items"]] == [
        "2027-02-01"
    ]
    assert api.get(path(ana, "overrides"), {"since": "2027-02-02"}).json()["items"] == []
    assert api.delete(path(ana, "overrides/2027-02-01")).status_code == 204
    assert [api.delete(path(ana, f"overrides/{day}")).status_code for day in ("2027-02-01", "soon")] == [404, 404]
    assert HoursOverride.objects.count() == 0


def test_time_off_is_added_listed_and_taken_out(ana, api):
    booked = book(ana.pk, starts_at=TEN + HOUR, ends_at=TEN + 2 * HOUR, purpose="CALL", by=SYSTEM)
    days = api.post(path(ana, "time-off"), {"starts_on": "2027-02-01", "ends_on": "2027-02-01", "reason": "Sea"})
    assert (days.status_code, [one["because"] for one in days.json()["conflicts"]]) == (201, ["TIME_OFF"])
    assert days.json()["conflicts"][0]["booking_id"] == booked.public_id
    part = {"starts_at": "2027-03-01T10:00:00+01:00", "ends_at": "2027-03-01T11:00:00Z"}
    assert api.post(path(ana, "time-off"), part).json()["starts_at"] == "2027-03-01T09:00:00Z"
    listed = api.get(path(ana, "time-off")).json()["items"]
    assert [(row["starts_on"], row["reason"]) for row in listed] == [(None, ""), ("2027-02-01", "Sea")]
    assert len(api.get(path(ana, "time-off"), {"ends_after": "2027-02-01"}).json()["items"]) == 1
    assert api.delete(path(ana, f"time-off/{listed[1]['time_off_id']}")).status_code == 204
    assert api.delete(path(ana, f"time-off/{listed[1]['time_off_id']}")).status_code == 404
    assert TimeOff.objects.count() == 1


def test_time_off_with_days_and_times_mixed_is_422(ana, api):
    answer = api.post(path(ana, "time-off"), {"starts_on": "2027-02-01", "ends_at": "2027-03-01T11:00:00Z"})
    assert (answer.status_code, list(answer.json()["error"]["details"])) == (422, ["starts_on"])
    assert TimeOff.objects.count() == 0


def test_others_look_like_missing_ones_unless_one_staffs_the_teams(ana):
    ben = StaffFactory()
    away = add_time_off(ana, starts_on=date(2027, 2, 1), ends_on=date(2027, 2, 1), by=SYSTEM)
    set_hours_override(ana, date(2027, 2, 1), [], by=SYSTEM)
    calls = [
        ("GET", "working-hours", None),
        ("PUT", "working-hours", {"hours": []}),
        ("GET", "overrides", None),
        ("POST", "overrides", {"date": "2027-02-01", "spans": []}),
        ("DELETE", "overrides/2027-02-01", None),
        ("GET", "time-off", None),
        ("POST", "time-off", {"starts_on": "2027-02-02", "ends_on": "2027-02-02"}),
        ("DELETE", f"time-off/{away.public_id}", None),
    ]
    before = DomainEvent.objects.count()
    stranger, system = Api(bearer(ben.user)), ApiKeyFactory(scopes=["admin:workforce"]).secret_text
    assert {stranger.send(method, path(ana, rest), body).status_code for method, rest, body in calls} == {404}
    assert DomainEvent.objects.count() == before
    for caller in (Api(bearer(UserFactory(roles=[Role.SUPERVISOR]))), Api(f"Api-Key {system}")):
        assert caller.get(path(ana, "working-hours")).status_code == 200
    assert caller.delete(path(ana, f"time-off/{away.public_id}")).status_code == 204


def test_closures_are_for_who_staffs_the_teams(api):
    boss = Api(bearer(UserFactory(roles=[Role.SUPERVISOR])))
    sent = {"date": "2027-12-24", "name": "Christmas Eve", "country": "US"}
    made = boss.post("/api/v1/blackout-days", sent)
    assert (made.status_code, made.json()) == (201, sent | {"blackout_id": BlackoutDay.objects.get().public_id})
    assert boss.get("/api/v1/blackout-days", {"until": "2027-12-23"}).json()["items"] == []
    assert boss.get("/api/v1/blackout-days", {"country": "US"}).json()["items"] == [made.json()]
    one = f"/api/v1/blackout-days/{made.json()['blackout_id']}"
    refused = [api.get("/api/v1/blackout-days"), api.post("/api/v1/blackout-days", sent), api.delete(one)]
    assert ([answer.status_code for answer in refused], BlackoutDay.objects.count()) == ([403] * 3, 1)
    assert [boss.delete(one).status_code for _ in range(2)] == [204, 404]


@pytest.mark.parametrize("n", [1, 3])
def test_lists_cost_the_same_however_long(ana, api, n):
    for number in range(n):
        day = date(2027, 2, 1) + timedelta(days=number)
        add_time_off(ana, starts_on=day, ends_on=day, by=SYSTEM)
        set_hours_override(ana, day, [], by=SYSTEM)
    for rest in ("time-off", "overrides"):
        with assert_queries(4):
            answer = api.get(path(ana, rest))
        assert len(answer.json()["items"]) == n
