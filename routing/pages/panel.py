"""One lead as the queue's panel and its own page show it: who, until when, for whom, and what has happened."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.actor import Actor
from core.phone import readable
from routing.enums import LEAD_STATUS, ClockKind, Cohort, State
from routing.models import Lead, WorkItem
from routing.pages.clocks import (
    clock_time,
    contact_clock,
    labelled,
    money,
    next_try_words,
    outcome_words,
    quote_clock,
    words,
    zone_name,
)
from routing.pages.owed import step_row
from routing.pages.story import story_of
from routing.pages.why import why_of
from routing.policies import can_reassign, can_work_on, is_routing_admin
from routing.queries.next_steps import owed_for
from routing.queries.promises import reason_label
from workforce.queries.load import load_of

WRITE = "ae:queue:assign"


def shown(item: WorkItem, by: Actor, at: datetime) -> dict[str, Any]:
    """What routing/lead_panel.html needs."""
    lead, state = item.queue_entry.lead, State(item.state)
    status = LEAD_STATUS[state]
    return {
        "id": lead.public_id,
        "url": reverse("lead", args=[lead.public_id]),
        "panel_url": reverse("lead_panel", args=[lead.public_id]),
        "name": lead.business_name,
        "priority": item.score_at(at).priority,
        "cohort": str(Cohort(item.cohort or lead.cohort).label).capitalize(),
        "state": state if state == State.PARKED else status,
        "state_label": state.label if state == State.PARKED else status.label,
        "is_mine": item.is_owned and item.owner_id == by.user_id,
        "owner": item.owner.name if item.owner else "",
        "contact": contact_of(lead),
        "sla": contact_clock(item.warn_at, item.due_at, item.contact_met_at, at, closed=not item.is_open),
        "quote_sla": quote_clock(item.promise(ClockKind.QUOTE_DELIVERY), at, closed=not item.is_open),
        "standing": _standing(item, by, at),
        "why": why_of(item, by, at),
        "facts": _facts(item, lead, at),
        "story": story_of(lead, by, at),
        "steps": [step_row(step, at) for step in (owed_for(item) if item.is_owned else ())],
        **_actions(item, by),
    }


def contact_of(lead: Lead) -> dict[str, str]:
    return {
        "name": lead.contact_name,
        "phone": lead.contact_phone,
        "phone_shown": readable(lead.contact_phone),
        "email": lead.contact_email or lead.email,
        "prefers": lead.get_preferred_contact_method_display() if lead.preferred_contact_method else "",
    }


def _standing(item: WorkItem, by: Actor, at: datetime) -> str:
    """Where it stands, in one sentence."""
    match State(item.state):
        case State.CLOSED:
            why = reason_label(item.outcome, item.close_reason) if item.close_reason else ""
            ended = labelled(outcome_words(item.outcome), _(why)) if why else outcome_words(item.outcome)
            values = {"time": clock_time(item.closed_at or at, at), "outcome": ended}
            return _("Closed %(time)s: %(outcome)s.") % values
        case State.PARKED:
            values = {"time": clock_time(item.parked_until or at, at), "reason": item.park_reason}
            return _("Sleeps until %(time)s: %(reason)s") % values
        case State.ASSIGNED | State.IN_PROGRESS:
            return _given(item, by, at)
    return ""


def _given(item: WorkItem, by: Actor, at: datetime) -> str:
    assert item.owner is not None
    since = clock_time(item.assigned_at or at, at)
    giver = item.assigned_by or {}
    if item.owner_id == by.user_id:
        whose = _("Yours since %(time)s") % {"time": since}
    else:
        whose = _("With %(name)s since %(time)s") % {"name": item.owner.name, "time": since}
    if item.decision_id is None and giver.get("id") not in {item.owner.public_id, None}:
        whose += _(", given by %(name)s") % {"name": giver.get("name", "")}
    if item.over_capacity:
        whose += _(", beyond capacity")
    return f"{whose}. {_trying(item, at)}".strip()


def _trying(item: WorkItem, at: datetime) -> str:
    """How often nobody answered, and when to try again."""
    if not item.attempts:
        return ""
    tried = ngettext("%(n)s try without an answer", "%(n)s tries without an answer", item.attempts)
    parts = (tried % {"n": item.attempts}, next_try_words(item.next_try_at, at))
    return f"{', '.join(part for part in parts if part)}."


def _facts(item: WorkItem, lead: Lead, at: datetime) -> list[tuple[str, str]]:
    facts = [
        *facts_of(lead),
        (_("Team"), item.team.name),
        (_("Waiting since"), f"{clock_time(item.queued_at, at)} ({zone_name()})"),
        (_("Note"), item.assignment_notes if item.is_owned else ""),
    ]
    return [(label, value) for label, value in facts if value]


def facts_of(lead: Lead) -> list[tuple[str, str]]:
    """What is known of the lead itself."""
    source = (words(lead.channel), lead.campaign_id, lead.utm_source)
    facts = [
        (_("Business"), words(lead.business_category)),
        (_("Revenue a year"), money(lead.annual_revenue)),
        (_("Locations"), str(lead.number_of_locations or "")),
        (_("Region"), lead.region),
        (_("Quote estimate"), money(lead.quote_value_estimate)),
        (_("Step"), _("%(n)s of 10, %(name)s") % {"n": lead.current_step, "name": _step(lead)}),
        (_("Source"), " · ".join(part for part in source if part)),
        (_("Your reference"), lead.external_id or ""),
    ]
    return [(label, value) for label, value in facts if value]


def _step(lead: Lead) -> str:
    return _(lead.step_name) if lead.step_name else ""


def _actions(item: WorkItem, by: Actor) -> dict[str, Any]:
    """Which buttons there are; each action refuses by itself whatever is shown."""
    lead = item.queue_entry.lead.public_id
    writes, admin = by.may(WRITE) or is_routing_admin(by), is_routing_admin(by)
    takes_leads = by.user_id is not None and load_of(by.user_id, item.queue).places > 0
    works = writes and item.is_open and item.is_owned and can_work_on(by, item)
    return {
        "claim_url": _url("lead_claim", lead, writes and item.is_open and not item.is_owned and takes_leads),
        "log_url": _url("lead_log", lead, works),
        "callback_url": _url("lead_callback", lead, works),
        "release_url": _url("lead_release", lead, works),
        "park_url": _url("lead_park", lead, works or (admin and item.is_open and not item.is_owned)),
        "assign_url": _url(
            "lead_assign", lead, writes and item.is_open and (not item.is_owned or can_reassign(by, item))
        ),
        "reopen_url": _url("lead_reopen", lead, admin and not item.is_open),
    }


def _url(name: str, lead: str, allowed: bool) -> str:
    return reverse(name, args=[lead]) if allowed else ""
