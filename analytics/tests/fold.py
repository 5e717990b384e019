"""The same figures, counted slowly and obviously: every event of the log, in order, kept in plain dictionaries."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from analytics.rules.periods import Period
from events.models import DomainEvent

ANSWERED = {"CONNECTED", "SCHEDULED_CALLBACK", "QUALIFIED", "CLOSED_WON"}


@dataclass
class Entry:
    """What the log says of one stay in the queue."""

    lead: str
    team: str
    queued_at: datetime
    due_at: datetime | None
    owner: str = ""
    attempts: list[tuple[datetime, str, str]] = field(default_factory=list)  # when, outcome, who
    closed_at: datetime | None = None
    outcome: str = ""
    reason: str = ""
    counts: bool = True
    value: Decimal = Decimal(0)


def entries_of_the_log() -> tuple[dict[str, Entry], dict[str, dict[str, str]]]:
    """Entries by id, and channel and campaign by lead."""
    entries: dict[str, Entry] = {}
    sources: dict[str, dict[str, str]] = {}
    for event in DomainEvent.objects.order_by("id"):
        told, at = event.payload, event.occurred_at
        entry = entries.get(told.get("queue_entry_id", ""))
        match event.name:
            case "lead.received":
                sources[told["lead_id"]] = {"channel": told["channel"], "campaign": told["campaign_id"]}
            case "lead.queued":
                due = datetime.fromisoformat(told["contact_by"]) if told["contact_by"] else None
                entries[told["queue_entry_id"]] = Entry(told["lead_id"], told["team_id"], at, due)
            case "lead.assigned":
                entry.owner = told["owner_id"]
            case "lead.released" | "lead.parked":
                entry.owner = ""
            case "lead.contact_logged":
                entry.attempts.append((at, told["outcome"], event.actor_id))
            case "lead.closed":
                entry.closed_at, entry.outcome, entry.reason = at, told["outcome"], told["close_reason"]
                entry.counts, entry.value = told["in_sla_figures"], Decimal(str(told["value"]))
                entry.owner = told["owner_id"]
            case "lead.reopened":
                entry.closed_at, entry.outcome, entry.reason, entry.counts, entry.owner = None, "", "", True, ""
    return entries, sources


def fold(period: Period) -> dict[tuple[str, str], dict[str, Any]]:
    """(group, id) → figures by their names on the wire; ("total", "") is all of them."""
    entries, sources = entries_of_the_log()
    groups: dict[tuple[str, str], dict[str, Any]] = defaultdict(lambda: defaultdict(list))

    for entry in entries.values():
        place = {"team": entry.team, **sources[entry.lead]}
        for what, at, of in _moments(entry):
            if period.begins <= at < period.ends:
                for group in (("total", ""), *(place | of | {"day": _day(at, period)}).items()):
                    groups[group][what].append(entry)
    return {group: _figures(found, period.until) for group, found in groups.items()}


def _moments(entry: Entry) -> Iterator[tuple[str, datetime, dict[str, str]]]:
    """What happened to it, when, and the groups to which that belongs beside its team and source."""
    yield "arrived", entry.queued_at, {"member": entry.owner}
    if entry.closed_at:
        refused = entry.outcome in ("CLOSED_LOST", "DISQUALIFIED")
        reason = {"reason": f"{entry.outcome}:{entry.reason}"} if refused else {}
        yield "closed", entry.closed_at, {"member": entry.owner} | reason
    for at, _outcome, who in entry.attempts:
        yield "contacts", at, {"member": who}


def _day(at: datetime, period: Period) -> str:
    return at.astimezone(period.zone).date().isoformat()


def _figures(found: dict[str, list[Entry]], until: datetime) -> dict[str, Any]:
    arrived, closed = found["arrived"], found["closed"]
    counted = [entry for entry in arrived if entry.counts]
    attempts = [_since(entry, entry.attempts[0][0]) for entry in counted if entry.attempts]
    answers = [[at for at, outcome, _who in entry.attempts if outcome in ANSWERED] for entry in counted]
    connections = [_since(entry, when[0]) for entry, when in zip(counted, answers, strict=True) if when]
    verdicts = [_in_time(entry, until) for entry in counted if entry.due_at]
    tried = [entry for entry in arrived if entry.attempts]
    won = [entry for entry in closed if entry.outcome == "CLOSED_WON"]
    lost = [entry for entry in closed if entry.outcome == "CLOSED_LOST"]
    in_time, late = verdicts.count(True), verdicts.count(False)
    made = sum(len(entry.attempts) for entry in arrived)
    return {
        "arrived": len(arrived),
        "counted": len(counted),
        "attempted": len(attempts),
        "connected": len(connections),
        "first_attempt_median_seconds": percentile(attempts, 0.5),
        "first_attempt_p90_seconds": percentile(attempts, 0.9),
        "connection_median_seconds": percentile(connections, 0.5),
        "connection_p90_seconds": percentile(connections, 0.9),
        "in_time": in_time,
        "late": late,
        "tried": len(tried),
        "attempts": made,
        "contacts": len(found["contacts"]),
        "closed": len(closed),
        "won": len(won),
        "lost": len(lost),
        "disqualified": len([entry for entry in closed if entry.outcome == "DISQUALIFIED"]),
        "value_won": float(sum(entry.value for entry in won)),
        "share_in_time": round(in_time / (in_time + late), 4) if in_time + late else None,
        "attempts_per_lead": round(made / len(tried), 2) if tried else None,
        "win_rate": round(len(won) / len(won + lost), 4) if won + lost else None,
    }


def _since(entry: Entry, at: datetime) -> float:
    return (at - entry.queued_at).total_seconds()


def _in_time(entry: Entry, until: datetime) -> bool | None:
    """Called before the deadline, or not; None while it is not over, and when it ended before."""
    if entry.attempts:
        return entry.attempts[0][0] <= entry.due_at
    return False if entry.due_at < min(entry.closed_at or until, until) else None


def percentile(values: list[float], share: float) -> int | None:
    """Between the two nearest, in proportion; whole seconds."""
    if not values:
        return None
    ordered, place = sorted(values), share * (len(values) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return round(ordered[low] + (ordered[high] - ordered[low]) * (place - low))
