"""One call as the queue's panel and its own page show it: who, when, about what, how it stands, what has happened."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.actor import Actor
from core.phone import readable
from notifications.enums import DEAD_STATES, DeliveryState
from notifications.queries.told import Told, told_about
from routing.models import WorkItem
from routing.pages.clocks import clock_time, promise_clock, zone_name
from routing.pages.why import why_now, why_stored
from routing.rules.sla import Promise
from scheduling.enums import CallStatus, ContactMethod
from scheduling.models import CallRequest
from scheduling.pages import times
from scheduling.pages.offered import actions_for
from scheduling.pages.story import story_of
from scheduling.queries.call_page import earlier_calls, open_proposals
from scheduling.queries.call_queue import away_then, is_uncovered, is_unsaid


def shown(call: CallRequest, by: Actor, at: datetime) -> dict[str, Any]:
    """What scheduling/call_panel.html needs."""
    item = call.work_item
    away = away_then(call, at)
    return {
        "id": call.public_id,
        "url": reverse("call", args=[call.public_id]),
        "panel_url": reverse("call_panel", args=[call.public_id]),
        "number": call.number,
        "name": call.contact_name,
        "company": call.company.name if call.company else _("guest"),
        "status": call.status,
        "status_label": call.get_status_display(),
        "is_mine": item.is_owned and item.owner_id == by.user_id,
        "urgency": call.get_urgency_level_display() if call.urgency_level else "",
        "contact": _contact(call),
        "their_time": times.theirs(call, at, at),
        "their_zone": times.their_zone(call),
        "is_their_night": times.is_their_night(call, at),
        "when": times.when(call, at),
        "begins": call.scheduled_date_time if call.status == CallStatus.CONFIRMED else None,
        "sla": answer_clock_of(item, at),
        "standing": _standing(call, by, at),
        "warning": _warning(call, away, at),
        "proposals": [times.both(call, one.booking.starts_at, at) for one in _proposals(call)],
        "why": _why(item, by, at),
        "facts": _facts(call),
        "earlier": [_earlier(other, at) for other in earlier_calls(call, by)],
        "told": [_told(one, at) for one in told_about(call, item)],
        "story": story_of(call, by, at),
        **actions_for(call, by, at),
    }


def answer_clock_of(item: WorkItem, at: datetime) -> dict[str, Any] | None:
    """The answer clock for components/sla.html; None where none was promised."""
    names = (_("Answer by %(time)s (%(zone)s)"), _("Answered %(met)s, due %(due)s"))
    promise = Promise(item.warn_at, item.due_at, item.contact_met_at)
    return promise_clock(promise, names, at, closed=not item.is_open)


def _contact(call: CallRequest) -> dict[str, str]:
    extension = _("extension %(n)s") % {"n": call.phone_extension} if call.phone_extension else ""
    return {
        "phone": call.contact_phone,
        "phone_shown": " ".join(part for part in (readable(call.contact_phone), extension) if part),
        "backup": call.backup_phone,
        "backup_shown": readable(call.backup_phone) if call.backup_phone else "",
        "email": call.contact_email,
        "language": call.get_language_preference_display(),
        "how": call.get_preferred_contact_method_display(),
        "meeting_url": call.meeting_url if call.preferred_contact_method == ContactMethod.VIDEO else "",
    }


def _standing(call: CallRequest, by: Actor, at: datetime) -> str:
    """Where it stands, in one sentence."""
    item = call.work_item
    match CallStatus(call.status):
        case CallStatus.COMPLETED:
            ended = {"time": clock_time(call.completed_at or at, at), "outcome": call.get_outcome_display()}
            return _("Ended %(time)s: %(outcome)s.") % ended
        case CallStatus.CANCELLED:
            return _("Cancelled %(time)s.") % {"time": clock_time(call.cancelled_at or at, at)}
        case CallStatus.NO_SHOW:
            return _("Nobody was there.")
    if not item.is_owned or item.owner is None:
        return _("Nobody has it yet.")
    since = clock_time(item.assigned_at or at, at)
    if item.owner_id == by.user_id:
        return _("Yours since %(time)s.") % {"time": since}
    return _("With %(name)s since %(time)s.") % {"name": item.owner.name, "time": since}


def _warning(call: CallRequest, away: bool, at: datetime) -> str:
    """What somebody has to do about it now."""
    if is_uncovered(call, away):
        if away and call.owner is not None:
            return _("%(name)s is away then: it needs another member.") % {"name": call.owner.name}
        return _("It needs another member: the customer expects this call.")
    if is_unsaid(call, at):
        return _("Its time is over. How did it end?")
    return ""


def _proposals(call: CallRequest) -> Any:
    return open_proposals(call) if call.status == CallStatus.PENDING and call.answered_at else ()


def _why(item: WorkItem, by: Actor, at: datetime) -> dict[str, Any] | None:
    """The decision that gave it to its owner; for one that waits what the engine would say now."""
    if item.is_owned:
        decision = item.decision
        if decision is None:
            return None
        return why_stored(decision, by, at) | {
            "label": pgettext("of a member", "Chosen"),
            "url": reverse("decision", args=[decision.public_id]),
            "is_me": item.owner_id == by.user_id,
        }
    if item.is_open:
        return why_now(item, by, at) | {"label": _("Suggested")}
    return None


def _facts(call: CallRequest) -> list[tuple[str, str]]:
    minutes = int(call.duration.total_seconds() // 60)
    about = str(call.topic)
    if call.custom_topic_description:
        about += f": {call.custom_topic_description}"
    facts = [
        (_("About"), about),
        (_("Notes"), call.notes),
        (_("Times that suit"), call.preferred_times),
        (_("How"), call.get_preferred_contact_method_display()),
        (_("Place"), call.place),
        (_("Length"), _("%(n)s min") % {"n": minutes}),
        (_("Also there"), ", ".join(call.additional_attendees)),
        (_("Outcome"), call.get_outcome_display() if call.outcome else ""),
        (_("What was said"), call.outcome_notes),
        (_("Why cancelled"), call.cancel_reason),
        (_("Rated"), _("%(n)s of 5") % {"n": call.survey_score} if call.survey_score else ""),
        (_("The customer says"), call.survey_comment),
        (_("Team"), call.work_item.team.name),
        (_("Number"), call.number),
    ]
    return [(label, value) for label, value in facts if value]


def _earlier(call: CallRequest, at: datetime) -> dict[str, Any]:
    moment = call.scheduled_date_time or call.created_at
    ended = call.get_outcome_display() if call.outcome else call.get_status_display()
    return {
        "url": reverse("call", args=[call.public_id]),
        "when": clock_time(moment, at),
        "topic": str(call.topic),
        "ended": ended,
        "owner": call.owner.name if call.owner else "",
        "note": call.outcome_notes,
    }


def _told(one: Told, at: datetime) -> dict[str, Any]:
    late = "breached" if one.state in DEAD_STATES else ""
    return {
        "what": one.kind,
        "to": one.to,
        "how": one.channel,
        "address": one.address,
        "state": one.state_label,
        "reason": one.reason,
        "look": late or ("met" if one.state in (DeliveryState.SENT, DeliveryState.DELIVERED) else ""),
        "at": (one.sent_at or one.at).isoformat(),
        "at_local": clock_time(one.sent_at or one.at, at),
    }


def local_now(at: datetime) -> str:
    """The reader's own clock, with its zone."""
    return f"{timezone.localtime(at):%H:%M} ({zone_name()})"
