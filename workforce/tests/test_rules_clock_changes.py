"""Free slots on the nights and dates that break calendars. Every answer also agrees with the reference."""

from datetime import UTC, datetime

from workforce.tests.rule_cases import hours, offered, rules, spans


def test_window_inside_the_repeated_hour_is_offered_twice() -> None:
    calendar = hours("America/New_York", sun=spans("01:00-02:00"))
    assert offered(calendar, "2027-11-07") == ["11-07T01:00-04:00", "11-07T01:00-05:00"]


def test_window_beginning_inside_the_repeated_hour_restarts_its_grid() -> None:
    calendar = hours("America/New_York", sun=spans("01:30-03:00"))
    # 01:30-02:00 is too short the first time; the second stretch begins at 01:30 again.
    assert offered(calendar, "2027-11-07") == ["11-07T01:30-05:00"]
    half_hours = offered(calendar, "2027-11-07", how=rules(30, 30))
    assert half_hours == ["11-07T01:30-04:00", "11-07T01:30-05:00", "11-07T02:00-05:00", "11-07T02:30-05:00"]


def test_southern_autumn_gives_an_hour_more() -> None:
    calendar = hours("Pacific/Auckland", sun=spans("01:00-04:00"))
    expected = ["04-04T01:00+13:00", "04-04T02:00+13:00", "04-04T02:00+12:00", "04-04T03:00+12:00"]
    assert offered(calendar, "2027-04-04") == expected


def test_chatham_changes_at_quarter_to_three() -> None:
    calendar = hours("Pacific/Chatham", sun=spans("02:00-04:00"))
    expected = ["04-04T02:00+13:45", "04-04T03:00+13:45", "04-04T03:00+12:45"]
    assert offered(calendar, "2027-04-04", how=rules(45)) == expected
    assert offered(calendar, "2027-09-26") == ["09-26T02:00+12:45"]


def test_clock_going_back_at_midnight_repeats_the_first_hour_of_the_day() -> None:
    calendar = hours("America/Havana", sun=spans("00:00-02:00"))
    expected = ["11-07T00:00-04:00", "11-07T00:00-05:00", "11-07T01:00-05:00"]
    assert offered(calendar, "2027-11-07") == expected


def test_clock_going_back_to_the_day_before_repeats_its_last_hour() -> None:
    calendar = hours("America/Santiago", sat=spans("22:00-24:00"), sun=spans("00:00-01:00"))
    expected = ["04-03T22:00-03:00", "04-03T23:00-03:00", "04-03T23:00-04:00", "04-04T00:00-04:00"]
    assert offered(calendar, "2027-04-03", "2027-04-04") == expected
    assert offered(calendar, "2027-04-03") == expected[:3]


def test_clock_going_back_one_minute_past_midnight_splits_the_day() -> None:
    long_before = datetime(2006, 10, 1, tzinfo=UTC)
    calendar = hours("America/St_Johns", sun=spans("00:00-01:00"))
    minutes = offered(calendar, "2006-10-29", how=rules(1, 30), now=long_before)
    assert minutes == ["10-29T00:00-02:30", "10-29T00:00-03:30", "10-29T00:30-03:30"]


def test_azores_change_across_midnight_utc() -> None:
    calendar = hours("Atlantic/Azores", sun=spans("00:00-02:00"))
    expected = ["10-31T00:00+00:00", "10-31T00:00-01:00", "10-31T01:00-01:00"]
    assert offered(calendar, "2027-10-31") == expected
    assert offered(calendar, "2027-03-28") == ["03-28T01:00+00:00"]


def test_date_that_never_was_has_no_slots() -> None:
    long_before = datetime(2011, 12, 1, tzinfo=UTC)
    calendar = hours("Pacific/Apia", all=spans("09:00-10:00"))
    assert offered(calendar, "2011-12-30", now=long_before) == []
    around = offered(calendar, "2011-12-29", "2011-12-31", now=long_before)
    assert around == ["12-29T09:00-10:00", "12-31T09:00+14:00"]


def test_night_into_a_date_that_never_was_ends_at_midnight() -> None:
    long_before = datetime(2011, 12, 1, tzinfo=UTC)
    calendar = hours("Pacific/Apia", thu=spans("22:00-02:00"))
    night = offered(calendar, "2011-12-29", "2011-12-31", now=long_before)
    assert night == ["12-29T22:00-10:00", "12-29T23:00-10:00"]


def test_leap_day_is_a_day() -> None:
    assert offered(hours("Europe/London", all=spans("09:00-12:00")), "2028-02-29", how=rules(window_days=800)) == [
        "02-29T09:00+00:00",
        "02-29T10:00+00:00",
        "02-29T11:00+00:00",
    ]


def test_alias_means_the_same_hours() -> None:
    alias = hours("US/Eastern", mon=spans("09:00-11:00"))
    assert offered(alias, "2027-03-15") == ["03-15T09:00-04:00", "03-15T10:00-04:00"]


def test_asked_date_lies_across_the_date_line() -> None:
    calendar = hours("Pacific/Kiritimati", tue=spans("09:00-11:00"))
    # Tuesday morning on Kiritimati is Monday morning in Honolulu, 24 hours behind on the same clock.
    assert offered(calendar, "2027-02-01", asking="Pacific/Honolulu") == ["02-02T09:00+14:00", "02-02T10:00+14:00"]
    assert offered(calendar, "2027-02-02", asking="Pacific/Honolulu") == []


def test_night_shift_over_the_autumn_change_has_an_hour_more() -> None:
    calendar = hours("Europe/Berlin", sat=spans("22:00-06:00"))
    night = offered(calendar, "2027-10-30", "2027-10-31")
    assert len(night) == 9
    assert night[4:6] == ["10-31T02:00+02:00", "10-31T02:00+01:00"]


def test_window_of_no_days_keeps_yesterday_when_the_clock_goes_back_into_it() -> None:
    # It is midnight on Sunday; a minute later it is Saturday 23:01 again.
    now = datetime(2006, 10, 29, 2, 30, tzinfo=UTC)
    calendar = hours("America/St_Johns", sat=spans("23:00-24:00"))
    starts = offered(calendar, "2006-10-28", how=rules(29, 30, window_days=0), now=now)
    assert starts == ["10-28T23:01-03:30", "10-28T23:31-03:30"]
