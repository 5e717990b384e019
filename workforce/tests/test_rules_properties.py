"""The fast rules against the minute-by-minute reference, on the worst nights of the year."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from workforce.rules.due import due_at, working_time_between
from workforce.rules.free_slots import Member, Mode, Period, free_slots, refusal
from workforce.rules.working_time import NoWorkingTime
from workforce.rules.zones import zone
from workforce.tests import reference
from workforce.tests.strategies import (
    calendars,
    checked,
    lengths,
    members,
    moments,
    nights,
    nows,
    pauses,
    periods,
    slot_rules,
    zones,
)

PATIENCE = timedelta(days=9)


@checked(120)
@given(st.data())
def test_free_slots_of_one_member_agree_with_reference(data: st.DataObject) -> None:
    name = data.draw(zones())
    near = data.draw(nights(name))
    member = data.draw(members(near, "a", name))
    rules, period, now = data.draw(slot_rules()), data.draw(periods(near)), data.draw(nows(near))
    slots = free_slots([member], rules, period, now)
    assert slots == reference.free_slots([member], rules, period, now, Mode.ANY)


@checked(30)
@given(st.data())
def test_free_slots_of_a_team_agree_with_reference(data: st.DataObject) -> None:
    near = data.draw(nights(data.draw(zones())))
    # Equal hours in one zone now and then, or mode ALL would hardly ever find anything.
    team = [data.draw(members(near, name)) for name in data.draw(st.sampled_from(["", "ba", "abc"]))]
    if team and data.draw(st.booleans()):
        team = [Member(member.id, team[0].calendar, member.busy, booked=member.booked) for member in team]
    rules, period, now = data.draw(slot_rules()), data.draw(periods(near)), data.draw(nows(near))
    mode = data.draw(st.sampled_from(Mode))
    assert free_slots(team, rules, period, now, mode) == reference.free_slots(team, rules, period, now, mode)


@checked(60)
@given(st.data())
def test_refusal_is_none_exactly_for_offered_starts(data: st.DataObject) -> None:
    name = data.draw(zones())
    near = data.draw(nights(name))
    member = data.draw(members(near, "a", name))
    rules, period, now = data.draw(slot_rules()), data.draw(periods(near)), data.draw(nows(near))
    offered = {slot.start for slot in free_slots([member], rules, period, now)}
    asked = [moment for moment in data.draw(st.lists(moments(near), max_size=20)) if in_period(moment, period)]
    taken = {moment for moment in asked if refusal(member, moment, rules, now) is None}
    assert taken == offered.intersection(asked)
    assert {start for start in offered if refusal(member, start, rules, now) is not None} == set()


def in_period(moment: datetime, period: Period) -> bool:
    local = moment.astimezone(zone(period.zone)).date()
    return period.first <= local <= period.last


@checked(80)
@given(st.data())
def test_working_time_between_agrees_with_reference(data: st.DataObject) -> None:
    name = data.draw(zones())
    near = data.draw(nights(name))
    calendar = data.draw(calendars(near, name))
    stops = data.draw(st.lists(pauses(near), max_size=3))
    start = data.draw(moments(near))
    end = start + data.draw(lengths(4 * 96))
    expected = reference.working_time(start, end, calendar, stops)
    assert working_time_between(start, end, calendar, stops) == expected


@checked(80)
@given(st.data())
def test_due_agrees_with_reference(data: st.DataObject) -> None:
    name = data.draw(zones())
    near = data.draw(nights(name))
    calendar = data.draw(calendars(near, name))
    stops = data.draw(st.lists(pauses(near), max_size=3))
    start, target = data.draw(moments(near)), data.draw(lengths(120))
    expected = reference.due_at(start, target, calendar, stops, PATIENCE)
    try:
        due = due_at(start, target, calendar, stops)
    except NoWorkingTime:
        # Not one opening in five years: then the reference cannot have found enough either.
        assert expected is None or not calendar.has_hours
    else:
        assert (due if due <= start + PATIENCE else None) == expected


@checked(60)
@given(st.data())
def test_due_leaves_exactly_the_target_behind_it(data: st.DataObject) -> None:
    name = data.draw(zones())
    near = data.draw(nights(name))
    calendar = data.draw(calendars(near, name).filter(lambda hours: any(hours.weekly)))
    stops = data.draw(st.lists(pauses(near), max_size=3))
    start = data.draw(moments(near)) + data.draw(st.integers(0, 10**9)) * timedelta(microseconds=1)
    target = data.draw(st.integers(1, 10**12)) * timedelta(microseconds=1)
    due = due_at(start, target, calendar, stops)
    assert working_time_between(start, due, calendar, stops) == target
    # It is the first such instant: a moment earlier something was still left.
    moment = timedelta(microseconds=1)
    assert working_time_between(start, due - moment, calendar, stops) == target - moment
