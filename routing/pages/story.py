"""A lead's story in sentences: what happened, who did it, what was said."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from core.actor import SYSTEM, Actor
from events.queries import Told, story
from routing.enums import (
    PRESSING,
    STEP_NAMES,
    ActivityType,
    AssignmentReason,
    CommunicationType,
    KybStatus,
    NextStepKind,
    Outcome,
    Priority,
)
from routing.models import Communication, Lead
from routing.pages.clocks import clock_time, labelled, minutes, money, outcome_words, short_name, words

Line = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Moment:
    """One event of the story, and the instant at which it is read."""

    told: Told
    fields: dict[str, Any]
    at: datetime


Teller = Callable[[Moment], Line]


def story_of(lead: Lead, by: Actor, at: datetime) -> list[Line]:
    """Oldest first, for components/timeline.html. Two queries."""
    told = story("lead", lead.public_id)
    said = {communication.public_id: communication for communication in Communication.objects.filter(entry__lead=lead)}
    return [_line(one, said, by, at) for one in told]


def _line(told: Told, said: dict[str, Communication], by: Actor, at: datetime) -> Line:
    tell = TELLERS.get(told.name)
    line: Line = tell(Moment(told, told.fields, at)) if tell else {"title": told.sentence, "icon": told.icon}
    if told.name == "lead.contact_logged":
        line |= _said(said.get(told.fields.get("communication_id", "")))
    if told.fields.get("owner_id") == by.id and told.name == "lead.assigned":
        line["state"] = "mine"
    who = "" if told.actor_id in {SYSTEM.id, told.fields.get("owner_id")} else told.who
    return {"who": who, **line, "at": told.at.isoformat(), "at_local": clock_time(told.at, at)}


def _said(communication: Communication | None) -> Line:
    if communication is None:
        return {}
    title = labelled(communication.get_type_display(), communication.get_outcome_display())
    if communication.duration_minutes:
        title += f" · {minutes(communication.duration_minutes)}"
    return {"title": title[0].upper() + title[1:], "detail": " · ".join([communication.notes, *_judged(communication)])}


def _judged(communication: Communication) -> Iterator[str]:
    """How the lead felt, how likely it is to buy, and by when."""
    if communication.sentiment:
        yield _("mood: %(mood)s") % {"mood": communication.get_sentiment_display()}
    if communication.probability_to_close is not None:
        yield _("%(n)s %% likely to buy") % {"n": communication.probability_to_close}
    if communication.estimated_close_date:
        yield _("by %(date)s") % {"date": formats.date_format(communication.estimated_close_date, "DATE_FORMAT")}


def _received(now: Moment) -> Line:
    parts = [_("arrived"), *(words(now.fields.get(name) or "") for name in ("channel", "campaign_id"))]
    return {"title": " · ".join(part for part in parts if part), "icon": "inbox"}


def _again(now: Moment) -> Line:
    filled = ", ".join(words(name).lower() for name in now.fields.get("filled", []))
    return {
        "title": _("enquired again"),
        "detail": _("now known: %(fields)s") % {"fields": filled} if filled else "",
        "icon": "refresh",
    }


def _changed(now: Moment) -> Line:
    fields = ", ".join(words(name).lower() for name in now.fields.get("fields", []))
    differences = [f"{words(name)} {_told(before)} → {_told(after)}" for name, before, after in now.told.changes]
    return {"title": _("changed: %(fields)s") % {"fields": fields}, "detail": "; ".join(differences), "icon": "edit"}


def _told(value: Any) -> str:
    return "–" if value in (None, "") else str(value)


def _queued(now: Moment) -> Line:
    parts = sorted(now.fields.get("parts", {}).items(), key=lambda part: -part[1])
    listed = ", ".join(f"{_part(name)} {points}" for name, points in parts if points)
    due = (
        (now.fields.get("contact_by"), _("contact due by %(time)s")),
        (now.fields.get("quote_by"), _("quote due by %(time)s")),
    )
    return {
        "title": _("scored %(score)s: %(parts)s") % {"score": now.fields["score"], "parts": listed},
        "detail": ", ".join(text % {"time": clock_time(datetime.fromisoformat(by), now.at)} for by, text in due if by),
        "icon": "target",
    }


def assigned_line(now: Moment) -> Line:
    owner = short_name(now.fields["owner_name"])
    notes = [now.fields.get("notes") or ""]
    if now.fields.get("over_capacity"):
        notes.append(_("beyond capacity"))
    if now.told.actor_id == now.fields["owner_id"] and not now.fields.get("decision_id"):
        title = _("claimed by %(name)s") % {"name": owner}
    elif now.fields.get("decision_id"):
        title = _("went to %(name)s automatically") % {"name": owner}
        notes.insert(0, AssignmentReason(now.fields["reason"]).label)
    else:
        title = _("given to %(name)s") % {"name": owner}
    return {
        "title": title,
        "detail": ", ".join(str(note) for note in notes if note),
        "icon": "user-check",
        "who": ""
        if now.told.actor_id in {SYSTEM.id, now.fields["owner_id"]} or now.fields.get("decision_id")
        else now.told.who,
    }


def _score_changed(now: Moment) -> Line:
    values = {"score": now.fields["score"], "priority": Priority(now.fields["priority"]).label}
    return {"title": _("scored %(score)s for waiting: %(priority)s") % values, "icon": "arrow-up"}


def _parked(now: Moment) -> Line:
    until = clock_time(datetime.fromisoformat(now.fields["until"]), now.at)
    return {
        "title": _("parked until %(time)s") % {"time": until},
        "detail": now.fields["reason"],
        "icon": "player-pause",
    }


def _contact(now: Moment) -> Line:
    kind, outcome = CommunicationType(now.fields["communication_type"]).label, Outcome(now.fields["outcome"]).label
    return {"title": labelled(kind, outcome), "icon": "phone-call", "who": now.told.who}


def _closed(now: Moment) -> Line:
    why = now.fields.get("reason_label")
    return {
        "title": _("closed: %(outcome)s") % {"outcome": outcome_words(now.fields["outcome"])},
        "detail": _(why) if why else "",
        "icon": "circle-check",
    }


def _planned(now: Moment) -> Line:
    return {
        "title": labelled(_promise(now), clock_time(datetime.fromisoformat(now.fields["due_at"]), now.at)),
        "icon": "calendar-event",
    }


def _promise(now: Moment) -> str:
    return str(NextStepKind(now.fields["action"]).label)


def _offered(now: Moment) -> Line:
    return {"title": _("offered to %(name)s") % {"name": short_name(now.fields["staff_name"])}, "icon": "bell"}


def _activity(now: Moment) -> Line:
    """What it did, with its figure; what came late and changed nothing says so."""
    fields, activity = now.fields, ActivityType(now.fields["activity"])
    match activity:
        case ActivityType.STEP_CHANGED if fields["forced"]:
            title = _("set to step %(n)s, %(name)s") % _step(fields["step"])
        case ActivityType.STEP_CHANGED:
            title = _("reached step %(n)s, %(name)s") % _step(fields["step"])
        case ActivityType.KYB_RESULT:
            title = labelled(_("check of the business"), KybStatus(fields["kyb_status"]).label)
        case _:
            title = " · ".join(part for part in (str(activity.label), money(fields["amount"])) if part)
    stale = activity in (ActivityType.STEP_CHANGED, ActivityType.KYB_RESULT) and not fields["changed"]
    happened = datetime.fromisoformat(fields["occurred_at"])
    late = now.told.at - happened > timedelta(minutes=1)
    details = (
        _("happened %(time)s") % {"time": clock_time(happened, now.at)} if late else "",
        _("changes nothing any more") if stale else "",
    )
    return {
        "title": title,
        "detail": ", ".join(detail for detail in details if detail),
        "icon": "circle-check" if activity in PRESSING else "arrow-right",
    }


def _step(step: int) -> dict[str, Any]:
    return {"n": step, "name": _(STEP_NAMES[step])}


def _part(name: str) -> str:
    return {"revenue": _("revenue"), "cohort": _("cohort"), "referral": _("referral")}.get(name, name)


TELLERS: dict[str, Teller] = {
    "lead.received": _received,
    "lead.enquired_again": _again,
    "lead.changed": _changed,
    "lead.escalated": lambda now: {
        "title": _("escalated: needs a person"),
        "detail": now.fields["reason"],
        "icon": "headset",
    },
    "lead.queued": _queued,
    "lead.assigned": assigned_line,
    "lead.offered": _offered,
    "lead.released": lambda now: {
        "title": _("went back to the queue"),
        "detail": now.fields["reason"],
        "icon": "arrow-back-up",
        "who": now.told.who if now.told.actor_id != SYSTEM.id else "",
    },
    "lead.parked": _parked,
    "lead.woken": lambda now: {"title": _("is back in the queue"), "icon": "player-play"},
    "lead.score_changed": _score_changed,
    "lead.contact_logged": _contact,
    "lead.activity_recorded": _activity,
    "lead.closed": _closed,
    "lead.next_step_planned": _planned,
    "lead.next_step_moved": lambda now: _planned(now) | {"detail": _("another time"), "icon": "calendar-time"},
    "lead.next_step_done": lambda now: {"title": labelled(_promise(now), _("done")), "icon": "circle-check"},
    "lead.next_step_cancelled": lambda now: {
        "title": labelled(_promise(now), _("off")),
        "detail": _(now.fields["reason"]) if now.fields["reason"] else "",
        "icon": "circle-x",
    },
    "lead.next_try_due": lambda now: {"title": _("time to try again"), "icon": "phone-call"},
    "lead.reopened": lambda now: {"title": _("opened again"), "icon": "lock-open"},
    "lead.sla_warned": lambda now: {
        "title": _("at risk: contact is nearly due"),
        "icon": "alert-triangle",
        "state": "at_risk",
    },
    "lead.sla_breached": lambda now: {
        "title": _("nobody made contact in time"),
        "icon": "flag",
        "state": "breached",
    },
    "lead.reoffered": lambda now: {
        "title": _("was taken from %(name)s, who had not tried in time")
        % {"name": short_name(now.fields["previous_owner_name"])},
        "icon": "refresh",
    },
    "lead.reoffered_in_vain": lambda now: {
        "title": _("stays with %(name)s: nobody else can take it")
        % {"name": short_name(now.fields["previous_owner_name"])},
        "icon": "user-x",
    },
    "lead.quote_warned": lambda now: {
        "title": _("at risk: the quote is nearly due"),
        "icon": "alert-triangle",
        "state": "at_risk",
    },
    "lead.quote_breached": lambda now: {
        "title": _("no quote went out in time"),
        "icon": "flag",
        "state": "breached",
    },
    "lead.breach_passed_on": lambda now: {
        "title": _("nobody reacted: the next on duty was told"),
        "icon": "bell",
        "state": "breached",
    },
}
