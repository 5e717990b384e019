"""Case files to rules and back: anyone can bring more cases. Only translation, no rule of its own."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from routing.rules.matching import Candidate, Needs, Policy, Step, choose
from workforce.rules.due import Pause, due_at
from workforce.rules.free_slots import Busy, Member, Mode, Period, SlotRules, all_day, free_slots
from workforce.rules.reminders import reminder_times
from workforce.rules.working_time import Calendar, Day, Weekly, Window
from workforce.rules.zones import zone, zone_of_any_name

Case = Mapping[str, Any]
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# What the assignment file calls its rule, as a policy of the matching engine; equal members go by id.
ASSIGNMENT = Policy(
    steps=(
        Step("filter", "free"),
        Step("filter", "calendar_fresh"),
        Step("filter", "daily_cap"),
        Step("order", "priority"),
        Step("order", "weighted_deficit"),
        Step("order", "least_recently_assigned"),
    ),
    pools=("topic", "fallback"),
)


def availability(case: Case) -> dict[str, Any]:
    period = Period(
        date.fromisoformat(case["range"]["from"]),
        date.fromisoformat(case["range"]["to"]),
        zone_name(case["customer"]["tz"]),
    )
    zones = {member["id"]: zone_of_any_name(member["tz"]) for member in case["members"]}
    found = free_slots(
        [to_member(member) for member in case["members"]],
        to_rules(case["topic"]),
        period,
        to_moment(case["now"]),
        Mode(case.get("mode", "any")),
    )
    slots = [
        {
            "start": utc(slot.start),
            "end": utc(slot.end),
            "customer_local": local(slot.start, zone(period.zone)),
            "members": [{"id": key, "local": local(slot.start, zones[str(key)])} for key in slot.members],
        }
        for slot in found
    ]
    return {"count": len(slots), "slots": slots}


def sla_due(case: Case) -> str:
    pauses = [Pause(to_moment(start), to_moment(end) if end else None) for start, end in case.get("pauses", ())]
    calendar = to_calendar(case, case["hours"])
    return utc(due_at(to_moment(case["start"]), timedelta(seconds=case["target_seconds"]), calendar, pauses))


def reminders(case: Case) -> list[dict[str, Any]]:
    attendee = zone_of_any_name(case["attendee_tz"])
    offsets = [timedelta(minutes=minutes) for minutes in case["offsets_min"]]
    planned = reminder_times(to_moment(case["start"]), offsets, to_moment(case["booked_at"]))
    return [
        {
            "offset_min": reminder.offset // timedelta(minutes=1),
            "fire_at": utc(reminder.fire_at) if reminder.fire_at else None,
            "fire_local": local(reminder.fire_at, attendee) if reminder.fire_at else None,
            "skipped": reminder.skipped is not None,
        }
        for reminder in planned
    ]


def assignment(case: Case) -> dict[str, Any] | None:
    candidates = [to_candidate(member) for member in case["members"]]
    at = to_moment(case.get("now", "2027-02-01T00:00:00Z"))
    winner = choose(Needs(), candidates, ASSIGNMENT, at).winner
    return {"member": winner.id, "pool": winner.pool} if winner else None


def to_candidate(member: Case) -> Candidate:
    last = member.get("last_assigned")
    return Candidate(
        id=member["id"],
        pool=member.get("pool", "topic"),
        priority=member.get("priority", 0),
        free=member.get("free", True),
        calendar_stale=member.get("calendar_stale", False),
        assigned=member.get("assigned", 0),
        weight=member.get("weight", 100),
        today=member.get("today", 0),
        daily_cap=member.get("daily_cap"),
        last_assigned_at=to_moment(last) if last else None,
    )


def to_rules(topic: Case) -> SlotRules:
    def minutes(name: str, default: int = 0) -> timedelta:
        return timedelta(minutes=topic.get(name, default))

    return SlotRules(
        duration=minutes("duration_min"),
        interval=minutes("slot_interval_min", topic["duration_min"]),
        booking_window_days=topic.get("booking_window_days", 365),
        min_notice=minutes("min_notice_min"),
        buffer_before=minutes("buffer_before_min"),
        buffer_after=minutes("buffer_after_min"),
        buffers_within_hours=topic.get("buffers_within_hours", False),
    )


def to_member(member: Case) -> Member:
    name = zone_name(member["tz"])
    days_off: set[date] = set()
    busy = [block for event in member.get("busy", ()) for block in to_busy(event, name)]
    for absence in member.get("time_off", ()):
        days = whole_days(absence)
        if days:
            days_off.update(days)
        else:
            busy.extend(to_busy(absence, name))
    return Member(member["id"], to_calendar(member, member["weekly"], days_off), tuple(busy))


def to_calendar(owner: Case, hours: Case, days_off: Iterable[date] = ()) -> Calendar:
    """Hours by weekday ("all" stands for those not named); holidays as dates or as {"date": ...}."""
    holidays = {
        date.fromisoformat(day["date"] if isinstance(day, Mapping) else day) for day in owner.get("holidays", ())
    }
    overrides = owner.get("overrides", {})
    return Calendar(
        zone=zone_name(owner["tz"]),
        weekly=to_week(hours),
        overrides={date.fromisoformat(day): to_windows(spans) for day, spans in overrides.items()},
        days_off=frozenset(holidays.union(days_off)),
    )


def to_week(hours: Case) -> Weekly:
    mon, tue, wed, thu, fri, sat, sun = (to_windows(hours.get(day, hours.get("all", ()))) for day in WEEKDAYS)
    return (mon, tue, wed, thu, fri, sat, sun)


def to_windows(spans: Iterable[tuple[str, str]]) -> Day:
    return tuple(Window(to_time(opens), to_time(closes)) for opens, closes in spans)


def to_time(text: str) -> time:
    return time(0) if text == "24:00" else time.fromisoformat(text)


def whole_days(absence: Case) -> list[date]:
    """The local dates of a full-day absence; none for one with hours. An end date is not included."""
    if "date" in absence:
        return [date.fromisoformat(absence["date"])]
    first, until = (absence.get(f"date_{edge}", absence.get(edge)) for edge in ("start", "end"))
    if not (is_date(first) and is_date(until)):
        return []
    begin = date.fromisoformat(str(first))
    return [begin + timedelta(days=number) for number in range((date.fromisoformat(str(until)) - begin).days)]


def to_busy(event: Case, zone_of_member: str) -> list[Busy]:
    """Times with an offset, {dateTime, timeZone} or {date} from calendars, or local days {date_start, date_end, tz}."""
    name = zone_name(event.get("tz", zone_of_member))
    if "date_start" in event:
        first, until = date.fromisoformat(event["date_start"]), date.fromisoformat(event["date_end"])
        blocks = all_day(first, until, name)
    else:
        blocks = [Busy(to_moment(event["start"], zone(name)), to_moment(event["end"], zone(name)))]
    return [
        block._replace(
            buffer_before=timedelta(minutes=event.get("buffer_before_min", 0)),
            buffer_after=timedelta(minutes=event.get("buffer_after_min", 0)),
            cancelled=event.get("status") == "cancelled" or event.get("isCancelled", False),
            transparent=event.get("transparency") == "transparent" or event.get("showAs") == "free",
        )
        for block in blocks
    ]


def to_moment(value: Any, default: tzinfo = UTC) -> datetime:
    if isinstance(value, Mapping):
        named = value.get("timeZone")
        return to_moment(value.get("dateTime", value.get("date")), zone_of_any_name(named) if named else default)
    moment = datetime.fromisoformat(value)
    return moment if moment.tzinfo else moment.replace(tzinfo=default)


def is_date(value: object) -> bool:
    return isinstance(value, str) and len(value) == len("2027-01-31")


def zone_name(name: str) -> str:
    """The IANA name behind a name of either kind."""
    return zone_of_any_name(name).key


def utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def local(moment: datetime, reader: tzinfo) -> str:
    return moment.astimezone(reader).isoformat(timespec="minutes")
