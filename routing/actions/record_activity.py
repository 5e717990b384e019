"""The lead did something on its way, and another system says so."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from core.actor import Actor
from core.errors import NotFound
from events.publish import emit
from notifications.actions import notify
from notifications.enums import Kind
from notifications.models import Notification
from routing.actions.change_owner import note
from routing.actions.finish_step import keep_quotes
from routing.actions.run_clock import stop_clock
from routing.enums import PRESSING, QUOTING, STEP_NAMES, ActivityType, ClockKind, KybStatus
from routing.events import LeadActivityRecorded
from routing.models import Lead, LeadActivity, WorkItem
from routing.queries.on_duty import on_duty
from routing.rules.journey import StepReport, is_latest, step_now
from workforce.models import Staff


@dataclass(frozen=True, slots=True)
class Recorded:
    """activity  what is on record; changed  what it did to the lead and its entry; repeated  it was known already"""

    activity: LeadActivity
    lead: Lead
    item: WorkItem | None
    changed: list[str]
    told: list[Notification]
    repeated: bool = False


@transaction.atomic
def record_activity(lead_id: UUID, facts: Mapping[str, Any], *, by: Actor, at: datetime) -> Recorded:
    """The report is on record, the lead stands where its reports put it, and whom it concerns is told.

    facts  `type`, `occurred_at`, and what goes with the type: `amount`, `step`, `forced`, `kyb_status`; `external_id`

    The journey moves by rules/journey.py, so that late, repeated and disordered reports end in the same state. A quote
    that was sent, viewed or approved gives lead and entry its value and meets the quote clock, as of when it happened,
    of the entry that was open then. The owner is told (of a closed entry whoever closed it), of approvals and payments
    otherwise who is on duty; a lead that waits in no queue is nobody's. Emits lead.activity_recorded. A known
    `external_id` changes nothing. Refuses unknown leads.
    """
    lead = Lead.objects.select_for_update().filter(pk=lead_id).first()
    if lead is None:
        raise NotFound("lead")
    items = WorkItem.objects.locked().filter(queue_entry__lead=lead)
    item = items.order_by("-queue_entry__is_open", "-queue_entry__id").first()
    if known := _known(lead, facts):
        return Recorded(known, lead, item, [], [], repeated=True)
    activity = LeadActivity.objects.create(
        lead=lead,
        type=facts["type"],
        external_id=facts.get("external_id") or None,
        occurred_at=min(facts["occurred_at"], at),
        received_at=at,
        amount=facts.get("amount"),
        step=facts.get("step"),
        forced=facts.get("forced", False),
        kyb_status=facts.get("kyb_status", ""),
    )
    changed = _move(lead, activity, at)
    if item is not None:
        changed += _enter(item, lead, activity, by=by, at=at)
    emit(_recorded(activity, lead, item, changed), by=by.on(lead.journey_id), at=at)
    told = _tell(activity, lead, item, changed, by=by, at=at) if item is not None else []
    return Recorded(activity, lead, item, changed, told)


def _known(lead: Lead, facts: Mapping[str, Any]) -> LeadActivity | None:
    if not facts.get("external_id"):
        return None
    return LeadActivity.objects.filter(lead=lead, type=facts["type"], external_id=facts["external_id"]).first()


def _move(lead: Lead, activity: LeadActivity, at: datetime) -> list[str]:
    """What is known of the lead follows the report; returns which fields did."""
    others = LeadActivity.objects.filter(lead=lead).exclude(pk=activity.pk)
    now: dict[str, Any] = {}
    if activity.step is not None:
        report = StepReport(activity.step, activity.occurred_at, activity.forced)
        known = [StepReport(one.step, one.occurred_at, one.forced) for one in others if one.step is not None]
        now["current_step"] = step_now(lead.current_step, report, known)
    if activity.kyb_status:
        results = others.exclude(kyb_status="").values_list("occurred_at", "kyb_status")
        if is_latest((activity.occurred_at, activity.kyb_status), results):
            now["kyb_status"] = activity.kyb_status
    if activity.type in QUOTING and activity.amount is not None:
        quotes = others.filter(type__in=QUOTING, amount__isnull=False).values_list("occurred_at", "amount")
        if is_latest((activity.occurred_at, activity.amount), quotes):
            now["quote_value_estimate"] = activity.amount
    changed = [name for name, value in now.items() if getattr(lead, name) != value]
    if changed:
        for name in changed:
            setattr(lead, name, now[name])
        lead.updated_at = at
        lead.version += 1
        lead.save(update_fields=[*changed, "updated_at", "version"])
    return changed


def _enter(item: WorkItem, lead: Lead, activity: LeadActivity, *, by: Actor, at: datetime) -> list[str]:
    """The entry's value and its quote clock follow; returns which of them did."""
    facts: dict[str, Any] = {}
    if activity.type in QUOTING:
        if item.is_open and lead.quote_value_estimate is not None and item.value != lead.quote_value_estimate:
            facts["value"] = lead.quote_value_estimate
        delivered = activity.occurred_at
        if item.queued_at <= delivered <= (item.closed_at or at):
            if item.quote_met_at is None:
                stop_clock(item, ClockKind.QUOTE_DELIVERY, by=by.on(item.journey_id), at=at)
            if item.quote_met_at is None or delivered < item.quote_met_at:
                facts["quote_met_at"] = delivered
        if item.is_open:
            keep_quotes(item, delivered, by=by, at=at)
    if facts:
        note(item, **facts)
    return sorted(facts)


