"""A lead takes its place in the AE queue."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from core.actor import Actor
from events.publish import emit_all
from routing.actions.enqueue_work import start_clocks
from routing.actions.refresh_suggestions import suggest
from routing.enums import ClockKind, Queue
from routing.events import LeadQueued
from routing.models import Lead, QueueEntry, WorkItem
from routing.queries.intake import clocks_of, team_for
from routing.queries.policies import active_policy
from routing.rules.priority import Part, base_parts
from routing.rules.scores import score_at
from workforce.models import Team


def enqueue_lead(lead: Lead, *, cohort: str = "", by: Actor, at: datetime) -> QueueEntry:
    """The lead waits on its region's team's line: scored, with the clocks of contact and quote running from `at`.

    Where it has to be claimed it carries a suggestion at once. Emits lead.queued with the parts of the score. The
    caller has made sure that no other entry is open.

    cohort  what the entry counts as, when not as the lead's own
    """
    return enqueue_leads([lead], cohort=cohort, by=by, at=at)[0]


def enqueue_leads(leads: Sequence[Lead], *, cohort: str = "", by: Actor, at: datetime) -> list[QueueEntry]:
    """What enqueue_lead does, for many leads, in as many statements as for one with a team each.

    Raises SERVICE_UNAVAILABLE when no rule names a team for one of them.
    """
    team_of, clocks_for = cache(team_for), cache(clocks_of)
    cohorts = [cohort or lead.cohort for lead in leads]
    parts = [
        base_parts(float(lead.annual_revenue or 0), own, lead.channel) for lead, own in zip(leads, cohorts, strict=True)
    ]
    entries = [
        QueueEntry(lead=lead, work_item=_item(lead, own, reasons, team_of(Queue.AE, lead.region), at, clocks_for))
        for lead, own, reasons in zip(leads, cohorts, parts, strict=True)
    ]
    _suggest([entry.work_item for entry in entries], at)
    WorkItem.objects.bulk_create(entry.work_item for entry in entries)
    QueueEntry.objects.bulk_create(entries)
    start_clocks([entry.work_item for entry in entries], at)
    queued = [(_queued(entry, reasons), entry.lead) for entry, reasons in zip(entries, parts, strict=True)]
    emit_all(((payload, by.on(lead.journey_id)) for payload, lead in queued), at=at)
    return entries


def _item(lead: Lead, cohort: str, parts: list[Part], team: Team, at: datetime, clocks_for: Any) -> WorkItem:
    base = sum(part.points for part in parts)
    score = score_at(Queue.AE, base, at, None, at)
    clocks = clocks_for(cohort, team, at)
    contact, quote = clocks.get(ClockKind.FIRST_CONTACT), clocks.get(ClockKind.QUOTE_DELIVERY)
    policy, _ = active_policy(Queue.AE, team.pk)
    return WorkItem(
        queue=Queue.AE,
        about_kind="lead",
        about_id=lead.pk,
        journey_id=lead.journey_id,
        team=team,
        cohort=cohort,
        value=lead.quote_value_estimate or 0,
        base_score=base,
        score=score.points,
        priority=score.priority,
        score_changes_at=score.changes_at,
        queued_at=at,
        grows_from=at,
        warn_at=contact.warn_at if contact else None,
        due_at=contact.due_at if contact else None,
        contact_target=contact.target if contact else None,
        contact_needs_connection=policy.contact_needs_connection,
        quote_warn_at=quote.warn_at if quote else None,
        quote_due_at=quote.due_at if quote else None,
        created_at=at,
    )


def _suggest(items: list[WorkItem], at: datetime) -> None:
    """Whoever looks at the line sees a suggestion at once; where work is automatic there is nothing to suggest."""
    to_claim: dict[UUID, list[WorkItem]] = defaultdict(list)
    for item in items:
        if not item.team.auto_assign:
            to_claim[item.team_id].append(item)
    for team_id, waiting in to_claim.items():
        suggest(waiting, team_id, Queue.AE, at)


def _queued(entry: QueueEntry, parts: list[Part]) -> LeadQueued:
    item = entry.work_item
    return LeadQueued(
        lead_id=entry.lead.public_id,
        queue_entry_id=entry.public_id,
        team_id=item.team.public_id,
        score=item.score,
        priority=item.priority,
        parts={part.name: part.points for part in parts},
        contact_by=item.due_at,
        quote_by=item.quote_due_at,
    )
