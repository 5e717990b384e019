from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from core.actor import SYSTEM
from core.clock import moved, now
from core.errors import DomainError, ErrorCode, Invalid
from core.testing import assert_queries
from events.models import DomainEvent, Timer
from events.timers import fire_due
from workforce.actions import (
    advance_booking,
    book,
    cancel_booking,
    confirm_hold,
    hold_slot,
    move_booking,
    release_overdue_holds,
    switch_off,
)
from workforce.enums import BookingState
from workforce.models import Booking
from workforce.tests.factories import StaffFactory, TeamFactory

pytestmark = pytest.mark.django_db
HALF = timedelta(minutes=30)


#: the day after tomorrow, UTC; asked once, so that a test shortly before midnight stays on one day
DAY = (now() + timedelta(days=2)).replace(hour=0, minute=0, second=0, microsecond=0)


def at(hours=0, minutes=0):
    return DAY + timedelta(hours=hours, minutes=minutes)


def take(staff, start, end=None, **more):
    return book(staff.pk, starts_at=start, ends_at=end or start + HALF, by=SYSTEM, **{"purpose": "CALL", **more})


def hold(staff, start, **more):
    return hold_slot(staff.pk, starts_at=start, ends_at=start + HALF, by=SYSTEM, **more)


def rows(staff):
    return [
        (booking.starts_at, booking.ends_at, booking.state)
        for booking in Booking.objects.filter(staff=staff).order_by("starts_at")
    ]


def refused(call, *args, **kwargs):
    """The refusal's code and alternatives' starts."""
    before = list(Booking.objects.order_by("pk").values()), DomainEvent.objects.count()
    with pytest.raises(DomainError) as refusal:
        call(*args, **kwargs)
    assert (list(Booking.objects.order_by("pk").values()), DomainEvent.objects.count()) == before
    return refusal.value.code, [slot["start"] for slot in refusal.value.details.get("alternatives", [])]


def told(name):
    return DomainEvent.objects.filter(name=name).order_by("id").last()


def test_booking_takes_time_and_says_so():
    ana, team = StaffFactory(), TeamFactory()
    with assert_queries(3):
        booking = take(ana, at(9), about=team, title="Call with Bo")
    assert rows(ana) == [(at(9), at(9, 30), "CONFIRMED")]
    assert (booking.about_kind, booking.about_id, booking.title) == ("team", team.pk, "Call with Bo")
    event = told("booking.made")
    assert (event.subject_kind, event.subject_id) == ("book", booking.public_id)
    assert event.payload == {
        "booking_id": booking.public_id,
        "staff_id": ana.public_id,
        "starts_at": at(9).isoformat(),
        "ends_at": at(9, 30).isoformat(),
        "purpose": "CALL",
        "state": "CONFIRMED",
        "about_kind": "team",
        "about_id": team.public_id,
    }
    assert event.topics == sorted([f"calendar.{ana.public_id}", "calendar.all", f"staff.{ana.public_id}"])


@pytest.mark.parametrize(
    "start, end", [((9), (9, 30)), ((8, 45), (9, 1)), ((9, 29), (10)), ((8), (12)), ((9, 10), (9, 20))]
)
def test_overlapping_booking_is_refused_with_the_nearest_free_times(start, end):
    ana = StaffFactory()
    take(ana, at(9))
    start, end = (at(*(part if isinstance(part, tuple) else (part,))) for part in (start, end))
    code, alternatives = refused(take, ana, start, end)
    assert (code, len(alternatives)) == (ErrorCode.SLOT_UNAVAILABLE, 3)


def test_alternatives_are_the_nearest_and_bookable():
    ana = StaffFactory()
    take(ana, at(9))
    _, alternatives = refused(take, ana, at(9))
    assert alternatives == [at(8, 30), at(9, 30), at(8)]
    for start in alternatives:
        take(ana, start)


def test_touching_bookings_do_not_clash():
    ana = StaffFactory()
    take(ana, at(9))
    take(ana, at(9, 30)), take(ana, at(8, 30))
    assert len(rows(ana)) == 3


def test_buffers_take_time_too():
    ana = StaffFactory()
    booking = take(ana, at(9), buffer_before=timedelta(minutes=10), buffer_after=timedelta(minutes=5))
    assert (booking.span.lower, booking.span.upper) == (at(8, 50), at(9, 35))
    assert refused(take, ana, at(9, 30))[0] == ErrorCode.SLOT_UNAVAILABLE
    take(ana, at(9, 35)), take(ana, at(8, 20))


