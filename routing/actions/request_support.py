"""A merchant needs help with something: it takes its place in the IC queue."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from core.actor import Actor
from events.publish import emit
from routing.actions._merchants import lock_merchant
from routing.actions.enqueue_work import route_arrival
from routing.actions.refresh_suggestions import suggest
from routing.actions.score_support import parts_of, score_support, scored
from routing.enums import URGENCY, Priority, Queue
from routing.events import SupportRequested
from routing.kinds.support import about
from routing.models import Decision, IcEntry, Merchant, WorkItem
from routing.queries.intake import team_for
from routing.rules.priority import Part

SUPPORT = "support"


@dataclass(frozen=True, slots=True)
class Requested:
    """entry  the new or standing entry; created  it is new; decision  where the engine gave it to somebody"""

    entry: IcEntry
    created: bool
    decision: Decision | None = None


@transaction.atomic
def request_support(merchant_id: UUID, facts: Mapping[str, Any], *, by: Actor, at: datetime) -> Requested:
    """The need waits on its region's team's line, scored; it is assigned where that is automatic.

    facts  values of IcEntry's fields

    The same kind of help asked for again while its entry is open is that entry: what is told replaces what was known,
    wait and owner stay. Two at the same instant are taken one after the other. Emits support.requested (and
    support.assigned), or support.changed. Raises NotFound, and SERVICE_UNAVAILABLE when no rule names a team for it.
    """
    merchant = lock_merchant(merchant_id)
    standing = (
        WorkItem.objects.locked()
        .filter(ic_entry__merchant=merchant, ic_entry__is_open=True, need=facts["support_type"])
        .first()
    )
    if standing is not None:
        return _told_again(standing, merchant, facts, by=by, at=at)
    parts = parts_of(merchant, facts.get("blockers", ()))
    entry = IcEntry(merchant=merchant, **facts)
    entry.work_item = item = _item(entry, parts, at)
    if not item.team.auto_assign:  # whoever looks at the line sees a suggestion at once
        suggest([item], item.team_id, Queue.IC, at)
    item.save(force_insert=True)
    entry.save(force_insert=True)
    by = by.on(item.journey_id)
    emit(
        SupportRequested(
            **about(item),
            support_type=entry.support_type,
            score=item.score,
            urgency=URGENCY[Priority(item.priority)],
            parts={part.name: part.points for part in parts},
        ),
        by=by,
        at=at,
    )
    return Requested(entry, True, route_arrival(item, by=by, at=at))


def _told_again(item: WorkItem, merchant: Merchant, facts: Mapping[str, Any], *, by: Actor, at: datetime) -> Requested:
    entry = item.ic_entry
    entry.merchant = merchant
    changed = [name for name, value in facts.items() if getattr(entry, name) != value]
    if changed:
        for name in changed:
            setattr(entry, name, facts[name])
        entry.save(update_fields=changed)
        score_support(item, changed, by=by, at=at)
    return Requested(entry, False)


def _item(entry: IcEntry, parts: list[Part], at: datetime) -> WorkItem:
    merchant = entry.merchant
    item = WorkItem(
        queue=Queue.IC,
        about_kind=SUPPORT,
        about_id=entry.pk,
        journey_id=merchant.journey_id,
        team=team_for(Queue.IC, merchant.region),
        need=entry.support_type,
        queued_at=at,
        created_at=at,
        **scored(merchant, parts, at),
    )
    item.ic_entry = entry
    return item
