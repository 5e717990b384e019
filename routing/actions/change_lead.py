"""What is known of a lead is corrected, by its owner, the operator or the system it came from."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from core.actor import Actor
from core.errors import Forbidden, Invalid, NotFound
from core.versions import refuse_stale
from events.publish import emit
from routing.actions._names import hold_names
from routing.actions.change_owner import note
from routing.actions.enqueue_lead import enqueue_lead
from routing.actions.enqueue_work import route_arrival
from routing.enums import Cohort
from routing.events import LeadChanged
from routing.models import Lead, WorkItem
from routing.policies import can_change_lead
from routing.queries.intake import cohort_rules
from routing.rules.cohorts import derive_cohort
from routing.rules.priority import base_parts

#: fields of a person, which the story shows to whoever may see them
PERSONAL = frozenset({"email", "contact_name", "contact_phone", "contact_email"})


@transaction.atomic
def change_lead(
    lead_id: UUID,
    facts: Mapping[str, Any],
    *,
    by: Actor,
    at: datetime,
    asked: frozenset[int] | None = None,
) -> Lead:
    """The lead holds these facts now; what they leave out stays. Without a difference nothing happens.

    facts  values of Lead's fields; `cohort` None derives it from the size as it is then
    asked  the versions that the change is meant for; None = any

    Its open entry is scored again with the points that waiting has earned, and carries the new value. Owner, team and
    clock stay as they are: nobody's work is moved, no deadline that was promised is. A lead that has never waited in
    the queue takes its place there when its cohort is one that people work on. Emits lead.changed with the difference
    (and lead.queued, lead.assigned). Refuses another version (STALE_VERSION), an email or external id that is another
    lead's, and whoever may not change it.
    """
    hold_names("lead", facts)
    lead = Lead.objects.select_for_update().filter(pk=lead_id).first()
    if lead is None:
        raise NotFound("lead")
    item = WorkItem.objects.locked().filter(queue_entry__lead=lead, queue_entry__is_open=True).first()
    if not can_change_lead(by, item):
        raise Forbidden("Only the owner, an admin or the system that sends leads can change this one.")
    refuse_stale(lead.version, asked)
    before = _apply(lead, facts)
    if not before:
        return lead
    _refuse_names_of_others(lead, before)
    lead.updated_at = at
    lead.version += 1
    lead.save(update_fields=[*before, "updated_at", "version"])
    if item is not None:
        _score_again(item, lead, at)
    emit(_changed(lead, item, before), by=by.on(lead.journey_id), at=at)
    if item is None and lead.cohort != Cohort.SELF_SERVE and not lead.entries.exists():
        entry = enqueue_lead(lead, by=by, at=at)
        route_arrival(entry.work_item, by=by.on(lead.journey_id), at=at)
    return lead


def _apply(lead: Lead, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Set what differs; returns what it was before, by field."""
    facts = dict(facts)
    if "cohort" in facts and facts["cohort"] is None:
        revenue = facts.get("annual_revenue", lead.annual_revenue)
        locations = facts.get("number_of_locations", lead.number_of_locations)
        facts["cohort"] = derive_cohort(None if revenue is None else float(revenue), locations, cohort_rules())
    before = {name: getattr(lead, name) for name, value in facts.items() if getattr(lead, name) != value}
    for name in before:
        setattr(lead, name, facts[name])
    return before


def _refuse_names_of_others(lead: Lead, changed: Mapping[str, Any]) -> None:
    others = Lead.objects.exclude(pk=lead.pk)
    problems = {}
    if "external_id" in changed and others.filter(external_id=lead.external_id).exists():
        problems["external_id"] = ["Another lead has this reference."]
    if "email" in changed and others.with_email(lead.email).filter(entries__is_open=True).exists():
        problems["email"] = ["Another lead with this address is in the queue."]
    if problems:
        raise Invalid(problems)


def _score_again(item: WorkItem, lead: Lead, at: datetime) -> None:
    cohort = item.cohort if lead.cohort == Cohort.SELF_SERVE else lead.cohort  # what is in the queue is not self-serve
    parts = base_parts(float(lead.annual_revenue or 0), cohort, lead.channel)
    item.base_score = sum(part.points for part in parts)
    score = item.score_at(at)
    note(
        item,
        cohort=cohort,
        value=lead.quote_value_estimate or 0,
        base_score=item.base_score,
        score=score.points,
        priority=score.priority,
        score_changes_at=score.changes_at,
    )


def _changed(lead: Lead, item: WorkItem | None, before: Mapping[str, Any]) -> LeadChanged:
    def part(personal: bool, value_of: Any) -> dict[str, Any]:
        return {name: _plain(value_of(name)) for name in sorted(before) if (name in PERSONAL) is personal}

    return LeadChanged(
        lead_id=lead.public_id,
        owner_id=item.owner.public_id if item and item.owner else "",
        team_id=item.team.public_id if item else "",
        fields=sorted(before),
        before=part(False, before.get),
        after=part(False, lambda name: getattr(lead, name)),
        contact_before=part(True, before.get),
        contact_after=part(True, lambda name: getattr(lead, name)),
        version=lead.version,
        score=item.score if item else None,
        priority=item.priority if item else "",
    )


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    return value
