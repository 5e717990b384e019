"""A lead takes its place in the AE queue."""

from datetime import datetime

from core.actor import Actor
from events.publish import emit
from routing.actions.enqueue_work import start_clock
from routing.actions.refresh_suggestions import suggest
from routing.enums import Queue, State
from routing.events import LeadQueued
from routing.models import Lead, QueueEntry, WorkItem
from routing.queries.intake import contact_clock, team_for
from routing.rules.priority import base_parts, next_change, priority_of


def enqueue_lead(lead: Lead, *, by: Actor, at: datetime) -> QueueEntry:
    """The lead waits on its region's team's line: scored, with its first-contact clock running from `at`.

    Where it has to be claimed it carries a suggestion
    at once. Emits lead.queued with the parts of the score. The caller has made sure that no other entry is open.
    """
    parts = base_parts(float(lead.annual_revenue or 0), lead.cohort, lead.channel)
    score = sum(part.points for part in parts)
    clock = contact_clock(lead.cohort, at)
    item = WorkItem.objects.create(
        queue=Queue.AE,
        about_kind="lead",
        about_id=lead.pk,
        journey_id=lead.journey_id,
        state=State.QUEUED,
        team=team_for(Queue.AE, lead.region),
        cohort=lead.cohort,
        value=lead.quote_value_estimate or 0,
        base_score=score,
        score=score,
        priority=priority_of(score),
        score_changes_at=next_change(at, at),
        queued_at=at,
        warn_at=clock.warn_at if clock else None,
        due_at=clock.due_at if clock else None,
        created_at=at,
    )
    entry = QueueEntry.objects.create(lead=lead, work_item=item)
    start_clock(item)
    if not item.team.auto_assign and suggest([item], item.team_id, item.queue, at):
        item.save(update_fields=["suggested", "suggestion_reason"])
    emit(
        LeadQueued(
            lead_id=lead.public_id,
            queue_entry_id=entry.public_id,
            team_id=item.team.public_id,
            score=score,
            priority=item.priority,
            parts={part.name: part.points for part in parts},
            contact_by=item.due_at,
        ),
        by=by.on(lead.journey_id),
        at=at,
    )
    return entry
