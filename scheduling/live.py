"""Who is told what happens to calls, live.

`team.<id>` members of that team; `queue.calls` whoever sees all teams; `call.<id>` whoever may see the call;
`staff.<id>` who has it, and who has just lost it.
"""

from collections.abc import Iterator
from typing import Any

from accounts.actors import actor_for
from core.trace import Trace
from events.registry import follow, topics_of
from scheduling.models import CallRequest
from scheduling.queries.calls import visible_calls

PEOPLE = ("owner_id", "previous_owner_id", "from_owner_id")


@topics_of(
    "call.requested",
    "call.assigned",
    "call.released",
    "call.confirmed",
    "call.times_proposed",
    "call.moved",
    "call.changed",
    "call.cancelled",
    "call.started",
    "call.completed",
    "call.missed",
    "call.rated",
    "call.answer_warned",
    "call.answer_breached",
    "call.breach_passed_on",
    "call.queue_changed",
)
def call_topics(event: Any) -> Iterator[str]:
    yield "queue.calls"
    yield f"call.{event.call_id}"
    yield f"team.{event.team_id}"
    yield from dict.fromkeys(f"staff.{person}" for name in PEOPLE if (person := getattr(event, name, "")))


@follow("call")
def may_follow_call(user: Any, call_id: str) -> bool:
    key = CallRequest.parse_id(call_id)
    if key is None:
        return False
    customer = getattr(user, "customer", None)
    company_id = customer.company_id if customer is not None and not user.is_worker else None
    return visible_calls(actor_for(user, trace=Trace()), company_id).filter(pk=key).exists()
