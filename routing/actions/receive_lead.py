"""A business wants to buy. It may be one that is already here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from core.actor import Actor
from core.locks import advisory_lock
from events.publish import emit
from notifications.actions import notify
from notifications.enums import Kind
from routing.actions.change_owner import note
from routing.actions.enqueue_lead import enqueue_lead
from routing.actions.enqueue_work import route_arrival
from routing.enums import Cohort
from routing.events import LeadEnquiredAgain, LeadReceived
from routing.models import Decision, Lead, QueueEntry, WorkItem
from routing.queries.intake import cohort_for


@dataclass(frozen=True, slots=True)
class Received:
    """lead  the new or standing lead; entry  its open place in the queue, None for self-serve; created  it is new"""

    lead: Lead
    entry: QueueEntry | None
    created: bool
    decision: Decision | None = None


@transaction.atomic
def receive_lead(facts: Mapping[str, Any], *, by: Actor, at: datetime) -> Received:
    """The lead is stored, scored, queued on its team's line with a running clock, and assigned where that is automatic.

    facts  values of Lead's fields; `cohort` may be missing and is then derived from the size of the business

    A repeat enquiry (same email or external id, entry still open) fills empty fields of the standing lead and keeps
    its wait and priority; the entry is held, so that none is closed under an enquiry that would then be lost. A lead
    that comes back after its entry was closed keeps what it leaves out. Emits lead.received and lead.queued (and
    lead.assigned), or lead.enquired_again.
    Two enquiries of one business at the same instant are taken one after the other.
    """
    facts = dict(facts) | {"email": facts["email"].strip()}
    advisory_lock("lead", facts["email"].lower())
    if facts.get("external_id"):
        advisory_lock("lead.external_id", facts["external_id"])
    standing = _standing(facts)
    if standing is not None and (item := _open_item(standing)) is not None:
        return _welcome_back(standing, item, facts, by=by, at=at)
    lead = _store(standing, facts, by=by, at=at)
    emit(
        LeadReceived(
            lead_id=lead.public_id,
            business_name=lead.business_name,
            email=lead.email,
            contact_name=lead.contact_name,
            cohort=lead.cohort,
            channel=lead.channel,
            region=lead.region,
            campaign_id=lead.campaign_id,
        ),
        by=by.on(lead.journey_id),
        at=at,
    )
    if lead.cohort == Cohort.SELF_SERVE:
        return Received(lead, None, created=standing is None)
    entry = enqueue_lead(lead, by=by, at=at)
    decision = route_arrival(entry.work_item, by=by, at=at)
    return Received(lead, entry, created=True, decision=decision)


def _standing(facts: Mapping[str, Any]) -> Lead | None:
    """The lead that this enquiry belongs to: by external id, else by email while an entry is open or none ever was."""
    if facts.get("external_id"):
        found = Lead.objects.select_for_update().filter(external_id=facts["external_id"]).first()
        if found is not None:
            return found
    by_email = Lead.objects.select_for_update(of=("self",)).with_email(facts["email"])
    return by_email.filter(Q(entries__isnull=True) | Q(entries__is_open=True)).order_by("-id").first()


def _open_item(lead: Lead) -> WorkItem | None:
    """The lead's open place in line, held: whoever is closing it at this moment is waited for."""
    item = WorkItem.objects.locked().filter(queue_entry__lead=lead, queue_entry__is_open=True).first()
    return item if item is not None and item.is_open else None


def _store(standing: Lead | None, facts: Mapping[str, Any], *, by: Actor, at: datetime) -> Lead:
    """A new lead, or the standing one with what it says now; what it leaves out stays as it is known."""
    if standing is None:
        cohort = facts.get("cohort") or cohort_for(facts.get("annual_revenue"), facts.get("number_of_locations"))
        values = dict(facts) | {"cohort": cohort}
        return Lead.objects.create(**values, journey_id=by.journey_id, created_at=at, updated_at=at)
    for name, value in facts.items():
        if value not in (None, ""):
            setattr(standing, name, value)
    if not facts.get("cohort"):
        revenue = None if standing.annual_revenue is None else float(standing.annual_revenue)
        standing.cohort = cohort_for(revenue, standing.number_of_locations)
    standing.updated_at = at
    standing.save()
    return standing


def _welcome_back(lead: Lead, item: WorkItem, facts: Mapping[str, Any], *, by: Actor, at: datetime) -> Received:
    filled = [name for name, value in facts.items() if value not in (None, "") and getattr(lead, name) in (None, "")]
    for name in filled:
        setattr(lead, name, facts[name])
    lead.updated_at = at
    lead.save(update_fields=[*filled, "updated_at"])
    if "quote_value_estimate" in filled:
        note(item, value=lead.quote_value_estimate)
    emit(
        LeadEnquiredAgain(
            lead_id=lead.public_id,
            owner_id=item.owner.public_id if item.owner else "",
            team_id=item.team.public_id,
            filled=sorted(filled),
        ),
        by=by.on(lead.journey_id),
        at=at,
    )
    if item.is_owned and item.owner is not None:
        notify(
            Kind.LEAD_ACTIVITY,
            [item.owner],
            context={
                "lead_id": lead.public_id,
                "lead_name": lead.contact_name,
                "business_name": lead.business_name,
            },
            about=item,
            priority=item.priority,
            by=by.on(lead.journey_id),
            at=at,
        )
    return Received(lead, item.queue_entry, created=False)