def test_another_member_and_no_member_do_not_clash():
    ana, ben = StaffFactory(), StaffFactory()
    take(ana, at(9)), take(ben, at(9))
    nobodys = [book(None, starts_at=at(9), ends_at=at(10), purpose="CALL", by=SYSTEM) for _ in range(2)]
    assert Booking.objects.count() == 4
    move_booking(nobodys[0], starts_at=at(9, 30), by=SYSTEM)
    assert (
        refused(move_booking, nobodys[1], starts_at=at(9), staff_id=ana.pk, by=SYSTEM)[0] == ErrorCode.SLOT_UNAVAILABLE
    )
    assert told("booking.moved").topics == []


def test_calendar_entry_never_clashes():
    ana = StaffFactory()
    take(ana, at(9))
    take(ana, at(9), purpose="NEXT_STEP", blocking=False), take(ana, at(9), blocking=False)
    assert len(rows(ana)) == 3


def test_end_must_follow_start():
    ana = StaffFactory()
    with pytest.raises(Invalid) as refusal:
        take(ana, at(9), at(9))
    assert (refusal.value.details, rows(ana)) == ({"ends_at": ["The end must follow the start."]}, [])
    with pytest.raises(Invalid):
        take(ana, datetime(2027, 1, 1), datetime(2027, 1, 2))  # noqa: DTZ001  (that is the point)
    assert rows(ana) == []


def test_who_has_left_is_not_booked_and_what_stands_is_listed():
    ana = StaffFactory()
    past = Booking.objects.create(
        staff=ana, starts_at=datetime(2020, 1, 1, tzinfo=UTC), ends_at=at(-72), purpose="CALL"
    )
    coming = take(ana, at(9))
    cancelled = cancel_booking(take(ana, at(11)), by=SYSTEM)
    assert switch_off(ana, by=SYSTEM) == [coming]
    assert told("staff.retired").payload == {"staff_id": ana.public_id, "future_bookings": [coming.public_id]}
    assert refused(take, ana, at(15)) == (ErrorCode.MEMBER_RETIRED, [])
    assert refused(hold, ana, at(15)) == (ErrorCode.MEMBER_RETIRED, [])
    assert {past.state, cancelled.state} == {"CONFIRMED", "CANCELLED"}


def test_cancelled_time_is_free():
    ana = StaffFactory()
    booking = take(ana, at(9))
    cancel_booking(booking, reason="Customer asked", by=SYSTEM)
    take(ana, at(9))
    assert sorted(state for *_, state in rows(ana)) == ["CANCELLED", "CONFIRMED"]
    assert told("booking.cancelled").payload["reason"] == "Customer asked"
    assert refused(cancel_booking, booking, by=SYSTEM)[0] == ErrorCode.INVALID_TRANSITION


def test_move_gives_up_the_old_time_and_takes_the_new():
    ana, ben = StaffFactory(), StaffFactory()
    booking = take(ana, at(9))
    move_booking(booking, starts_at=at(9, 15), by=SYSTEM)
    assert (rows(ana), booking.version) == ([(at(9, 15), at(9, 45), "CONFIRMED")], 2)
    event = told("booking.moved").payload
    assert (event["from_starts_at"], event["starts_at"]) == (at(9).isoformat(), at(9, 15).isoformat())
    move_booking(booking, starts_at=at(9), ends_at=at(10), staff_id=ben.pk, by=SYSTEM)
    assert (rows(ana), rows(ben)) == ([], [(at(9), at(10), "CONFIRMED")])
    both = [f"{kind}.{one.public_id}" for kind in ("calendar", "staff") for one in (ana, ben)]
    assert told("booking.moved").topics == sorted(["calendar.all", *both])


def test_move_onto_taken_time_keeps_the_old():
    ana = StaffFactory()
    take(ana, at(9))
    booking = take(ana, at(11))
    code, alternatives = refused(move_booking, booking, starts_at=at(9, 10), by=SYSTEM)
    assert (code, alternatives) == (ErrorCode.SLOT_UNAVAILABLE, [at(9, 30), at(8, 30), at(10)])


def test_move_of_what_is_over_or_gone_is_refused():
    ana = StaffFactory()
    booking = cancel_booking(take(ana, at(9)), by=SYSTEM)
    assert refused(move_booking, booking, starts_at=at(11), by=SYSTEM)[0] == ErrorCode.INVALID_TRANSITION
    held = hold(ana, at(9))
    with moved(timedelta(minutes=6)):
        release_overdue_holds()
    assert refused(move_booking, held, starts_at=at(11), by=SYSTEM)[0] == ErrorCode.NOT_FOUND


