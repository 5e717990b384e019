"""Any sequence of holds, bookings, moves and expiries against a list of intervals."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, rule

from core import clock
from core.actor import SYSTEM
from core.errors import DomainError
from workforce.actions import (
    book,
    cancel_booking,
    confirm_hold,
    hold_slot,
    move_booking,
    release_overdue_holds,
)
from workforce.models import Booking
from workforce.tests.factories import StaffFactory

MINUTE = timedelta(minutes=1)
BASE = (clock.now() + timedelta(days=2)).replace(hour=0, minute=0, second=0, microsecond=0)
LASTS = 5  # minutes
minutes = st.integers(0, 40)
lengths = st.integers(1, 12)
buffers = st.integers(0, 3)
members = st.integers(0, 1)


class Bookings(RuleBasedStateMachine):
    """The model: booking → (member, padded start, padded end, minute at which its hold is over or None)."""

    taken = Bundle("taken")

    def __init__(self):
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.members = [StaffFactory() for _ in range(2)]
        self.model, self.minute = {}, 0

    def teardown(self):
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    def live(self):
        return {key: row for key, row in self.model.items() if row[3] is None or row[3] > self.minute}

    def is_free(self, member, start, end, but=None):
        return all(
            row[0] != member or row[2] <= start or end <= row[1] for key, row in self.live().items() if key != but
        )

    def attempt(self, expected, call, *args, **kwargs):
        """The call succeeds exactly when the model expects it to."""
        booking, code = None, None
        with clock.moved(self.minute * MINUTE):
            try:
                booking = call(*args, by=SYSTEM, **kwargs)
            except DomainError as refusal:
                code = refusal.code.value
        assert code == (None if expected else "SLOT_UNAVAILABLE")
        return booking

    def times(self, start, length, before, after):
        return {
            "starts_at": BASE + start * MINUTE,
            "ends_at": BASE + (start + length) * MINUTE,
            "buffer_before": before * MINUTE,
            "buffer_after": after * MINUTE,
        }

    @rule(
        target=taken, member=members, start=minutes, length=lengths, before=buffers, after=buffers, held=st.booleans()
    )
    def take(self, member, start, length, before, after, held):
        padded = start - before, start + length + after
        make, more = (hold_slot, {"lasts": LASTS * MINUTE}) if held else (book, {"purpose": "CALL"})
        booking = self.attempt(
            self.is_free(member, *padded),
            make,
            self.members[member].pk,
            **self.times(start, length, before, after),
            **more,
        )
        if booking is None:
            return multiple()
        self.model[booking.pk] = (member, *padded, self.minute + LASTS if held else None)
        return booking

    @rule(booking=taken, member=members, start=minutes)
    def move(self, booking, member, start):
        row = self.live().get(booking.pk)
        if row is None:
            return
        old = Booking.objects.get(pk=booking.pk)
        before, after = old.buffer_before // MINUTE, old.buffer_after // MINUTE
        padded = start - before, start + (old.ends_at - old.starts_at) // MINUTE + after
        moved = self.attempt(
            self.is_free(member, *padded, but=booking.pk),
            move_booking,
            old,
            starts_at=BASE + start * MINUTE,
            staff_id=self.members[member].pk,
        )
        if moved:
            self.model[booking.pk] = (member, *padded, row[3])

    @rule(booking=taken)
    def confirm(self, booking):
        row = self.model.get(booking.pk)
        is_held = row is not None and row[3] is not None and row[3] > self.minute
        if self.attempt(is_held, confirm_hold, booking, purpose="CALL"):
            self.model[booking.pk] = (*row[:3], None)

    @rule(booking=consumes(taken))
    def cancel(self, booking):
        if booking.pk in self.live():
            self.attempt(True, cancel_booking, booking)
        self.model.pop(booking.pk, None)

    @rule(spent=st.integers(1, 6))
    def wait(self, spent):
        self.minute += spent

    @rule()
    def sweep(self):
        with clock.moved(self.minute * MINUTE):
            release_overdue_holds()
        overdue = set(self.model) - set(self.live())
        self.model = self.live()
        assert not Booking.objects.live().filter(pk__in=overdue).exists()

    @invariant()
    def every_live_booking_is_stored_as_it_should_be(self):
        rows = {booking.pk: booking for booking in Booking.objects.live()}
        assert set(self.live()) <= set(rows)
        for key, (member, start, end, _) in self.live().items():
            stored = rows[key]
            assert (stored.staff_id, stored.span.lower, stored.span.upper) == (
                self.members[member].pk,
                BASE + start * MINUTE,
                BASE + end * MINUTE,
            )


@pytest.mark.django_db
def test_bookings_agree_with_a_list_of_intervals():
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        Bookings,
        settings=settings(
            max_examples=25, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
