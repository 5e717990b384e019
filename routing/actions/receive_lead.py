"""A business wants to buy. It may be one that is already here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from core.actor import Actor
from core.errors import DomainError
from core.ids import new_id
from core.locks import advisory_locks
from events.publish import emit_all
from routing.actions._names import names_of
from routing.actions.enqueue_lead import enqueue_leads
from routing.actions.enqueue_work import route_arrival
from routing.actions.welcome_back import welcome_back
from routing.enums import Cohort, Queue
from routing.events import LeadReceived
from routing.models import Decision, Lead, QueueEntry, WorkItem
from routing.queries.intake import cohort_rules, team_for
from routing.rules.cohorts import derive_cohort


@dataclass(frozen=True, slots=True)
class Received:
    """lead  the new or standing lead; entry  its open place in the queue, None for self-serve; created  it is new"""

    lead: Lead
    entry: QueueEntry | None
    created: bool
    decision: Decision | None = None


@dataclass(frozen=True, slots=True)
class _Enquiry:
    """facts  values of Lead's fields; by  the sender, with the journey that begins here"""

    facts: dict[str, Any]
    by: Actor

    @property
    def email(self) -> str:
        return str(self.facts["email"]).lower()

    @property
    def external_id(self) -> str:
        return self.facts.get("external_id") or ""

    def names(self) -> set[tuple[str, str]]:
        """By what the business is known: two enquiries that share one are of one business."""
        return names_of("lead", self.facts)


def receive_lead(facts: Mapping[str, Any], *, by: Actor, at: datetime) -> Received:
    """The lead is stored, scored, queued on its team's line with a running clock, and assigned where that is automatic.

    facts  values of Lead's fields; `cohort` may be missing and is then derived from the size of the business

    A repeat enquiry (same email or external id, entry still open) fills empty fields of the standing lead and keeps
    its wait and priority; the entry is held, so that none is closed under an enquiry that would then be lost. A lead
    that comes back after its entry was closed keeps what it leaves out. Emits lead.received and lead.queued (and
    lead.assigned), or lead.enquired_again.
    Two enquiries of one business at the same instant are taken one after the other. Raises SERVICE_UNAVAILABLE when
    no rule names a team for it.
    """
    result = _receive([_enquiry(facts, by)], at)[0]
    if isinstance(result, DomainError):
        raise result
    return result


def receive_leads(many: Iterable[Mapping[str, Any]], *, by: Actor, at: datetime) -> list[Received | DomainError]:
    """What receive_lead does, for many leads in one transaction: a result or a refusal for each, in their order.

    Each begins a journey of its own. One that names the same business as an earlier one repeats its enquiry.
    """
    return _receive([_enquiry(facts, by.on(new_id())) for facts in many], at)


def _enquiry(facts: Mapping[str, Any], by: Actor) -> _Enquiry:
    return _Enquiry(dict(facts) | {"email": facts["email"].strip()}, by)


@transaction.atomic
def _receive(enquiries: Sequence[_Enquiry], at: datetime) -> list[Received | DomainError]:
    advisory_locks(name for enquiry in enquiries for name in enquiry.names())
    results: list[Received | DomainError] = []
    for group in _of_different_businesses(enquiries):
        results += _receive_group(group, at)
    return results


def _of_different_businesses(enquiries: Sequence[_Enquiry]) -> list[list[_Enquiry]]:
    """Cut where a business comes up again, so that its first enquiry is stored before the second is looked at."""
    groups: list[list[_Enquiry]] = []
    seen: set[tuple[str, str]] = set()
    for enquiry in enquiries:
        if not groups or not seen.isdisjoint(enquiry.names()):
            groups.append([])
            seen = set()
        groups[-1].append(enquiry)
        seen |= enquiry.names()
    return groups


