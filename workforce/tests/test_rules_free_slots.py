"""Free slots where days meet and rules stack. Every answer also agrees with the reference."""

from datetime import UTC, date, datetime, timedelta

import pytest

from workforce.rules.free_slots import Busy, Member, Mode, Period, Refusal, SlotRules, all_day, free_slots, refusal
from workforce.tests.rule_cases import at, busy, hours, offered, rules, spans

LONDON_MORNING = hours("Europe/London", all=spans("09:00-12:00"))
QUARTER = timedelta(minutes=15)


def test_override_takes_the_night_before_and_starts_its_own_grid() -> None:
    calendar = hours("Europe/Berlin", mon=spans("22:00-02:00"), overrides={"2027-02-02": spans("00:30-03:00")})
    night = offered(calendar, "2027-02-01", "2027-02-02")
    assert night == ["02-01T22:00+01:00", "02-01T23:00+01:00", "02-02T00:30+01:00", "02-02T01:30+01:00"]


def test_override_joins_the_night_it_touches() -> None:
    calendar = hours("Europe/Berlin", mon=spans("22:00-02:00"), overrides={"2027-02-02": spans("00:00-01:00")})
    night = offered(calendar, "2027-02-01", "2027-02-02", how=rules(90))
    assert night == ["02-01T22:00+01:00", "02-01T23:00+01:00"]


def test_night_of_an_override_reaches_into_the_next_day() -> None:
    calendar = hours("Europe/Berlin", overrides={"2027-02-01": spans("23:00-01:00")})
    assert offered(calendar, "2027-02-01", "2027-02-02") == ["02-01T23:00+01:00", "02-02T00:00+01:00"]


def test_day_off_removes_what_the_night_before_spilled_into_it() -> None:
    calendar = hours("Europe/Berlin", mon=spans("22:00-02:00"), off=["2027-02-02"])
    assert offered(calendar, "2027-02-01", "2027-02-02") == ["02-01T22:00+01:00", "02-01T23:00+01:00"]


def test_day_off_leaves_its_own_night_after_midnight() -> None:
    calendar = hours("Europe/Berlin", mon=spans("21:30-02:00"), off=["2027-02-01"])
    # The grid starts with what is left of the window.
    assert offered(calendar, "2027-02-01", "2027-02-02") == ["02-02T00:00+01:00", "02-02T01:00+01:00"]


def test_day_off_wins_over_an_override() -> None:
    calendar = hours("Europe/Berlin", overrides={"2027-02-01": spans("09:00-12:00")}, off=["2027-02-01"])
    assert offered(calendar, "2027-02-01") == []


def test_touching_windows_join_but_keep_their_grids() -> None:
    calendar = hours("Europe/London", mon=spans("09:00-11:30", "11:30-14:00"))
    expected = ["02-01T09:00+00:00", "02-01T10:00+00:00", "02-01T11:00+00:00", "02-01T11:30+00:00"]
    assert offered(calendar, "2027-02-01", how=rules(90)) == [*expected, "02-01T12:30+00:00"]


def test_overlapping_windows_offer_a_start_once() -> None:
    calendar = hours("Europe/London", mon=spans("10:00-12:00", "09:00-11:30"))
    expected = ["02-01T09:00+00:00", "02-01T10:00+00:00", "02-01T11:00+00:00"]
    assert offered(calendar, "2027-02-01") == expected


def test_day_around_the_clock_runs_from_midnight_to_midnight() -> None:
    calendar = hours("Europe/London", mon=spans("00:00-24:00"))
    assert len(offered(calendar, "2027-02-01", "2027-02-02")) == 24


def test_all_day_event_covers_the_days_of_its_own_zone() -> None:
    # 1 February in Tokyo is 31 January 15:00 to 1 February 15:00 in London.
    event = all_day(date(2027, 2, 1), date(2027, 2, 2), "Asia/Tokyo")
    calendar = hours("Europe/London", all=spans("13:00-17:00"))
    assert offered(Member("a", calendar, tuple(event)), "2027-02-01") == ["02-01T15:00+00:00", "02-01T16:00+00:00"]
    assert offered(Member("a", calendar, tuple(event)), "2027-01-31") == ["01-31T13:00+00:00", "01-31T14:00+00:00"]


