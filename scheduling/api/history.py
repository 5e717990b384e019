"""What happened to a call: who, when, what and why, from the event log."""

import re
from typing import Any

from core.api.schema import endpoint
from core.api.views import ReadView
from events.queries import Told, story
from scheduling.api.asking import TAGS, CallView
from scheduling.api.examples import HISTORY
from scheduling.events import OfCall

INSTANT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?)\+00:00")
#: what a customer hears of; the rest is the team's own
OPEN = frozenset(
    {
        "call.requested", "call.assigned", "call.confirmed", "call.times_proposed", "call.moved", "call.changed",
        "call.cancelled", "call.started", "call.completed", "call.missed", "call.rated",
    }
)  # fmt: skip
#: said with every event, or on its own line of the answer
ELSEWHERE = frozenset({*OfCall.__dataclass_fields__, "reason", "previous", "request"})
#: how somebody was chosen, and what the team noted
TEAMS_OWN = frozenset({"notes", "decision_id", "over_capacity", "previous_owner_id", "from_owner_id"})


@endpoint(
    "What happened to a call",
    "Every event, the first one first, with who did it, when and why; `states` are the call's states with the instant "
    "at which each began. The address (`ip`) is for members and administrators; customers hear of what concerns them.",
    response=HISTORY,
    tags=TAGS,
    operation="call_requests_history",
)
class CallHistory(CallView, ReadView):
    def read(self, call_id: str, **kwargs: Any) -> dict[str, Any]:
        call, outside = self.call(call_id), self.is_outside
        lines = story("call", call.public_id, personal=True)
        return {
            "id": call.public_id,
            "number": call.number,
            "status": call.status,
            "states": _states(lines),
            "history": [_line(told, outside) for told in lines if not outside or told.name in OPEN],
        }


def in_utc(text: str) -> str:
    """Instants as everywhere: the log writes +00:00."""
    return INSTANT.sub(r"\1Z", text)


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return in_utc(value) if isinstance(value, str) else value


def _states(lines: list[Told]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for told in lines:
        status = told.fields.get("status")
        if status and (not found or found[-1]["status"] != status):
            found.append({"status": status, "at": told.at, "by": told.who})
    return found


def _line(told: Told, outside: bool) -> dict[str, Any]:
    hidden = ELSEWHERE | TEAMS_OWN if outside else ELSEWHERE
    chosen = outside and told.name == "call.assigned"  # the reason there is the engine's
    shown = {
        "id": told.id,
        "event": told.name,
        "what": in_utc(told.sentence),
        "at": told.at,
        "by": {"id": told.actor_id, "name": told.who},
        "status": told.fields.get("status"),
        "previous_status": told.fields.get("previous"),
        "reason": None if chosen else told.fields.get("reason") or None,
        "details": {name: _plain(value) for name, value in told.fields.items() if name not in hidden},
    }
    return shown if outside else {**shown, "ip": told.ip}
