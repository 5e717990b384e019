"""iCalendar files to what is taken: repeated, moved, cancelled, whole days, zones, and files that mean us harm."""

from datetime import UTC, date, datetime, timedelta

import pytest

from integrations.ics.reader import NotACalendar, read
from integrations.ics.repeats import TooMuch, check_repeats
from workforce.ports import BusyTime

START, END = datetime(2027, 3, 1, tzinfo=UTC), datetime(2028, 4, 1, tzinfo=UTC)


def calendar(*components, head=()):
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:test", *head, *components, "END:VCALENDAR", ""]
    return "\r\n".join(lines)


def event(*lines, uid="a"):
    return "\r\n".join(["BEGIN:VEVENT", f"UID:{uid}", *lines, "END:VEVENT"])


def taken(*components, zone="UTC", **more):
    return list(read(calendar(*components, **more), START, END, zone=zone).busy)


def utc(*moment):
    return datetime(*moment, tzinfo=UTC)


def test_series_keeps_its_wall_clock_over_the_change_and_leaves_out_what_was_taken_out():
    series = event(
        "DTSTART;TZID=Europe/Berlin:20270326T090000",
        "DURATION:PT1H",
        "RRULE:FREQ=DAILY;COUNT=5",
        "EXDATE;TZID=Europe/Berlin:20270329T090000",
    )
    moved = event(
        "RECURRENCE-ID;TZID=Europe/Berlin:20270327T090000",
        "DTSTART;TZID=Europe/Berlin:20270327T120000",
        "DTEND;TZID=Europe/Berlin:20270327T123000",
    )
    assert taken(series, moved) == [
        BusyTime("a", utc(2027, 3, 26, 8), utc(2027, 3, 26, 9)),
        BusyTime("a", utc(2027, 3, 27, 11), utc(2027, 3, 27, 11, 30)),
        BusyTime("a", utc(2027, 3, 28, 7), utc(2027, 3, 28, 8)),  # 09:00 in Berlin is an hour earlier now
        BusyTime("a", utc(2027, 3, 30, 7), utc(2027, 3, 30, 8)),
    ]


def test_occurrence_that_was_cancelled_is_free():
    series = event("DTSTART:20270301T090000Z", "DTEND:20270301T100000Z", "RRULE:FREQ=WEEKLY;COUNT=2")
    off = event(
        "RECURRENCE-ID:20270308T090000Z", "DTSTART:20270308T090000Z", "DTEND:20270308T100000Z", "STATUS:CANCELLED"
    )
    assert taken(series, off) == [BusyTime("a", utc(2027, 3, 1, 9), utc(2027, 3, 1, 10))]


@pytest.mark.parametrize(
    "line",
    [
        "STATUS:CANCELLED",
        "TRANSP:TRANSPARENT",
        "X-MICROSOFT-CDO-BUSYSTATUS:FREE",
        "X-MICROSOFT-CDO-BUSYSTATUS:WORKINGELSEWHERE",
        "DURATION:PT0S",
    ],
)
def test_what_keeps_nobody_takes_no_time(line):
    end = [] if line.startswith("DURATION") else ["DTEND:20270302T100000Z"]
    assert taken(event("DTSTART:20270302T090000Z", *end, line)) == []


@pytest.mark.parametrize(
    "line", ["STATUS:TENTATIVE", "TRANSP:OPAQUE", "X-MICROSOFT-CDO-BUSYSTATUS:OOF", "CLASS:PRIVATE"]
)
def test_what_keeps_somebody_takes_time(line):
    found = taken(event("DTSTART:20270302T090000Z", "DTEND:20270302T100000Z", line, "SUMMARY:Doctor"))
    assert found == [BusyTime("a", utc(2027, 3, 2, 9), utc(2027, 3, 2, 10))]


def test_whole_days_stay_days():
    holiday = event("DTSTART;VALUE=DATE:20270301", "DTEND;VALUE=DATE:20270304")
    one_day = event("DTSTART;VALUE=DATE:20270310", uid="b")
    every_year = event("DTSTART;VALUE=DATE:19900320", "RRULE:FREQ=YEARLY", uid="c")
    assert sorted(taken(holiday, one_day, every_year)) == [
        BusyTime("a", None, None, date(2027, 3, 1), date(2027, 3, 4)),
        BusyTime("b", None, None, date(2027, 3, 10), date(2027, 3, 11)),
        BusyTime("c", None, None, date(2027, 3, 20), date(2027, 3, 21)),
        BusyTime("c", None, None, date(2028, 3, 20), date(2028, 3, 21)),
    ]


def test_time_without_a_zone_is_of_the_calendars_or_of_the_members():
    floating = event("DTSTART:20270302T090000", "DTEND:20270302T100000")
    assert taken(floating, zone="Asia/Tokyo") == [BusyTime("a", utc(2027, 3, 2, 0), utc(2027, 3, 2, 1))]
    head = ["X-WR-TIMEZONE:Europe/Berlin", "X-WR-CALNAME:Ana"]
    assert taken(floating, zone="Asia/Tokyo", head=head) == [BusyTime("a", utc(2027, 3, 2, 8), utc(2027, 3, 2, 9))]
    found = read(calendar(floating, head=head), START, END, zone="Asia/Tokyo")
    assert (found.zone, found.name) == ("Europe/Berlin", "Ana")
    assert read(calendar(floating), START, END, zone="Asia/Tokyo").zone == "Asia/Tokyo"
    assert read(calendar(head=["X-WR-TIMEZONE:Mars/Olympus"]), START, END, zone="Asia/Tokyo").zone == "Asia/Tokyo"


