"""A call's story in sentences: what happened, who did it, and why."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.actor import SYSTEM, Actor
from events.queries import story
from routing.pages.clocks import clock_time, words
from routing.pages.story import Line, Moment, assigned_line
from scheduling.enums import CallOutcome, SchedulingType, TopicCode, Urgency
from scheduling.models import CallRequest

#: places in line that are told elsewhere on the page
SILENT = frozenset({"score_changed", "closed"})


def story_of(call: CallRequest, by: Actor, at: datetime) -> list[Line]:
    """Oldest first, for components/timeline.html. One query."""
    told = story("call", call.public_id)
    return [
        _line(Moment(one, one.fields, at), call, by)
        for one in told
        if not (one.name == "call.queue_changed" and one.fields.get("what") in SILENT)
    ]


def _line(now: Moment, call: CallRequest, by: Actor) -> Line:
    told = now.told
    tell = TELLERS.get(told.name)
    line: Line = tell(now) if tell else {"title": told.sentence, "icon": told.icon}
    if told.name == "call.completed":
        line["detail"] = call.outcome_notes
    if told.fields.get("owner_id") == by.id and told.name == "call.assigned":
        line["state"] = "mine"
    who = "" if told.actor_id == SYSTEM.id else told.who
    return {"who": who, **line, "at": told.at.isoformat(), "at_local": clock_time(told.at, now.at)}


def _time(now: Moment, name: str) -> str:
    value = now.fields.get(name)
    return clock_time(datetime.fromisoformat(value), now.at) if value else ""


def _requested(now: Moment) -> Line:
    topic = TopicCode(now.fields["topic"]).label
    details: list[Any] = [SchedulingType(now.fields["scheduling_type"]).label]
    if now.fields.get("starts_at"):
        details.append(_time(now, "starts_at"))
    if now.fields.get("urgency"):
        details.append(Urgency(now.fields["urgency"]).label)
    if now.fields.get("answer_by"):
        details.append(_("answer by %(time)s") % {"time": _time(now, "answer_by")})
    return {
        "title": _("asked for a call: %(topic)s") % {"topic": topic},
        "detail": " · ".join(str(detail) for detail in details),
        "icon": "inbox",
    }


def _proposed(now: Moment) -> Line:
    times = [clock_time(datetime.fromisoformat(one), now.at) for one in now.fields["times"]]
    title = ngettext("a time was proposed: %(times)s", "times were proposed: %(times)s", len(times))
    return {
        "title": title % {"times": ", ".join(times)},
        "detail": _("kept until %(time)s") % {"time": _time(now, "expires_at")},
        "icon": "send",
    }


def _moved(now: Moment) -> Line:
    values = {"before": _time(now, "from_starts_at"), "after": _time(now, "starts_at")}
    return {
        "title": _("moved from %(before)s to %(after)s") % values,
        "detail": now.fields["reason"],
        "icon": "calendar-time",
    }


def _changed(now: Moment) -> Line:
    fields = ", ".join(words(name).lower() for name in now.fields["fields"])
    return {"title": _("changed: %(fields)s") % {"fields": fields}, "icon": "edit"}


def _cancelled(now: Moment) -> Line:
    title = _("was cancelled at the last moment") if now.fields["late"] else _("was cancelled")
    return {"title": title, "detail": now.fields["reason"], "icon": "ban"}


def _completed(now: Moment) -> Line:
    return {
        "title": _("ended: %(outcome)s") % {"outcome": CallOutcome(now.fields["outcome"]).label},
        "icon": "circle-check",
    }


def _fixed(title: Callable[[], str], icon: str, state: str = "") -> Callable[[Moment], Line]:
    return lambda now: {"title": title(), "icon": icon} | ({"state": state} if state else {})


TELLERS: dict[str, Callable[[Moment], dict[str, Any]]] = {
    "call.requested": _requested,
    "call.assigned": assigned_line,
    "call.released": lambda now: {
        "title": _("went back in line"),
        "detail": now.fields["reason"],
        "icon": "arrow-back-up",
    },
    "call.confirmed": lambda now: {
        "title": _("agreed for %(time)s") % {"time": _time(now, "starts_at")},
        "icon": "calendar-event",
    },
    "call.times_proposed": _proposed,
    "call.moved": _moved,
    "call.changed": _changed,
    "call.cancelled": _cancelled,
    "call.started": _fixed(lambda: _("the call began"), "phone-call"),
    "call.completed": _completed,
    "call.missed": lambda now: {"title": _("nobody was there"), "detail": now.fields["reason"], "icon": "phone-off"},
    "call.rated": lambda now: {
        "title": _("the customer gave it %(n)s of 5") % {"n": now.fields["score"]},
        "icon": "star",
    },
    "call.answer_warned": _fixed(lambda: _("at risk: an answer is nearly due"), "alert-triangle", "at_risk"),
    "call.answer_breached": _fixed(lambda: _("nobody answered in time"), "flag", "breached"),
    "call.breach_passed_on": _fixed(lambda: _("nobody reacted: the next on duty was told"), "bell", "breached"),
}
