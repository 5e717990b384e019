"""Deadlines: exact edges, pauses, hours that never come."""

from datetime import UTC, datetime, timedelta

import pytest

from workforce.rules.due import Pause, due_at, working_time_between
from workforce.rules.working_time import Calendar, NoWorkingTime, local_date
from workforce.tests.rule_cases import at, hours, spans

OFFICE = hours("Europe/Berlin", mon=spans("09:00-17:00"), tue=spans("09:00-17:00"))
MONDAY_NINE = at("2027-02-01T08:00Z")
HOUR = timedelta(hours=1)


def test_due_exactly_at_closing_stays_at_closing() -> None:
    assert due_at(MONDAY_NINE, 8 * HOUR, OFFICE) == at("2027-02-01T16:00Z")
    moment = timedelta(microseconds=1)
    assert due_at(MONDAY_NINE, 8 * HOUR + moment, OFFICE) == at("2027-02-02T08:00Z") + moment


def test_start_at_closing_counts_from_the_next_opening() -> None:
    assert due_at(at("2027-02-01T16:00Z"), HOUR, OFFICE) == at("2027-02-02T09:00Z")


def test_nothing_to_wait_for_is_due_at_once() -> None:
    assert due_at(at("2027-02-01T03:00Z"), timedelta(0), OFFICE) == at("2027-02-01T03:00Z")


def test_fractions_of_a_second_are_kept() -> None:
    start = MONDAY_NINE + timedelta(microseconds=123_456)
    assert due_at(start, HOUR, OFFICE) == start + HOUR
    assert working_time_between(start, start + HOUR, OFFICE) == HOUR


def test_start_in_any_zone_gives_the_same_deadline_in_utc() -> None:
    due = due_at(at("2027-02-01T17:00+09:00"), HOUR, OFFICE)
    assert (due, due.tzinfo) == (at("2027-02-01T09:00Z"), UTC)


def test_pauses_overlap_and_come_in_any_order() -> None:
    pauses = [
        Pause(at("2027-02-01T09:30Z"), at("2027-02-01T10:30Z")),
        Pause(at("2027-02-01T09:00Z"), at("2027-02-01T10:00Z")),
        Pause(at("2027-01-31T00:00Z"), at("2027-02-01T08:30Z")),
        Pause(at("2027-02-01T12:00Z"), at("2027-02-01T11:00Z")),
    ]
    assert due_at(MONDAY_NINE, HOUR, OFFICE, pauses) == at("2027-02-01T11:00Z")
    assert working_time_between(MONDAY_NINE, at("2027-02-01T11:00Z"), OFFICE, pauses) == HOUR


def test_pause_without_end_stops_the_clock() -> None:
    open_end = [Pause(at("2027-02-01T10:00Z"))]
    assert due_at(MONDAY_NINE, 2 * HOUR, OFFICE, open_end) == at("2027-02-01T10:00Z")
    with pytest.raises(NoWorkingTime, match="1:00:00 of 3:00:00 remain"):
        due_at(MONDAY_NINE, 3 * HOUR, OFFICE, open_end)
    assert working_time_between(MONDAY_NINE, at("2027-03-01T10:00Z"), OFFICE, open_end) == 2 * HOUR


def test_calendar_without_hours_is_an_error() -> None:
    with pytest.raises(NoWorkingTime, match="no open time"):
        due_at(MONDAY_NINE, timedelta(0), Calendar("UTC"))


def test_hours_that_lie_in_the_past_are_an_error() -> None:
    once = hours("UTC", overrides={"2027-01-01": spans("09:00-17:00")})
    with pytest.raises(NoWorkingTime, match="1:00:00 of 1:00:00 remain"):
        due_at(MONDAY_NINE, HOUR, once)


def test_target_beyond_the_horizon_is_an_error() -> None:
    assert due_at(MONDAY_NINE, 4000 * HOUR, OFFICE) == at("2031-11-11T16:00Z")
    with pytest.raises(NoWorkingTime):
        due_at(MONDAY_NINE, 5000 * HOUR, OFFICE)


def test_negative_target_is_an_error() -> None:
    with pytest.raises(ValueError, match="cannot be negative"):
        due_at(MONDAY_NINE, -HOUR, OFFICE)


def test_single_opening_years_ahead_is_found() -> None:
    far = hours("UTC", overrides={"2031-06-02": spans("09:00-17:00")})
    assert due_at(MONDAY_NINE, HOUR, far) == at("2031-06-02T10:00Z")


def test_no_time_passes_backwards() -> None:
    assert working_time_between(at("2027-02-01T12:00Z"), MONDAY_NINE, OFFICE) == timedelta(0)


def test_local_date_is_the_date_on_the_members_wall() -> None:
    evening = datetime(2027, 1, 31, 22, tzinfo=UTC)
    assert local_date("Australia/Sydney", evening).isoformat() == "2027-02-01"
    assert local_date("Pacific/Honolulu", evening).isoformat() == "2027-01-31"
