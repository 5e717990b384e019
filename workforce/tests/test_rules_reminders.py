"""Reminders: real time before the start, skipped when booking came too late for them."""

from datetime import UTC, timedelta

from workforce.rules.reminders import Reminder, Skipped, reminder_times
from workforce.tests.rule_cases import at

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def test_reminders_keep_the_order_of_their_offsets() -> None:
    start = at("2027-02-01T15:00Z")
    planned = reminder_times(start, [HOUR, DAY], at("2027-01-01T00:00Z"))
    assert planned == (Reminder(HOUR, at("2027-02-01T14:00Z")), Reminder(DAY, at("2027-01-31T15:00Z")))


def test_reminder_due_at_the_instant_of_booking_is_skipped() -> None:
    start = at("2027-02-01T15:00Z")
    moment = timedelta(microseconds=1)
    assert reminder_times(start, [HOUR], start - HOUR) == (Reminder(HOUR, None, Skipped.DUE_BEFORE_BOOKING),)
    assert reminder_times(start, [HOUR], start - HOUR - moment) == (Reminder(HOUR, start - HOUR),)


def test_day_is_24_hours_over_a_change_of_clocks() -> None:
    start = at("2027-03-14T11:00-04:00")
    (reminder,) = reminder_times(start, [DAY], at("2027-03-01T00:00Z"))
    assert reminder == Reminder(DAY, at("2027-03-13T10:00-05:00"))
    assert reminder.fire_at is not None
    assert reminder.fire_at.tzinfo == UTC


def test_no_offsets_no_reminders() -> None:
    assert reminder_times(at("2027-02-01T15:00Z"), [], at("2027-01-01T00:00Z")) == ()