def _recorded(activity: LeadActivity, lead: Lead, item: WorkItem | None, changed: list[str]) -> LeadActivityRecorded:
    return LeadActivityRecorded(
        lead_id=lead.public_id,
        queue_entry_id=item.queue_entry.public_id if item else "",
        team_id=item.team.public_id if item else "",
        owner_id=item.owner.public_id if item and item.owner else "",
        activity=activity.type,
        occurred_at=activity.occurred_at,
        amount=float(activity.amount) if activity.amount is not None else None,
        step=activity.step,
        forced=activity.forced,
        kyb_status=activity.kyb_status,
        changed=changed,
    )


def _tell(
    activity: LeadActivity, lead: Lead, item: WorkItem, changed: list[str], *, by: Actor, at: datetime
) -> list[Notification]:
    """Nobody hears of our own quote going out, nor of a step or a result that changes nothing any more."""
    about = {"lead_id": lead.public_id, "lead_name": lead.contact_name, "business_name": lead.business_name}
    amount = activity.amount
    kind, own = Kind.LEAD_ACTIVITY, dict[str, Any]()
    match ActivityType(activity.type):
        case ActivityType.QUOTE_APPROVED:
            kind, own = Kind.QUOTE_APPROVED, {"quote_value": lead.quote_value_estimate if amount is None else amount}
        case ActivityType.PAYMENT_COMPLETED:
            kind, own = Kind.PAYMENT_COMPLETED, {"amount": amount}
        case ActivityType.QUOTE_VIEWED:
            pass
        case ActivityType.STEP_CHANGED if "current_step" in changed:
            own = {"detail": STEP_NAMES[lead.current_step]}
        case ActivityType.KYB_RESULT if "kyb_status" in changed:
            own = {"detail": str(KybStatus(lead.kyb_status).label)}
        case _:
            return []
    if kind == Kind.LEAD_ACTIVITY:
        own["activity"] = activity.type
    return notify(
        kind,
        _listeners(item, activity),
        context=about | own,
        about=item,
        priority=item.score_at(at).priority,
        by=by.on(item.journey_id),
        at=at,
        dedupe=activity.public_id,
    )


def _listeners(item: WorkItem, activity: LeadActivity) -> list[Staff]:
    owner = item.owner
    if owner is not None and owner.user.is_active and not owner.is_retired:
        return [owner]
    return on_duty(item) if activity.type in PRESSING else []
