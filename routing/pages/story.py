"""A lead's story in sentences: what happened, who did it, what was said."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from core.actor import SYSTEM, Actor
from events.queries import Told, story
from routing.enums import AssignmentReason, CommunicationType, Outcome, Priority
from routing.models import Communication, WorkItem
from routing.pages.clocks import clock_time, minutes, short_name, words

Line = dict[str, Any]
Teller = Callable[[dict[str, Any], Told, datetime], Line]


def story_of(item: WorkItem, by: Actor, at: datetime) -> list[Line]:
    """Oldest first, for components/timeline.html. Two queries."""
    told = story("lead", item.queue_entry.lead.public_id)
    said = {
        communication.public_id: communication
        for communication in Communication.objects.filter(entry__lead=item.queue_entry.lead_id)
    }
    return [_line(one, said, by, at) for one in told]


def _line(told: Told, said: dict[str, Communication], by: Actor, at: datetime) -> Line:
    tell = TELLERS.get(told.name)
    line: Line = tell(told.fields, told, at) if tell else {"title": told.sentence, "icon": told.icon}
    if told.name == "lead.contact_logged":
        line |= _said(said.get(told.fields.get("communication_id", "")))
    if told.fields.get("owner_id") == by.id and told.name == "lead.assigned":
        line["state"] = "mine"
    who = "" if told.actor_id in {SYSTEM.id, told.fields.get("owner_id")} else told.who
    return {"who": who, **line, "at": told.at.isoformat(), "at_local": clock_time(told.at, at)}


def _said(communication: Communication | None) -> Line:
    if communication is None:
        return {}
    title = f"{communication.get_type_display()}: {communication.get_outcome_display()}"
    if communication.duration_minutes:
        title += f" · {minutes(communication.duration_minutes)}"
    return {"title": title[0].upper() + title[1:], "detail": communication.notes}


def _received(fields: dict[str, Any], told: Told, at: datetime) -> Line:
    parts = [_("arrived"), *(words(fields.get(name) or "") for name in ("channel", "campaign_id"))]
    return {"title": " · ".join(part for part in parts if part), "icon": "inbox"}


def _again(fields: dict[str, Any], told: Told, at: datetime) -> Line:
    filled = ", ".join(words(name).lower() for name in fields.get("filled", []))
    return {
        "title": _("enquired again"),
        "detail": _("now known: %(fields)s") % {"fields": filled} if filled else "",
        "icon": "refresh",
    }


def _queued(fields: dict[str, Any], told: Told, at: datetime) -> Line:
    parts = ", ".join(f"{_part(name)} {points}" for name, points in fields.get("parts", {}).items() if points)
    due = fields.get("contact_by")
    return {
        "title": _("scored %(score)s: %(parts)s") % {"score": fields["score"], "parts": parts},
        "detail": _("contact due by %(time)s") % {"time": clock_time(datetime.fromisoformat(due), at)} if due else "",
        "icon": "target",
    }


def _assigned(fields: dict[str, Any], told: Told, at: datetime) -> Line:
    owner = short_name(fields["owner_name"])
    notes = [fields.get("notes") or ""]
    if fields.get("over_capacity"):
        notes.append(_("beyond capacity"))
    if told.actor_id == fields["owner_id"] and not fields.get("decision_id"):
        title = _("claimed by %(name)s") % {"name": owner}
    elif fields.get("decision_id"):
        title = _("went to %(name)s automatically") % {"name": owner}
        notes.insert(0, AssignmentReason(fields["reason"]).label)
    else:
        title = _("given to %(name)s") % {"name": owner}
    return {
        "title": title,
        "detail": ", ".join(str(note) for note in notes if note),
        "icon": "user-check",
        "who": "" if told.actor_id in {SYSTEM.id, fields["owner_id"]} or fields.get("decision_id") else told.who,
    }


def _score_changed(fields: dict[str, Any], told: Told, at: datetime) -> Line:
    values = {"score": fields["score"], "priority": Priority(fields["priority"]).label}
    return {"title": _("scored %(score)s for waiting: %(priority)s") % values, "icon": "arrow-up"}


def _parked(fields: dict[str, Any], told: Told, at: datetime) -> Line:
    until = clock_time(datetime.fromisoformat(fields["until"]), at)
    return {"title": _("parked until %(time)s") % {"time": until}, "detail": fields["reason"], "icon": "player-pause"}


def _contact(fields: dict[str, Any], told: Told, at: datetime) -> Line:
    kind, outcome = CommunicationType(fields["communication_type"]).label, Outcome(fields["outcome"]).label
    return {"title": f"{kind}: {outcome}", "icon": "phone-call", "who": told.who}


def _closed(fields: dict[str, Any], told: Told, at: datetime) -> Line:
    outcome = fields["outcome"]
    label = Outcome(outcome).label if outcome in Outcome else words(outcome).lower()
    return {"title": _("closed: %(outcome)s") % {"outcome": label}, "icon": "circle-check"}


def _offered(fields: dict[str, Any], told: Told, at: datetime) -> Line:
    return {"title": _("offered to %(name)s") % {"name": short_name(fields["staff_name"])}, "icon": "bell"}


def _part(name: str) -> str:
    return {"revenue": _("revenue"), "cohort": _("cohort"), "referral": _("referral")}.get(name, name)


TELLERS: dict[str, Teller] = {
    "lead.received": _received,
    "lead.enquired_again": _again,
    "lead.queued": _queued,
    "lead.assigned": _assigned,
    "lead.offered": _offered,
    "lead.released": lambda fields, told, at: {
        "title": _("went back to the queue"),
        "detail": fields["reason"],
        "icon": "arrow-back-up",
        "who": told.who if told.actor_id != SYSTEM.id else "",
    },
    "lead.parked": _parked,
    "lead.woken": lambda fields, told, at: {"title": _("is back in the queue"), "icon": "player-play"},
    "lead.score_changed": _score_changed,
    "lead.contact_logged": _contact,
    "lead.closed": _closed,
    "lead.reopened": lambda fields, told, at: {"title": _("opened again"), "icon": "lock-open"},
    "lead.sla_warned": lambda fields, told, at: {
        "title": _("at risk: contact is nearly due"),
        "icon": "alert-triangle",
        "state": "at_risk",
    },
    "lead.sla_breached": lambda fields, told, at: {
        "title": _("nobody made contact in time"),
        "icon": "flag",
        "state": "breached",
    },
}
