"""When calls are possible, over REST: exactly what the booking takes."""

from datetime import timedelta

import pytest

from core import clock
from core.testing import assert_queries
from scheduling.models import Topic
from scheduling.tests.asking import DAY, HALF, as_caller, body, flexible_body, system, tomorrow, wire
from scheduling.tests.worlds import caller, customer, desk
from workforce.actions import book
from workforce.models import Booking, OutsideCalendar
from workforce.tests.factories import StaffFactory

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/call-availability"
#: in every zone, every day of the year
OFFICE = [(day, "09:00", "11:00") for day in range(7)]


def query(**own):
    day = tomorrow().date()
    said = {"start_date": day, "end_date": day, "topic": "BILLING", "timezone": "UTC"}
    return {name: value for name, value in (said | own).items() if value is not ...}


@pytest.fixture
def rosa():
    return as_caller(customer())


def test_slots_by_date_in_the_asked_zone_with_how_many_can_take_them(rosa):
    ana, ben = caller("Ana", hours=OFFICE), caller("Ben", hours=[(day, "10:00", "11:00") for day in range(7)])
    desk(ana, ben)
    day = tomorrow().date()
    answer = rosa.get(ADDRESS, query(end_date=day + DAY, timezone="America/New_York"))
    assert answer.status_code == 200
    found = answer.json()
    assert {name: found[name] for name in ("timezone", "topic", "fallback_pool", "unavailable", "suggestions")} == {
        "timezone": "America/New_York",
        "topic": "BILLING",
        "fallback_pool": False,
        "unavailable": False,
        "suggestions": None,
    }
    assert [one["date"] for one in found["days"]] == [day.isoformat(), (day + DAY).isoformat()]
    slots = found["days"][0]["slots"]
    assert [(slot["start"][11:], slot["member_count"]) for slot in slots] == [
        ("09:00:00Z", 1), ("09:30:00Z", 1), ("10:00:00Z", 2), ("10:30:00Z", 2),
    ]  # fmt: skip
    assert slots[0]["end"] == f"{day}T09:30:00Z"
    assert slots[0]["start_local"][:19] in (f"{day}T04:00:00", f"{day}T05:00:00")
    assert slots[0]["start_local"][19:] in ("-05:00", "-04:00")


def test_dates_without_a_free_time_are_listed_too(rosa):
    weekday = tomorrow().weekday()
    desk(caller(hours=[(weekday, "09:00", "10:00")]))
    days = rosa.get(ADDRESS, query(end_date=tomorrow().date() + 2 * DAY)).json()["days"]
    assert [len(day["slots"]) for day in days] == [2, 0, 0]


def test_past_and_too_soon_never_appear(rosa):
    desk(caller())
    today = clock.now().date()
    days = rosa.get(ADDRESS, query(start_date=today - DAY, end_date=today)).json()["days"]
    assert days[0]["slots"] == []
    earliest = clock.now() + timedelta(hours=2)
    assert all(slot["start"] >= wire(earliest)[:17] for slot in days[1]["slots"])


def test_what_is_taken_is_not_offered(rosa):
    ana = caller(hours=OFFICE)
    desk(ana)
    start = tomorrow(9)
    book(ana.pk, starts_at=start, ends_at=start + HALF, purpose="CALL", by=_system())
    slots = rosa.get(ADDRESS, query()).json()["days"][0]["slots"]
    assert [slot["start"][11:16] for slot in slots] == ["09:30", "10:00", "10:30"]


@pytest.mark.parametrize(("minutes", "starts"), [(15, 4), (60, 3), (120, 1)])
def test_another_length(rosa, minutes, starts):
    desk(caller(hours=OFFICE))
    slots = rosa.get(ADDRESS, query(duration_minutes=minutes)).json()["days"][0]["slots"]
    assert len(slots) == starts


def test_steps_are_the_topics(rosa):
    desk(caller(hours=OFFICE))
    Topic.objects.filter(code="BILLING").update(slot_interval=timedelta(minutes=15))
    slots = rosa.get(ADDRESS, query()).json()["days"][0]["slots"]
    assert [slot["start"][14:16] for slot in slots[:4]] == ["00", "15", "30", "45"]


def test_nothing_free_suggests_the_next_date_and_the_flexible_way(rosa):
    weekday = (tomorrow() + 3 * DAY).weekday()
    desk(caller(hours=[(weekday, "09:00", "10:00")]))
    found = rosa.get(ADDRESS, query()).json()
    following = tomorrow(9) + 3 * DAY
    assert found["days"][0]["slots"] == []
    assert found["suggestions"]["next_free_date"] == following.date().isoformat()
    assert found["suggestions"]["next_free_slot"]["start"] == wire(following)
    assert found["suggestions"]["flexible"]["scheduling_type"] == "FLEXIBLE"


