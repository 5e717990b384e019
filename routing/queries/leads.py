"""Leads as the API lists them: each with its present entry, whether it waits, is worked on, closed, or never waited."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from core.actor import Actor
from core.errors import NotFound
from core.ids import public_id
from routing.enums import Cohort, LeadStatus, Queue, State
from routing.models import Lead, QueueEntry, WorkItem
from routing.models.lead import LeadQuerySet
from routing.queries.ae_queue import LEADS, STATES, row_of_lead
from routing.queries.communications import communications_of
from routing.queries.entry_json import entry_as_json, lead_as_json
from routing.queries.intake import team_for
from routing.queries.lead_search import words_asked
from routing.queries.line import rows_of, sees_everything, visible_to
from workforce.models import Team, TeamMembership


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a caller asked for; "" and None = whatever. `same`: values that fields of the lead have."""

    same: tuple[tuple[str, str], ...] = ()
    status: str = ""
    owner_id: UUID | None = None
    updated_since: datetime | None = None
    words: str = ""


def leads_for(by: Actor, wanted: Wanted) -> LeadQuerySet:
    """The leads that the caller may see and asked for. Members see those whose entries their teams have or had."""
    leads = Lead.objects.filter(**dict(wanted.same))
    if not sees_everything(by):
        leads = leads.filter(pk__in=visible_to(Queue.AE, by, team_view=True).values("queue_entry__lead"))
    if wanted.updated_since is not None:
        leads = leads.filter(updated_at__gte=wanted.updated_since)
    if wanted.words:
        asked = words_asked(wanted.words)
        leads = leads.with_words(asked) if asked else leads.none()
    return leads.filter(_in_queue(wanted)) if wanted.status or wanted.owner_id else leads


def _in_queue(wanted: Wanted) -> Q:
    """By the present entry: the open one, else the last. An owner of nothing open is whoever closed the last one."""
    entries = QueueEntry.objects.filter(work_item__owner=wanted.owner_id) if wanted.owner_id else QueueEntry.objects
    if wanted.status == LeadStatus.CLOSED:
        closed = entries.filter(lead=OuterRef("pk"), is_open=False)
        return Q(Exists(closed)) & ~Q(Exists(QueueEntry.objects.filter(lead=OuterRef("pk"), is_open=True)))
    in_line = entries.filter(is_open=True)
    if wanted.status:
        in_line = in_line.filter(work_item__state__in=STATES[LeadStatus(wanted.status)])
    return Q(pk__in=in_line.values("lead"))  # few are open: found from there, however many leads there are


def lead_for(lead_id: str, *, by: Actor) -> Lead:
    """The lead of that public id. Raises NotFound, for what is not there and what is not for the caller alike."""
    key = Lead.parse_id(lead_id)
    lead = leads_for(by, Wanted()).filter(pk=key).first() if key is not None else None
    if lead is None:
        raise NotFound("lead")
    return lead


def lead_without_entry(lead_id: str, *, by: Actor) -> Lead:
    """A self-serve lead: for admins and systems, and for members of the team that its region belongs to.

    It is in no list and no search of theirs; whoever has its address may see it and escalate it. What the caller sees
    otherwise is found too. Raises NotFound.
    """
    key = Lead.parse_id(lead_id)
    lead = Lead.objects.filter(pk=key).first() if key is not None else None
    if lead is None or not (_serves_itself_near(lead, by) or leads_for(by, Wanted()).filter(pk=lead.pk).exists()):
        raise NotFound("lead")
    return lead


def _serves_itself_near(lead: Lead, by: Actor) -> bool:
    if lead.cohort != Cohort.SELF_SERVE or by.user_id is None:
        return False
    return TeamMembership.objects.filter(staff=by.user_id, team=team_for(Queue.AE, lead.region)).exists()


def leads_as_json(leads: Sequence[Lead], at: datetime) -> list[dict[str, Any]]:
    """Each with its present entry. Two queries, however many."""
    present = QueueEntry.objects.filter(lead__in=leads).order_by("lead_id", "-is_open", "-id").distinct("lead_id")
    found = rows_of(LEADS, WorkItem.objects.filter(queue_entry__in=present.values("pk")), at)
    said = communications_of(row["entry_id"] for row in found)
    rows = {row["lead_id"]: row for row in found}
    return [_as_json(lead, rows.get(lead.pk), said, at) for lead in leads]


def _as_json(lead: Lead, row: dict[str, Any] | None, said: dict[UUID, Any], at: datetime) -> dict[str, Any]:
    shown = lead_as_json(row_of_lead(lead)) if row is None else entry_as_json(row, said.get(row["entry_id"], []), at)
    return {**shown, "external_id": lead.external_id, "updated_at": lead.updated_at, "version": lead.version}


def waiting_leads(team: Team | None) -> list[str]:
    """Whoever waits in that line, or where work is assigned automatically; public ids, the most pressing first."""
    waiting = WorkItem.objects.filter(queue=Queue.AE, state=State.QUEUED)
    waiting = waiting.filter(team__auto_assign=True) if team is None else waiting.filter(team=team)
    rows = waiting.order_by("-score", "due_at", "id").values_list("queue_entry__lead", flat=True)
    return [public_id(Lead.id_prefix, key) for key in rows]
