"""Clocks, times and amounts as pages show them, in the reader's language and zone.

Digits are the same forms that static/js/clock.js ticks in.
"""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from routing.enums import Outcome, SlaStatus
from routing.pages.vocabulary import KNOWN
from routing.rules.sla import Promise

RUNNING = {SlaStatus.ON_TIME: "on_time", SlaStatus.AT_RISK: "at_risk", SlaStatus.BREACHED: "breached"}
MILLION, THOUSAND = 1_000_000, 1000


def digits(span: timedelta) -> str:
    """04:12 and −20:03 under an hour, 1h 04m under two days, 3d 05h above."""
    sign = "−" if span < timedelta() else ""
    minutes, seconds = divmod(int(abs(span).total_seconds()), 60)
    hours = minutes // 60
    hour = pgettext("short unit after a number: hours", "h")
    if not hours:
        return f"{sign}{minutes:02}:{seconds:02}"
    if hours < 48:
        return f"{sign}{hours}{hour} {minutes % 60:02}{pgettext('short unit after a number: minutes', 'm')}"
    return f"{sign}{hours // 24}{pgettext('short unit after a number: days', 'd')} {hours % 24:02}{hour}"


def contact_clock(
    warn_at: datetime | None, due_at: datetime | None, met_at: datetime | None, at: datetime, *, closed: bool = False
) -> dict[str, Any] | None:
    """The first-contact clock for components/sla.html; None where nothing runs and nothing was promised."""
    names = (_("Contact by %(time)s (%(zone)s)"), _("First contact %(met)s, due %(due)s"))
    return promise_clock(Promise(warn_at, due_at, met_at), names, at, closed=closed)


def quote_clock(promise: Promise, at: datetime, *, closed: bool = False) -> dict[str, Any] | None:
    """The same for the quote."""
    names = (_("Quote by %(time)s (%(zone)s)"), _("Quote sent %(met)s, due %(due)s"))
    return promise_clock(promise, names, at, closed=closed)


def promise_clock(promise: Promise, names: tuple[str, str], at: datetime, *, closed: bool) -> dict[str, Any] | None:
    """names  what it says while it runs, and what when it was met"""
    warn_at, due_at, met_at = promise.warn_at, promise.due_at, promise.met_at
    running, ended = names
    status = promise.status(at)
    if due_at is None or (closed and met_at is None):
        return None
    state = RUNNING.get(SlaStatus(status)) or ("met" if met_at and met_at <= due_at else "missed")
    if met_at is None:
        title = running % {"time": clock_time(due_at, at), "zone": zone_name()}
    else:
        title = ended % {"met": clock_time(met_at, at), "due": clock_time(due_at, at)}
    return {
        "state": state,
        "due": due_at.isoformat(),
        "warn": warn_at.isoformat() if warn_at else "",
        "left": digits(due_at - (met_at or at)),
        "title": title,
    }


def clock_time(instant: datetime, at: datetime) -> str:
    """In the reader's zone: 12:15, Mon 12:15 within a week, 3 March 12:15 beyond."""
    local, today = timezone.localtime(instant), timezone.localtime(at).date()
    time = formats.date_format(local, "H:i")
    days = abs((local.date() - today).days)
    if days == 0:
        return time
    return f"{formats.date_format(local, 'D' if days < 7 else 'j M')} {time}"


def next_try_words(due_at: datetime | None, at: datetime) -> str:
    """When somebody who has not answered is called again."""
    if due_at is None:
        return ""
    return _("try again now") if due_at <= at else _("try again %(time)s") % {"time": clock_time(due_at, at)}


def moment_input() -> forms.DateTimeInput:
    """A day and a time of it in the reader's zone."""
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


def zone_name() -> str:
    """The reader's zone as people say it: New York."""
    return timezone.get_current_timezone_name().rpartition("/")[2].replace("_", " ")


def money(amount: Decimal | float | None) -> str:
    """$1.25M, $75K, $900, or 1,25 M$: the size matters in a list, not the cents."""
    if amount is None:
        return ""
    value = float(amount)
    if value >= MILLION:
        millions = f"{value / MILLION:.2f}".rstrip("0").rstrip(".")
        return pgettext("amount in millions", "$%(n)sM") % {"n": formats.number_format(Decimal(millions))}
    if value >= 10 * THOUSAND:
        return pgettext("amount in thousands", "$%(n)sK") % {"n": f"{value / THOUSAND:.0f}"}
    return pgettext("amount", "$%(n)s") % {"n": number(round(value))}


def number(count: int) -> str:
    """12,345 as the reader's language groups it."""
    return formats.number_format(count, force_grouping=True)


def minutes(count: int) -> str:
    """12 min, 3 h 20 min, 4 days: how long something has waited."""
    if count < 100:
        return _("%(n)s min") % {"n": count}
    if count < 2880:
        return _("%(hours)s h %(minutes)s min") % {"hours": count // 60, "minutes": count % 60}
    return _("%(n)s days") % {"n": count // 1440}


def short_name(name: str) -> str:
    """S. Johnson: enough to know who, in a narrow column."""
    first, _space, rest = name.strip().partition(" ")
    return f"{first[0]}. {rest.rpartition(' ')[2]}" if rest else first


def words(code: str) -> str:
    """CAR_REPAIR → Car repair, and what is known by that code in the reader's language."""
    known = KNOWN.get(code)
    return code.replace("_", " ").capitalize() if known is None else str(known)


def outcome_words(code: str) -> str:
    """CLOSED_WON → won."""
    return str(Outcome(code).label) if code in Outcome else words(code).lower()


def labelled(label: object, text: object) -> str:
    """phone call: won; with the space that French puts before the colon."""
    return _("%(label)s: %(text)s") % {"label": label, "text": text}