def test_all_day_event_without_days_covers_nothing() -> None:
    assert all_day(date(2027, 2, 1), date(2027, 2, 1), "Asia/Tokyo") == []


def test_buffers_of_event_and_topic_add_up_on_both_sides() -> None:
    member = Member("a", LONDON_MORNING, (busy("2027-02-01T10:30Z", "2027-02-01T10:45Z", 15, 10),))
    how = rules(15, 5, buffer_before=timedelta(minutes=5), buffer_after=QUARTER)
    starts = offered(member, "2027-02-01", how=how)
    # Taken 10:15-10:55: the last start before is 09:45 (ends 10:00, + 15), the first after is 11:00 (- 5).
    assert [start for start in starts if "T09:40" <= start[5:11] <= "T11:05"] == [
        "02-01T09:40+00:00",
        "02-01T09:45+00:00",
        "02-01T11:00+00:00",
        "02-01T11:05+00:00",
    ]


def test_buffer_of_the_topic_may_not_meet_time_off() -> None:
    member = Member("a", LONDON_MORNING, (busy("2027-02-01T11:00Z", "2027-02-01T12:00Z"),))
    assert offered(member, "2027-02-01", how=rules(buffer_after=QUARTER)) == ["02-01T09:00+00:00"]


def test_busy_for_seconds_blocks_what_it_meets() -> None:
    moment = datetime(2027, 2, 1, 10, 0, 0, 1, tzinfo=UTC)
    member = Member("a", LONDON_MORNING, (Busy(moment, moment + timedelta(microseconds=1)),))
    slots = free_slots([member], rules(), Period(date(2027, 2, 1), date(2027, 2, 1), "UTC"), at("2027-01-04T12:00Z"))
    assert [slot.start.hour for slot in slots] == [9, 11]


def test_event_of_no_length_blocks_only_by_its_buffers() -> None:
    nothing = busy("2027-02-01T10:30Z", "2027-02-01T10:30Z")
    padded = busy("2027-02-01T10:30Z", "2027-02-01T10:30Z", 5, 0)
    assert len(offered(Member("a", LONDON_MORNING, (nothing,)), "2027-02-01")) == 3
    assert len(offered(Member("a", LONDON_MORNING, (padded,)), "2027-02-01")) == 2


def test_notice_counts_real_hours_over_the_change() -> None:
    calendar = hours("America/New_York", sun=spans("09:00-13:00"))
    how = rules(min_notice=timedelta(hours=24))
    # Saturday 10:00 EST and 24 hours is Sunday 11:00 EDT.
    assert offered(calendar, "2027-03-14", how=how, now=at("2027-03-13T15:00Z")) == [
        "03-14T11:00-04:00",
        "03-14T12:00-04:00",
    ]


def test_past_starts_are_never_offered() -> None:
    assert offered(LONDON_MORNING, "2027-02-01", now=at("2027-02-01T10:00Z")) == [
        "02-01T10:00+00:00",
        "02-01T11:00+00:00",
    ]


def test_window_of_no_days_is_the_members_today() -> None:
    calendar = hours("Australia/Sydney", all=spans("09:00-10:00"))
    how, evening_before = rules(window_days=0), at("2027-01-31T14:00Z")
    # It is 1 February in Sydney already.
    assert offered(calendar, "2027-01-31", "2027-02-03", how=how, now=evening_before) == ["02-01T09:00+11:00"]


def test_range_that_ends_before_it_begins_is_empty() -> None:
    assert offered(LONDON_MORNING, "2027-02-02", "2027-02-01") == []


def test_duration_longer_than_the_window_finds_nothing() -> None:
    assert offered(LONDON_MORNING, "2027-02-01", how=rules(181)) == []
    assert offered(LONDON_MORNING, "2027-02-01", how=rules(180)) == ["02-01T09:00+00:00"]


def test_slot_may_end_after_the_asked_dates() -> None:
    calendar = hours("Europe/London", mon=spans("23:30-01:00"))
    assert offered(calendar, "2027-02-01") == ["02-01T23:30+00:00"]


