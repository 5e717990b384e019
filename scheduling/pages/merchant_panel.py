"""One merchant as the IC queue's panel and its own page show it: who, how far, what it needs, its sessions, its story.

One need is in focus: the one that was chosen in the queue, else the most urgent open one. The actions are about it.
"""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.actor import Actor
from core.phone import readable
from routing.enums import URGENCY, Cohort, IcStatus, Priority, Queue, State
from routing.models import Merchant, WorkItem
from routing.pages.clocks import clock_time, minutes
from routing.pages.why import why_of
from routing.policies import can_reassign, can_work_on, is_routing_admin
from routing.queries.ic_queue import status_of
from routing.rules.urgency import days_in_step
from scheduling.conf import SESSION_SCOPE
from scheduling.models import IcSession
from scheduling.pages import session_times
from scheduling.pages.merchant_facts import facts_of, hardware_of, need_facts, steps_of
from scheduling.pages.merchant_story import lines_of
from scheduling.pages.session_rows import planned_row, session_rows
from scheduling.queries import merchant_page
from workforce.queries.load import load_of


def shown(merchant: Merchant, focus: WorkItem | None, by: Actor, at: datetime) -> dict[str, Any]:
    """What scheduling/merchant_panel.html needs.

    focus  the need in focus; None: the first of all
    """
    needs = merchant_page.needs_of(merchant, by)
    item = next((one for one in needs if focus is not None and one.pk == focus.pk), needs[0] if needs else None)
    sessions = merchant_page.sessions_of(merchant)
    planned = merchant_page.planned_of(item, sessions) if item is not None else None
    zone = session_times.zone_of(merchant.zone, planned.timezone if planned else "")
    key, query = merchant.public_id, f"?need={item.ic_entry.public_id}" if item is not None else ""
    return {
        "id": key,
        "url": f"{reverse('merchant', args=[key])}{query}",
        "panel_url": f"{reverse('merchant_panel', args=[key])}{query}",
        "name": merchant.business_name,
        "cohort": str(Cohort(merchant.cohort).label).capitalize(),
        "contact": _contact(merchant),
        "their_time": session_times.there(zone, at, at) if merchant.zone else "",
        "their_zone": session_times.said(zone),
        "is_their_night": bool(merchant.zone) and session_times.is_night(zone, at),
        "progress": _progress(merchant, at),
        "need": _need(item, by, at) if item is not None else None,
        "planned": planned_row(planned, by, at) if planned is not None else None,
        "why": why_of(item, by, at) if item is not None else None,
        "facts": facts_of(merchant),
        "hardware": hardware_of(item, at) if item is not None else None,
        "others": [_other(one, merchant, at) for one in needs if item is not None and one.pk != item.pk],
        "steps": steps_of(merchant, merchant_page.all_steps(), at, may=_writes(by)),
        "sessions": session_rows(sessions, by, at),
        "story": lines_of(merchant_page.story_of_merchant(merchant, sessions), by, at),
        **_actions(merchant, item, planned, by),
    }


def _contact(merchant: Merchant) -> dict[str, str]:
    method = merchant.get_preferred_contact_method_display() if merchant.preferred_contact_method else ""
    return {
        "name": merchant.contact_name,
        "phone": merchant.contact_phone,
        "phone_shown": readable(merchant.contact_phone) if merchant.contact_phone else "",
        "email": merchant.mail_to,
        "prefers": str(method),
    }


def _progress(merchant: Merchant, at: datetime) -> dict[str, Any]:
    days = days_in_step(merchant.step_started_at, at)
    step = {"n": merchant.current_step_id, "name": _(merchant.current_step.name)}
    return {
        "percent": merchant.completion,
        "step": _("Step %(n)s, %(name)s") % step,
        "days": ngettext("%(n)s day in it", "%(n)s days in it", days) % {"n": days},
        "is_live": merchant.completion == 100,
    }


