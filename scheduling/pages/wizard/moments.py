"""Times as the wizard shows them: in the zone that was chosen, in the reader's language, the zone always named."""

from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from django.utils import translation
from django.utils.formats import date_format, get_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from workforce.rules import zones

HALF_A_YEAR = timedelta(days=182)
#: browsers go by the CLDR's names, which keep what a place was called when they were made
MODERN = {
    "Africa/Asmera": "Africa/Asmara",
    "America/Buenos_Aires": "America/Argentina/Buenos_Aires",
    "America/Catamarca": "America/Argentina/Catamarca",
    "America/Cordoba": "America/Argentina/Cordoba",
    "America/Godthab": "America/Nuuk",
    "America/Indianapolis": "America/Indiana/Indianapolis",
    "America/Jujuy": "America/Argentina/Jujuy",
    "America/Louisville": "America/Kentucky/Louisville",
    "America/Mendoza": "America/Argentina/Mendoza",
    "Asia/Calcutta": "Asia/Kolkata",
    "Asia/Katmandu": "Asia/Kathmandu",
    "Asia/Rangoon": "Asia/Yangon",
    "Asia/Saigon": "Asia/Ho_Chi_Minh",
    "Atlantic/Faeroe": "Atlantic/Faroe",
    "Europe/Kiev": "Europe/Kyiv",
    "Pacific/Enderbury": "Pacific/Kanton",
    "Pacific/Ponape": "Pacific/Pohnpei",
    "Pacific/Truk": "Pacific/Chuuk",
}


def modern(name: str) -> str:
    """Asia/Calcutta → Asia/Kolkata"""
    return MODERN.get(name, name)


def zone_of(name: str) -> ZoneInfo:
    """UTC when the tables do not know it."""
    try:
        return zones.zone(name)
    except zones.UnknownZone:
        return zones.zone("UTC")


def clock_time(local: datetime) -> str:
    """2:00 PM, or 14:00 where people read that; with the zone's letters where the clock shows the hour twice."""
    shown = date_format(local, pgettext("time of day, in Django's letters", "g:i A"))
    other = local.replace(fold=1 - local.fold)
    return f"{shown} {local.tzname()}" if other.utcoffset() != local.utcoffset() else shown


def span(starts_at: datetime, ends_at: datetime, zone: str) -> str:
    """2:00 PM – 2:30 PM"""
    tz = zone_of(zone)
    return f"{clock_time(starts_at.astimezone(tz))} – {clock_time(ends_at.astimezone(tz))}"


def day_in_full(starts_at: datetime, zone: str) -> str:
    """Tuesday, March 2, 2027"""
    local = starts_at.astimezone(zone_of(zone))
    return _("%(weekday)s, %(date)s") % {"weekday": date_format(local, "l"), "date": date_format(local, "DATE_FORMAT")}


def moment(starts_at: datetime, ends_at: datetime, zone: str) -> str:
    """Tuesday, March 2, 2027, 2:00 PM – 2:30 PM"""
    return _("%(day)s, %(time)s") % {"day": day_in_full(starts_at, zone), "time": span(starts_at, ends_at, zone)}


def instant(at: datetime, zone: str) -> str:
    """Tuesday, March 2, 2027, 2:00 PM"""
    return _("%(day)s, %(time)s") % {"day": day_in_full(at, zone), "time": clock_time(at.astimezone(zone_of(zone)))}


def in_short(at: datetime, zone: str) -> str:
    """Tue, March 2, 2:00 PM"""
    local = at.astimezone(zone_of(zone))
    day = {"weekday": date_format(local, "D"), "date": date_format(local, "MONTH_DAY_FORMAT")}
    return _("%(day)s, %(time)s") % {"day": _("%(weekday)s, %(date)s") % day, "time": clock_time(local)}


def zone_words(name: str) -> str:
    """America/New_York → America/New York"""
    return name.replace("_", " ")


def zone_with_offset(name: str, at: datetime) -> str:
    """America/New York (UTC−05:00)"""
    minutes = int((at.astimezone(zone_of(name)).utcoffset() or timedelta()).total_seconds()) // 60
    sign = "−" if minutes < 0 else "+"
    return f"{zone_words(name)} (UTC{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02})"


def same_clock(one: str, other: str, at: datetime) -> bool:
    """Whether two zones show the same time, now and half a year on: the same place under two names, mostly."""
    return all(
        moment.astimezone(zone_of(one)).utcoffset() == moment.astimezone(zone_of(other)).utcoffset()
        for moment in (at, at + HALF_A_YEAR)
    )


@lru_cache(maxsize=1)
def zone_groups() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """All zones that people live in, by continent."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for name in sorted(available_timezones()):
        area, _slash, place = name.partition("/")
        if place and area not in {"Etc", "SystemV", "posix", "right", "US", "Canada", "Mexico", "Brazil", "Chile"}:
            groups.setdefault(area, []).append((name, zone_words(place)))
    groups["UTC"] = [("UTC", "UTC")]
    return tuple((area, tuple(places)) for area, places in groups.items())


def minutes_of(length: timedelta) -> int:
    return int(length.total_seconds()) // 60


def first_weekday() -> int:
    """0 Monday … 6 Sunday, as the reader's week begins."""
    return (int(get_format("FIRST_DAY_OF_WEEK", lang=translation.get_language())) - 1) % 7