def test_move_that_fails_for_another_reason_is_not_called_taken():
    booking = take(StaffFactory(), at(9))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE workforce_booking ADD CONSTRAINT never_moved CHECK (version = 1)")
    with pytest.raises(IntegrityError, match="never_moved"), transaction.atomic():
        move_booking(booking, starts_at=at(11), by=SYSTEM)
    assert Booking.objects.get().starts_at == at(9)


def test_move_counts_its_own_time_as_free_among_the_alternatives():
    ana = StaffFactory()
    take(ana, at(9))
    booking = take(ana, at(9, 30))
    assert refused(move_booking, booking, starts_at=at(9), by=SYSTEM)[1] == [at(8, 30), at(9, 30), at(8)]


def test_hold_keeps_others_out_until_it_is_over():
    ana = StaffFactory()
    held = hold(ana, at(9))
    assert refused(take, ana, at(9))[0] == ErrorCode.SLOT_UNAVAILABLE
    assert (held.state, held.purpose, Timer.objects.get().due_at) == ("HELD", "HOLD", held.expires_at)
    with moved(timedelta(minutes=5, seconds=1)):
        booking = take(ana, at(9))
    assert [row.pk for row in Booking.objects.all()] == [booking.pk]
    assert told("booking.released").payload["booking_id"] == held.public_id
    assert Timer.objects.get().cancelled_at is not None


def test_overdue_hold_is_no_obstacle_for_a_move_nor_among_alternatives():
    ana = StaffFactory()
    hold(ana, at(9))
    booking = take(ana, at(11))
    with moved(timedelta(minutes=6)):
        take(ana, at(13))
        assert refused(take, ana, at(11))[1] == [at(10, 30), at(11, 30), at(10)]
        move_booking(booking, starts_at=at(9), by=SYSTEM)
    assert [start for start, *_ in rows(ana)] == [at(9), at(13)]


def test_timer_releases_a_hold():
    ana = StaffFactory()
    hold(ana, at(9)), take(ana, at(10))
    assert (fire_due(), len(rows(ana))) == (0, 2)
    with moved(timedelta(minutes=5, seconds=1)):
        assert fire_due() == 1
        assert release_overdue_holds() == 0
    assert rows(ana) == [(at(10), at(10, 30), "CONFIRMED")]


def test_confirmed_hold_is_a_booking_and_stays():
    ana, team = StaffFactory(), TeamFactory()
    booking = confirm_hold(hold(ana, at(9)), purpose="CALL", about=team, by=SYSTEM)
    assert (booking.state, booking.purpose, booking.about_id, booking.expires_at) == (
        "CONFIRMED",
        "CALL",
        team.pk,
        None,
    )
    with moved(timedelta(hours=1)):
        assert (fire_due(), release_overdue_holds()) == (0, 0)
    assert told("booking.confirmed").payload["previous"] == "HELD"
    assert refused(confirm_hold, booking, purpose="CALL", by=SYSTEM)[0] == ErrorCode.SLOT_UNAVAILABLE


def test_hold_that_is_over_cannot_be_confirmed():
    ana = StaffFactory()
    held = hold(ana, at(9))
    with moved(timedelta(minutes=6)):
        code, alternatives = refused(confirm_hold, held, purpose="CALL", by=SYSTEM)
    assert (code, alternatives[0]) == (ErrorCode.SLOT_UNAVAILABLE, at(9))


def test_booking_runs_and_gives_its_rest_back():
    ana = StaffFactory()
    booking = take(ana, at(9), pending=True)
    for state in (BookingState.CONFIRMED, BookingState.IN_PROGRESS, BookingState.DONE):
        advance_booking(booking, state, by=SYSTEM)
    assert booking.state == "DONE"
    take(ana, at(9))
    for state in BookingState:
        assert refused(advance_booking, booking, state, by=SYSTEM)[0] == ErrorCode.INVALID_TRANSITION


def test_checked_by_a_form_a_booking_clashes_only_where_it_does():
    ana = StaffFactory()
    take(ana, at(9))
    Booking(staff=ana, starts_at=at(10), ends_at=at(11), purpose="CALL").full_clean()
    Booking(staff=ana, starts_at=at(9), ends_at=at(11), purpose="CALL", state="DONE").full_clean()
    clash = Booking(staff=ana, starts_at=at(9), ends_at=at(11), purpose="CALL")
    with pytest.raises(Exception, match="The member is taken at that time"):
        clash.full_clean()
    clash.full_clean(exclude={"state"})
