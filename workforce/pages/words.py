"""Times, spans and days of calendars in words, on the wall clock of whose time it is."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from workforce.enums import HoursOrigin
from workforce.models import Booking, HoursOverride
from workforce.queries.member_days import Closed, MemberDay
from workforce.rules.intervals import Interval, to_datetime
from workforce.rules.zones import zone

ICONS = {"time_off": "coffee", "holiday": "star", "blackout": "building", "hours": "clock"}


def wall(instant: datetime, zone_name: str) -> datetime:
    return instant.astimezone(zone(zone_name))


def clock_span(start: datetime, end: datetime, zone_name: str) -> str:
    """09:00–12:30; an end at midnight is 24:00."""
    begins, ends = wall(start, zone_name), wall(end, zone_name)
    last = "24:00" if ends.date() > begins.date() and (ends.hour, ends.minute) == (0, 0) else f"{ends:%H:%M}"
    return f"{begins:%H:%M}–{last}"


def spans_text(spans: Iterable[Iterable[str]]) -> str:
    """Stored spans as people read them; empty where there are none."""
    return ", ".join("–".join(span) for span in spans)


def intervals(found: Iterable[Interval], zone_name: str) -> list[str]:
    return [clock_span(to_datetime(start), to_datetime(end), zone_name) for start, end in found]


def minutes_text(minutes: int) -> str:
    """7h 30m, 8h, 45m."""
    hours, rest = divmod(minutes, 60)
    hour = pgettext("short unit after a number: hours", "h")
    minute = pgettext("short unit after a number: minutes", "m")
    if not hours:
        return f"{rest}{minute}"
    return f"{hours}{hour} {rest:02}{minute}" if rest else f"{hours}{hour}"


def day_title(day: date) -> str:
    """Friday 4 December; with the year when it is another than now."""
    this_year = day.year == datetime.now(UTC).year
    return date_format(day, "l j F" if this_year else "l j F Y")


def day_span(first: date, last: date) -> str:
    """4 Dec, 4–8 Dec, 30 Nov – 4 Dec."""
    if first == last:
        return date_format(first, "D j M Y")
    return f"{date_format(first, 'j M')} – {date_format(last, 'j M Y')}"


def closed_words(closed: Closed, *, private: bool = True) -> str:
    """Thanksgiving; Time off: Dentist. The reason of time off is for the member and who staffs the teams."""
    if closed.kind != "time_off":
        return closed.name
    return _("Time off: %(reason)s") % {"reason": closed.name} if closed.name and private else _("Time off")


def conflict_words(kind: str, name: str) -> str:
    """Why a booking does not fit."""
    if kind == "hours":
        return _("outside working hours")
    if kind == "time_off":
        return _("during time off: %(reason)s") % {"reason": name} if name else _("during time off")
    return _("on a day off: %(name)s") % {"name": name}


def override_words(override: HoursOverride) -> str:
    """Early; Off by the rota; Other hours."""
    if override.origin != HoursOrigin.ROTA:
        return _("Other hours") if override.spans else _("Closed")
    if override.shift is not None:
        return str(override.shift.name)
    return _("Shift") if override.spans else _("Off by the rota")


def booked_words(live: list[Booking], minutes: int) -> str:
    """2 booked, 1h 30m."""
    if not live:
        return ""
    text = ngettext("%(n)s booked", "%(n)s booked", len(live)) % {"n": len(live)}
    return f"{text} · {minutes_text(minutes)}" if minutes else text


def day_cell(
    day: MemberDay, zone_name: str, today: date, *, url: str = "", free: bool = False, private: bool = True
) -> dict[str, Any]:
    """One day of one member for workforce/day_cell.html.

    free  show what can still be booked instead of all working time
    """
    marks = [
        {"icon": ICONS[one.kind], "text": closed_words(one, private=private), "kind": one.kind} for one in day.closed
    ]
    if day.override and not day.closed:
        icon = "calendar-time" if day.override.origin == HoursOrigin.ROTA else "edit"
        marks.append({"icon": icon, "text": override_words(day.override), "kind": "override"})
    for away in day.away if not day.closed else ():
        assert away.starts_at is not None
        assert away.ends_at is not None
        starts, ends = max(away.starts_at, to_datetime(day.day[0][0])), min(away.ends_at, to_datetime(day.day[-1][1]))
        text = _("Away %(times)s") % {"times": clock_span(starts, ends, zone_name)}
        marks.append({"icon": "coffee", "text": text, "kind": "time_off"})
    return {
        "date": day.date,
        "iso": day.date.isoformat(),
        "title": day_title(day.date),
        "is_today": day.date == today,
        "is_past": day.date < today,
        "url": url,
        "times": intervals(day.free if free else day.open, zone_name),
        "full": free and bool(day.open) and not day.free,
        "marks": marks,
        "booked": booked_words(day.live, day.booked_minutes),
    }
