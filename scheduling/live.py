"""Who is told what happens to calls and sessions, live.

`team.<id>` members of that team; `queue.calls`, `queue.ic` whoever sees all teams; `call.<id>`, `session.<id>`,
`merchant.<id>` whoever may see that; `staff.<id>` who has it or joins it, and who has just lost it.
"""

from collections.abc import Iterator
from typing import Any

from accounts.actors import actor_for
from core.trace import Trace
from events.registry import follow, topics_of
from scheduling.models import CallRequest, IcSession
from scheduling.queries.calls import visible_calls
from scheduling.queries.sessions import visible_sessions

PEOPLE = ("owner_id", "previous_owner_id", "from_owner_id", "host_id")


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
    yield from _team_and_people(event)


@follow("call")
def may_follow_call(user: Any, call_id: str) -> bool:
    key = CallRequest.parse_id(call_id)
    if key is None:
        return False
    customer = getattr(user, "customer", None)
    company_id = customer.company_id if customer is not None and not user.is_worker else None
    return visible_calls(actor_for(user, trace=Trace()), company_id).filter(pk=key).exists()


@topics_of(
    "session.scheduled",
    "session.moved",
    "session.link_ready",
    "session.host_added",
    "session.host_left",
    "session.started",
    "session.completed",
    "session.cancelled",
    "session.missed",
    "session.confirmed",
    "session.rated",
    "session.asked_again",
)
def session_topics(event: Any) -> Iterator[str]:
    yield "queue.ic"
    yield f"session.{event.session_id}"
    yield f"merchant.{event.merchant_id}"
    yield from _team_and_people(event)


@follow("session")
def may_follow_session(user: Any, session_id: str) -> bool:
    key = IcSession.parse_id(session_id)
    if key is None or not user.is_worker:
        return False
    return visible_sessions(actor_for(user, trace=Trace())).filter(pk=key).exists()


def _team_and_people(event: Any) -> Iterator[str]:
    yield f"team.{event.team_id}"
    yield from dict.fromkeys(f"staff.{person}" for name in PEOPLE if (person := getattr(event, name, "")))
