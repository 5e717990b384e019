"""Who is told what happens to leads and merchants, live.

`team.<id>` members of that team; `queue.ae`, `queue.ic` whoever sees all teams; `lead.<id>`, `merchant.<id>` whoever
may see it; `staff.<id>` the owner, and who has just lost it.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

from accounts.actors import actor_for
from core.errors import NotFound
from core.trace import Trace
from events.registry import follow, topics_of
from routing.conf import ADMIN_SCOPE
from routing.enums import Queue
from routing.models import Batch, Lead, Merchant
from routing.queries.batches import can_see_batch
from routing.queries.leads import lead_without_entry
from routing.queries.line import visible_to
from routing.queries.merchants import visible_merchants
from workforce.models import Team
from workforce.policies import can_see_team

PEOPLE = ("owner_id", "previous_owner_id", "staff_id")


@topics_of(
    "lead.received",
    "lead.enquired_again",
    "lead.changed",
    "lead.escalated",
    "lead.queued",
    "lead.assigned",
    "lead.offered",
    "lead.released",
    "lead.parked",
    "lead.woken",
    "lead.score_changed",
    "lead.contact_logged",
    "lead.activity_recorded",
    "lead.closed",
    "lead.next_try_due",
    "lead.next_step_planned",
    "lead.next_step_moved",
    "lead.next_step_done",
    "lead.next_step_cancelled",
    "lead.reopened",
    "lead.sla_warned",
    "lead.sla_breached",
    "lead.quote_warned",
    "lead.quote_breached",
    "lead.breach_passed_on",
    "lead.reoffered",
    "lead.reoffered_in_vain",
)
def lead_topics(event: Any) -> Iterator[str]:
    yield "queue.ae"
    yield f"lead.{event.lead_id}"
    if team_id := getattr(event, "team_id", ""):
        yield f"team.{team_id}"
    yield from _people(event)


@topics_of(
    "support.requested",
    "support.changed",
    "support.assigned",
    "support.released",
    "support.closed",
    "support.queue_changed",
)
def support_topics(event: Any) -> Iterator[str]:
    yield "queue.ic"
    yield f"merchant.{event.merchant_id}"
    yield f"team.{event.team_id}"
    yield from _people(event)


def _people(event: Any) -> Iterable[str]:
    return dict.fromkeys(f"staff.{person}" for name in PEOPLE if (person := getattr(event, name, "")))


@topics_of("merchant.received", "merchant.changed", "merchant.progressed")
def merchant_topics(event: Any) -> Iterator[str]:
    yield f"merchant.{event.merchant_id}"


@topics_of("batch.started", "batch.progressed", "batch.finished")
def batch_topics(event: Any) -> Iterator[str]:
    yield f"batch.{event.batch_id}"
    yield f"batches.{event.starter_id}"


@follow("batch")
def may_follow_batch(user: Any, batch_id: str) -> bool:
    key = Batch.parse_id(batch_id)
    batch = Batch.objects.filter(pk=key).first() if key is not None else None
    return batch is not None and can_see_batch(actor_for(user, trace=Trace()), batch)


@follow("batches")
def may_follow_batches(user: Any, starter_id: str) -> bool:
    """Those that somebody started."""
    return starter_id == actor_for(user, trace=Trace()).id


@follow("queue")
def may_follow_queue(user: Any, queue: str) -> bool:
    """Tells about all teams, so members follow their teams instead."""
    return queue in ("ae", "ic", "calls") and ADMIN_SCOPE in user.scopes


@follow("team")
def may_follow_team(user: Any, team_id: str) -> bool:
    key = Team.parse_id(team_id)
    return key is not None and (ADMIN_SCOPE in user.scopes or can_see_team(user, key))


@follow("merchant")
def may_follow_merchant(user: Any, merchant_id: str) -> bool:
    key = Merchant.parse_id(merchant_id)
    if key is None or not user.is_worker:
        return False
    return visible_merchants(actor_for(user, trace=Trace())).filter(pk=key).exists()


@follow("lead")
def may_follow_lead(user: Any, lead_id: str) -> bool:
    if ADMIN_SCOPE in user.scopes:
        return True
    key = Lead.parse_id(lead_id)
    if key is None or not user.is_worker:
        return False
    by = actor_for(user, trace=Trace())
    if visible_to(Queue.AE, by, team_view=True).filter(queue_entry__lead=key).exists():
        return True
    with suppress(NotFound):
        return bool(lead_without_entry(lead_id, by=by))
    return False