def _need(item: WorkItem, by: Actor, at: datetime) -> dict[str, Any]:
    entry, state = item.ic_entry, State(item.state)
    status = status_of(state, has_hour=item.scheduled_at is not None)
    score = item.score_at(at)
    return {
        "id": entry.public_id,
        "help": str(entry.get_support_type_display()).capitalize(),
        "priority": score.priority,
        "urgency": str(URGENCY[Priority(score.priority)].label).capitalize(),
        "state": state if state == State.PARKED else status,
        "state_label": state.label if state == State.PARKED else status.label,
        "is_mine": item.is_owned and item.owner_id == by.user_id,
        "standing": _standing(item, by, at),
        "facts": need_facts(item, at),
        "blockers": entry.blockers,
    }


def _standing(item: WorkItem, by: Actor, at: datetime) -> str:
    """Where it stands, in one sentence."""
    match State(item.state):
        case State.CLOSED:
            return _("Closed %(time)s.") % {"time": clock_time(item.closed_at or at, at)}
        case State.PARKED:
            values = {"time": clock_time(item.parked_until or at, at), "reason": item.park_reason}
            return _("Sleeps until %(time)s: %(reason)s") % values
        case State.ASSIGNED | State.IN_PROGRESS:
            since = {"time": clock_time(item.assigned_at or at, at)}
            whose = _("Yours since %(time)s") % since
            if item.owner is not None and item.owner_id != by.user_id:
                whose = _("With %(name)s since %(time)s") % {"name": item.owner.name, **since}
            return f"{whose}{_(', beyond capacity') if item.over_capacity else ''}."
    waited = minutes(int((at - item.queued_at).total_seconds() // 60))
    return _("Nobody has it yet. It has waited %(time)s.") % {"time": waited}


def _other(item: WorkItem, merchant: Merchant, at: datetime) -> dict[str, Any]:
    """Another need of the same merchant."""
    entry, status = item.ic_entry, status_of(item.state, has_hour=item.scheduled_at is not None)
    parts = [status.label, item.owner.name if item.owner and item.is_owned else ""]
    if status == IcStatus.SCHEDULED and item.scheduled_at:
        parts.insert(1, clock_time(item.scheduled_at, at))
    elif item.closed_at:
        parts.insert(1, clock_time(item.closed_at, at))
    return {
        "url": f"{reverse('merchant', args=[merchant.public_id])}?need={entry.public_id}",
        "panel_url": f"{reverse('merchant_panel', args=[merchant.public_id])}?need={entry.public_id}",
        "help": str(entry.get_support_type_display()).capitalize(),
        "detail": " · ".join(str(part) for part in parts if part),
    }


def _actions(merchant: Merchant, item: WorkItem | None, planned: IcSession | None, by: Actor) -> dict[str, str]:
    """Which buttons there are; each action refuses by itself whatever is shown."""
    writes = _writes(by)
    takes = by.user_id is not None and load_of(by.user_id, Queue.IC).places > 0
    is_open = item is not None and item.is_open
    owned = item is not None and item.is_owned
    theirs = item is not None and owned and can_work_on(by, item)
    entry = item.ic_entry.public_id if item is not None else ""

    def url(name: str, allowed: bool) -> str:
        return reverse(name, args=[entry]) if writes and is_open and allowed else ""

    schedules = writes and planned is None and (theirs if owned else takes or is_routing_admin(by))
    address = reverse("merchant_schedule", args=[merchant.public_id])
    return {
        "claim_url": url("need_claim", not owned and takes),
        "choose_url": url("need_choose", not owned),
        "assign_url": url("need_assign", item is not None and (not owned or can_reassign(by, item))),
        "release_url": url("need_release", theirs),
        "schedule_url": (f"{address}?need={entry}" if entry else address) if schedules else "",
    }


def _writes(by: Actor) -> bool:
    return by.may(SESSION_SCOPE) or is_routing_admin(by)