def test_full_day_is_not_offered_and_moves_no_grid() -> None:
    calendar = hours("Europe/London", mon=spans("22:30-01:00"))
    member = Member("a", calendar, full_days=frozenset({date(2027, 2, 1)}))
    assert offered(member, "2027-02-01", "2027-02-02", how=rules(30)) == ["02-02T00:30+00:00"]


def test_day_at_its_maximum_offers_nothing_also_of_the_night_that_reaches_into_it() -> None:
    calendar = hours("Europe/London", mon=spans("22:30-01:00"), tue=spans("10:00-11:00"))
    member = Member("a", calendar, booked={date(2027, 2, 1): 1, date(2027, 2, 2): 2})
    monday = ["02-01T22:30+00:00", "02-01T23:00+00:00", "02-01T23:30+00:00"]
    night, tuesday = ["02-02T00:00+00:00", "02-02T00:30+00:00"], ["02-02T10:00+00:00", "02-02T10:30+00:00"]
    asked = ("2027-02-01", "2027-02-02")
    assert offered(member, *asked, how=rules(30, 30, daily_max=3)) == monday + night + tuesday
    assert offered(member, *asked, how=rules(30, 30, daily_max=2)) == monday
    assert offered(member, *asked, how=rules(30, 30, daily_max=1)) == []


@pytest.mark.parametrize("mode", list(Mode))
def test_nobody_offers_nothing(mode: Mode) -> None:
    assert (
        free_slots([], rules(), Period(date(2027, 2, 1), date(2027, 2, 3), "UTC"), at("2027-01-04T12:00Z"), mode) == []
    )


def test_all_needs_a_start_on_every_members_grid() -> None:
    day = Period(date(2027, 2, 1), date(2027, 2, 1), "UTC")
    on_the_half = hours("Europe/London", mon=spans("09:30-12:30"))
    team = [Member("a", LONDON_MORNING), Member("b", on_the_half)]
    assert free_slots(team, rules(30, 60), day, at("2027-01-04T12:00Z"), Mode.ALL) == []
    half_hours = free_slots(team, rules(30, 30), day, at("2027-01-04T12:00Z"), Mode.ALL)
    assert [(slot.start.hour, slot.start.minute, slot.members) for slot in half_hours] == [
        (9, 30, ("a", "b")),
        (10, 0, ("a", "b")),
        (10, 30, ("a", "b")),
        (11, 0, ("a", "b")),
        (11, 30, ("a", "b")),
    ]


@pytest.mark.parametrize(
    "start, reason",
    [
        ("2027-02-01T08:30Z", Refusal.TOO_SOON),
        ("2027-02-04T09:00Z", Refusal.BEYOND_WINDOW),
        ("2027-02-03T09:00Z", Refusal.DAY_FULL),
        ("2027-02-02T11:30Z", Refusal.OUTSIDE_HOURS),
        ("2027-02-01T14:00Z", Refusal.OUTSIDE_HOURS),
        ("2027-02-02T09:30Z", Refusal.BUSY),
        ("2027-02-02T10:20Z", Refusal.OFF_GRID),
        ("2027-02-02T10:30Z", None),
    ],
)
def test_refusal_names_the_reason(start: str, reason: Refusal | None) -> None:
    taken = (busy("2027-02-02T09:00Z", "2027-02-02T10:00Z"),)
    member = Member("a", LONDON_MORNING, taken, booked={date(2027, 2, 2): 1, date(2027, 2, 3): 2})
    how = rules(60, 30, window_days=2, min_notice=timedelta(hours=1), daily_max=2)
    assert refusal(member, at(start), how, at("2027-02-01T08:00Z")) == reason


@pytest.mark.parametrize(
    "wrong",
    [
        {"duration": timedelta(0)},
        {"interval": timedelta(minutes=-5)},
        {"min_notice": timedelta(minutes=-1)},
        {"buffer_before": timedelta(minutes=-1)},
        {"buffer_after": timedelta(minutes=-1)},
        {"booking_window_days": -1},
        {"daily_max": 0},
    ],
)
def test_rules_that_make_no_sense_are_refused(wrong: dict[str, object]) -> None:
    good = {"duration": QUARTER, "interval": QUARTER, "booking_window_days": 1}
    with pytest.raises(ValueError, match=r"must be positive|cannot be negative"):
        SlotRules(**{**good, **wrong})