def _receive_group(enquiries: Sequence[_Enquiry], at: datetime) -> list[Received | DomainError]:
    standing = _standing(enquiries)
    results: dict[int, Received | DomainError] = {}
    arriving: dict[int, tuple[Lead, Actor]] = {}
    is_known: dict[int, UUID] = {}
    same_again: list[int] = []  # known by another name than an enquiry before it
    team_of = cache(team_for)
    rules = cache(cohort_rules)
    for number, enquiry in enumerate(enquiries):
        lead = standing.get(number)
        if lead is not None and lead.pk in is_known.values():
            same_again.append(number)
            continue
        if lead is not None:
            is_known[number] = lead.pk
        if lead is not None and (item := _open_item(lead)) is not None:
            welcome_back(lead, item, enquiry.facts, by=enquiry.by, at=at)
            results[number] = Received(lead, item.queue_entry, created=False)
            continue
        lead = _as_told(lead, enquiry, rules, at)
        try:
            if lead.cohort != Cohort.SELF_SERVE:
                team_of(Queue.AE, lead.region)
        except DomainError as refusal:
            results[number] = refusal
            continue
        arriving[number] = (lead, enquiry.by)
    Lead.objects.bulk_create(lead for number, (lead, _) in arriving.items() if number not in is_known)
    for number in arriving.keys() & is_known.keys():
        arriving[number][0].save()
    emit_all(((_received(lead), by.on(lead.journey_id)) for lead, by in arriving.values()), at=at)
    queued = {number: lead for number, (lead, _) in arriving.items() if lead.cohort != Cohort.SELF_SERVE}
    entries = dict(zip(queued, enqueue_leads(list(queued.values()), by=enquiries[0].by, at=at), strict=True))
    for number, (lead, by) in arriving.items():
        entry = entries.get(number)
        decision = route_arrival(entry.work_item, by=by, at=at) if entry else None
        results[number] = Received(lead, entry, created=entry is not None or number not in is_known, decision=decision)
    for number in same_again:
        results[number] = _receive_group([enquiries[number]], at)[0]
    return [results[number] for number in range(len(enquiries))]


def _standing(enquiries: Sequence[_Enquiry]) -> dict[int, Lead]:
    """The lead that each belongs to: by external id, else by email while an entry is open or none ever was."""
    found: dict[int, Lead] = {}
    if named := [enquiry.external_id for enquiry in enquiries if enquiry.external_id]:
        by_name = {lead.external_id: lead for lead in Lead.objects.select_for_update().filter(external_id__in=named)}
        found = {
            number: by_name[enquiry.external_id]
            for number, enquiry in enumerate(enquiries)
            if enquiry.external_id in by_name
        }
    unknown = {number: enquiry.email for number, enquiry in enumerate(enquiries) if number not in found}
    if not unknown:
        return found
    rows = Lead.objects.select_for_update(of=("self",)).with_email(*unknown.values())
    rows = rows.filter(Q(entries__isnull=True) | Q(entries__is_open=True)).order_by("id")
    by_email = {lead.email.lower(): lead for lead in rows}  # the latest of an address
    return found | {number: by_email[email] for number, email in unknown.items() if email in by_email}


def _open_item(lead: Lead) -> WorkItem | None:
    """The lead's open place in line, held: whoever is closing it at this moment is waited for."""
    item = WorkItem.objects.locked().filter(queue_entry__lead=lead, queue_entry__is_open=True).first()
    return item if item is not None and item.is_open else None


def _as_told(standing: Lead | None, enquiry: _Enquiry, rules: Any, at: datetime) -> Lead:
    """A new lead, or the standing one with what it says now; what it leaves out stays as it is known. Not saved."""
    facts = enquiry.facts
    if standing is None:
        lead = Lead(**facts, journey_id=enquiry.by.journey_id, created_at=at, updated_at=at)
    else:
        lead = standing
        for name, value in facts.items():
            if value not in (None, ""):
                setattr(lead, name, value)
        lead.updated_at = at
        lead.version += 1
    if not facts.get("cohort"):
        revenue = None if lead.annual_revenue is None else float(lead.annual_revenue)
        lead.cohort = derive_cohort(revenue, lead.number_of_locations, rules())
    return lead


def _received(lead: Lead) -> LeadReceived:
    return LeadReceived(
        lead_id=lead.public_id,
        business_name=lead.business_name,
        email=lead.email,
        contact_name=lead.contact_name,
        cohort=lead.cohort,
        channel=lead.channel,
        region=lead.region,
        campaign_id=lead.campaign_id,
    )
