"""A merchant's story, and a session's, in sentences: what happened, who did it, and why."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from core.actor import SYSTEM, Actor
from events.queries import Told
from routing.enums import URGENCY, Priority, SetupStatus, SupportType, Urgency
from routing.pages.clocks import clock_time, labelled, short_name, words
from routing.pages.story import Line, Moment, assigned_line
from scheduling.enums import MeetingPlatform, SessionOutcome


def lines_of(told: Iterable[Told], by: Actor, at: datetime) -> list[Line]:
    """For components/timeline.html, in the order given."""
    return [line for one in told if (line := _line(Moment(one, one.fields, at), by))]


def _line(now: Moment, by: Actor) -> Line:
    told = now.told
    tell = TELLERS.get(told.name)
    line: Line = tell(now) if tell else {"title": told.sentence, "icon": told.icon}
    if not line:
        return line
    if told.name == "support.assigned" and told.fields.get("owner_id") == by.id:
        line["state"] = "mine"
    who = "" if told.actor_id == SYSTEM.id else told.who
    return {"who": who, **line, "at": told.at.isoformat(), "at_local": clock_time(told.at, now.at)}


def _time(now: Moment, name: str) -> str:
    value = now.fields.get(name)
    return clock_time(datetime.fromisoformat(value), now.at) if value else ""


def _fields(now: Moment) -> str:
    return ", ".join(words(name).lower() for name in now.fields.get("fields", []))


def _progressed(now: Moment) -> Line:
    step = labelled(_(now.fields["step_name"]), SetupStatus(now.fields["new_status"]).label)
    is_done = now.fields["new_status"] == SetupStatus.COMPLETED
    detail = _("%(n)s %% done, now at step %(step)s")
    return {
        "title": step,
        "detail": detail % {"n": now.fields["completion"], "step": now.fields["current_step"]},
        "icon": "circle-check" if is_done else "arrow-right",
    }


def _requested(now: Moment) -> Line:
    urgency = Urgency(now.fields["urgency"]).label
    return {
        "title": _("needs help: %(help)s") % {"help": SupportType(now.fields["support_type"]).label},
        "detail": _("urgency %(urgency)s, %(score)s points") % {"urgency": urgency, "score": now.fields["score"]},
        "icon": "headset",
    }


def _changed(now: Moment) -> Line:
    differences = [f"{words(name)} {before or '–'} → {after or '–'}" for name, before, after in now.told.changes]
    return {
        "title": _("changed: %(fields)s") % {"fields": _fields(now)},
        "detail": "; ".join(differences),
        "icon": "edit",
    }


def _closed(now: Moment) -> Line:
    outcome = now.fields["outcome"]
    ended = SessionOutcome(outcome).label if outcome in SessionOutcome else words(outcome).lower()
    return {"title": _("closed: %(outcome)s") % {"outcome": ended}, "icon": "circle-check"}


def _queue_changed(now: Moment) -> Line:
    facts = now.fields["facts"]
    match now.fields["what"]:
        case "score_changed":
            urgency = URGENCY[Priority(facts["priority"])].label
            return {"title": _("more urgent by waiting: %(urgency)s") % {"urgency": urgency}, "icon": "arrow-up"}
        case "parked":
            until = clock_time(datetime.fromisoformat(facts["until"]), now.at)
            title = _("parked until %(time)s") % {"time": until}
            return {"title": title, "detail": facts.get("reason", ""), "icon": "player-pause"}
        case "woken":
            return {"title": _("is back in the queue"), "icon": "player-play"}
        case "reopened":
            return {"title": _("opened again"), "icon": "lock-open"}
    return {}


def _scheduled(now: Moment) -> Line:
    values = {"time": _time(now, "starts_at"), "name": short_name(now.fields["ic_name"])}
    details = (
        str(SupportType(now.fields["session_type"]).label).capitalize(),
        _("%(n)s min") % {"n": now.fields["minutes"]},
        str(MeetingPlatform(now.fields["platform"]).label),
    )
    line = {
        "title": _("session for %(time)s with %(name)s") % values,
        "detail": " · ".join(details),
        "icon": "calendar-event",
    }
    return line | ({"who": ""} if now.told.actor_id == now.fields["owner_id"] else {})


def _moved(now: Moment) -> Line:
    if now.fields["from_owner_id"] != now.fields["owner_id"]:
        return {"title": _("session passed to another consultant, at the same hour"), "icon": "user-check"}
    values = {"before": _time(now, "from_starts_at"), "after": _time(now, "starts_at")}
    title = _("session moved from %(before)s to %(after)s") % values
    return {"title": title, "detail": now.fields["reason"], "icon": "calendar-time"}


def _link(now: Moment) -> Line:
    title = _("the link to join has come") if now.fields["is_new"] else _("the link to join is another one")
    return {"title": title, "icon": "external-link"}


def _completed(now: Moment) -> Line:
    details = [now.fields.get("notes") or ""]
    if now.fields["satisfaction"]:
        details.insert(0, _("satisfaction %(n)s of 5") % {"n": now.fields["satisfaction"]})
    if now.fields["followups"]:
        details.append(_("what is left waits in the queue"))
    outcome = SessionOutcome(now.fields["outcome"]).label
    return {
        "title": _("session ended: %(outcome)s") % {"outcome": outcome},
        "detail": " · ".join(detail for detail in details if detail),
        "icon": "circle-check",
    }


TELLERS: dict[str, Callable[[Moment], Line]] = {
    "merchant.received": lambda now: {"title": _("is to be set up"), "icon": "building-store"},
    "merchant.changed": _changed,
    "merchant.progressed": _progressed,
    "support.requested": _requested,
    "support.changed": lambda now: {
        "title": _("the need was changed: %(fields)s") % {"fields": _fields(now)},
        "icon": "edit",
    },
    "support.assigned": assigned_line,
    "support.released": lambda now: {
        "title": _("went back to the queue"),
        "detail": now.fields["reason"],
        "icon": "arrow-back-up",
    },
    "support.closed": _closed,
    "support.queue_changed": _queue_changed,
    "session.scheduled": _scheduled,
    "session.moved": _moved,
    "session.link_ready": _link,
    "session.started": lambda now: {"title": _("the session began"), "icon": "player-play"},
    "session.completed": _completed,
    "session.cancelled": lambda now: {
        "title": _("the session is off"),
        "detail": now.fields["reason"],
        "icon": "ban",
    },
    "session.missed": lambda now: {
        "title": _("nobody came to the session"),
        "detail": now.fields["reason"],
        "icon": "user-x",
    },
}