def test_windows_names_of_zones_are_understood():
    outlook = event(
        "DTSTART;TZID=W. Europe Standard Time:20270702T090000", "DTEND;TZID=W. Europe Standard Time:20270702T100000"
    )
    assert taken(outlook) == [BusyTime("a", utc(2027, 7, 2, 7), utc(2027, 7, 2, 8))]


def test_published_free_and_busy_times():
    published = "\r\n".join(
        [
            "BEGIN:VFREEBUSY",
            "UID:p",
            "FREEBUSY:20270302T090000Z/20270302T100000Z,20270303T090000Z/PT30M",
            "FREEBUSY;FBTYPE=FREE:20270304T090000Z/PT1H",
            "FREEBUSY;FBTYPE=BUSY-UNAVAILABLE:20200304T090000Z/PT1H,20270305T090000Z/PT1H",
            "END:VFREEBUSY",
        ]
    )
    assert taken(published) == [
        BusyTime("p", utc(2027, 3, 2, 9), utc(2027, 3, 2, 10)),
        BusyTime("p", utc(2027, 3, 3, 9), utc(2027, 3, 3, 9, 30)),
        BusyTime("p", utc(2027, 3, 5, 9), utc(2027, 3, 5, 10)),
    ]


def test_only_what_meets_the_asked_time():
    before = event("DTSTART:20270228T220000Z", "DTEND:20270301T000000Z")
    over = event("DTSTART:20270228T220000Z", "DTEND:20270301T003000Z", uid="b")
    after = event("DTSTART:20280401T000000Z", "DTEND:20280401T010000Z", uid="c")
    assert taken(before, over, after) == [BusyTime("b", utc(2027, 2, 28, 22), utc(2027, 3, 1, 0, 30))]


WHOLE = calendar(event("DTSTART:20270302T090000Z", "DTEND:20270302T100000Z"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<html>Please sign in</html>",
        WHOLE[:-10],
        WHOLE[: WHOLE.index("END:VEVENT")],
        calendar(event("DTEND:20270302T100000Z")),
        calendar(event("DTSTART:tomorrow", "DTEND:20270302T100000Z")),
        calendar(event("DTSTART:20270302T090000Z", "DTEND:later")),
        calendar(event("DTSTART:20270302T090000Z", "DURATION:long")),
        calendar(event("DTSTART:20270302T090000Z", "DTEND 20270302T100000Z")),
        calendar(event("DTSTART:20270302T090000Z", "DTEND:20270302T100000Z", "rrule FREQ=DAILY")),
    ],
)
def test_what_cannot_be_understood_is_never_free(text):
    with pytest.raises(NotACalendar):
        read(text, START, END, zone="UTC")


def test_broken_lines_that_say_nothing_about_time_are_passed_over():
    found = taken(event("DTSTART:20270302T090000Z", "DTEND:20270302T100000Z", "a broken description", "DTSTAMP 1"))
    assert found == [BusyTime("a", utc(2027, 3, 2, 9), utc(2027, 3, 2, 10))]


def test_empty_calendar_is_free():
    assert taken() == []


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "freq=minutely",
        "FREQ=HOURLY",
        "FREQ=DAILY;BYHOUR=1,2,3,4,5,6,7,8;BYMINUTE=1,2,3,4,5,6,7,8;BYSECOND=1,2,3",
        "INTERVAL=1",
        "FREQ=SECOND\r\n LY",
    ],
)
def test_repetitions_beyond_measure_are_refused_before_they_are_unfolded(rule):
    text = calendar(event("DTSTART:19700101T000000Z", "DTEND:19700101T000001Z", f"RRULE:{rule}"))
    with pytest.raises(TooMuch):
        read(text, START, END, zone="UTC")


@pytest.mark.parametrize("rule", ["FREQ=SECONDLY", "FREQ=YEARLY;BYMINUTE=1,2,3", "FREQ=MONTHLY"])
def test_zone_that_changes_all_the_time_is_refused_before_it_is_read(rule):
    zone = ["BEGIN:VTIMEZONE", "TZID:x", "BEGIN:STANDARD", "DTSTART:19700101T000000", f"RRULE:{rule}"]
    zone += ["TZOFFSETFROM:+0000", "TZOFFSETTO:+0100", "END:STANDARD", "END:VTIMEZONE"]
    with pytest.raises(TooMuch):
        read(calendar(*zone), START, END, zone="UTC")


def test_rule_in_a_component_that_never_ends_counts_as_well():
    with pytest.raises(TooMuch):
        check_repeats("BEGIN:VCALENDAR\nBEGIN:VEVENT\nRRULE:FREQ=SECONDLY\nEND:VCALENDAR", END.date())


def test_the_usual_repetitions_of_a_busy_life_are_kept():
    daily = [
        event("DTSTART:20200101T090000Z", "DURATION:PT15M", "RRULE:FREQ=DAILY", uid=f"d{number}") for number in range(4)
    ]
    weekly = event(
        "DTSTART:20150105T090000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20270331T000000Z", uid="w"
    )
    yearly = [event(f"DTSTART;VALUE=DATE:19{n:02}0704", "RRULE:FREQ=YEARLY", uid=f"y{n}") for n in range(50, 99)]
    found = taken(*daily, weekly, *yearly)
    days = (END - START) // timedelta(days=1)
    kinds = [time.uid[0] for time in found]
    assert (kinds.count("d"), kinds.count("w"), kinds.count("y")) == (4 * days, 9, 49)


def test_too_many_appointments_are_refused():
    many = [
        event("DTSTART:20270301T090000Z", "DURATION:PT15M", "RRULE:FREQ=DAILY", uid=str(number)) for number in range(60)
    ]
    with pytest.raises(NotACalendar):
        taken(*many)