def test_beyond_the_window_the_next_date_is_the_first_there_is(rosa):
    desk(caller())
    day = tomorrow().date() + 200 * DAY
    found = rosa.get(ADDRESS, query(start_date=day, end_date=day)).json()
    assert found["days"] == [{"date": day.isoformat(), "slots": []}]
    assert found["suggestions"]["next_free_date"] is not None


def test_nobody_of_the_topic_asks_the_fallback_teams(rosa):
    team = desk(caller(hours=OFFICE), topic="OTHER")
    Topic.objects.get(code="BILLING").fallback_teams.add(team)
    found = rosa.get(ADDRESS, query()).json()
    assert found["fallback_pool"] is True
    assert len(found["days"][0]["slots"]) == 4


def test_nobody_at_all(rosa):
    found = rosa.get(ADDRESS, query()).json()
    assert (found["fallback_pool"], found["unavailable"], found["days"][0]["slots"]) == (True, False, [])
    assert found["suggestions"]["next_free_date"] is None
    assert found["suggestions"]["flexible"]["scheduling_type"] == "FLEXIBLE"


@pytest.mark.parametrize("fallback", [False, True])
def test_calendars_that_cannot_be_read_leave_the_flexible_way(rosa, fallback):
    ana = caller()
    team = desk(ana, topic="OTHER" if fallback else "BILLING")
    if fallback:
        Topic.objects.get(code="BILLING").fallback_teams.add(team)
    since = clock.now() - 30 * DAY  # and never read
    OutsideCalendar.objects.create(staff=ana, address="https://calendars.example/ana.ics", connected_at=since)
    found = rosa.get(ADDRESS, query()).json()
    assert (found["unavailable"], found["days"][0]["slots"]) == (True, [])
    assert found["suggestions"]["flexible"]["scheduling_type"] == "FLEXIBLE"
    assert rosa.post("/api/v1/call-requests", body()).status_code == 409
    if not fallback:
        assert rosa.post("/api/v1/call-requests", flexible_body()).status_code == 201


DATE = tomorrow().date()


@pytest.mark.parametrize(
    ("own", "field"),
    [
        ({"start_date": ...}, "start_date"),
        ({"end_date": ...}, "end_date"),
        ({"topic": ...}, "topic"),
        ({"timezone": ...}, "timezone"),
        ({"start_date": "2027-02-30"}, "start_date"),
        ({"start_date": "9999-12-31", "end_date": "9999-12-31"}, "start_date"),
        ({"start_date": "0001-01-01"}, "start_date"),
        ({"end_date": DATE - DAY}, "end_date"),
        ({"end_date": DATE + 31 * DAY}, "end_date"),
        ({"topic": "COFFEE"}, "topic"),
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"duration_minutes": 20}, "duration_minutes"),
        ({"duration_minutes": 0}, "duration_minutes"),
        ({"duration_minutes": 255}, "duration_minutes"),
        ({"page": 2}, "page"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_field(rosa, own, field):
    desk(caller())
    answer = rosa.get(ADDRESS, query(**own))
    assert answer.status_code == 422
    assert list(answer.json()["error"]["details"]) == [field]


def test_thirty_one_days_are_the_most(rosa):
    desk(caller())
    found = rosa.get(ADDRESS, query(end_date=DATE + 30 * DAY))
    assert (found.status_code, len(found.json()["days"])) == (200, 31)


def test_a_topic_that_is_not_offered_any_more_is_refused_to_customers_only(rosa):
    ana = caller()
    desk(ana)
    Topic.objects.filter(code="BILLING").update(is_active=False)
    assert rosa.get(ADDRESS, query()).status_code == 422
    assert as_caller(ana).get(ADDRESS, query()).status_code == 200


def test_who_may_ask(rosa):
    desk(caller())
    statuses = {
        "customer": rosa.get(ADDRESS, query()).status_code,
        "member": as_caller(StaffFactory()).get(ADDRESS, query()).status_code,
        "booking key": system("calls:book").get(ADDRESS, query()).status_code,
        "company key": system("calls:book", company=customer().company).get(ADDRESS, query()).status_code,
        "other key": system("system:routing").get(ADDRESS, query()).status_code,
    }
    assert statuses == {"customer": 200, "member": 200, "booking key": 200, "company key": 200, "other key": 403}


@pytest.mark.parametrize("members", [1, 3])
def test_statements_do_not_grow_with_members(rosa, members):
    desk(*(caller(f"Member {number}") for number in range(members)))
    rosa.get(ADDRESS, query())
    with assert_queries(6):
        rosa.get(ADDRESS, query(end_date=DATE + 13 * DAY))
    assert Booking.objects.count() == 0


def _system():
    from core.actor import SYSTEM

    return SYSTEM
