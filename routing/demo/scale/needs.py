"""Merchants of the grown world and what they need, in the IC queue."""

import json
from datetime import datetime, timedelta
from typing import Any

from core.ids import public_id
from routing.demo.scale.people import Member, Seat
from routing.demo.scale.rows import VARIETY, Arrival, Chunk, Row, Rows
from routing.enums import Queue, State, SupportType
from routing.rules.scores import score_at
from routing.rules.urgency import urgency_parts

MINUTES = (30, 45, 60, 90)
BLOCKER = {"type": "HARDWARE", "description": "The card reader does not pair.", "severity": "HIGH"}
BLOCKED = 0.15  # share of the merchants
#: of the needs that somebody has, those that have an hour
WITH_HOUR = 0.8
QUARTER = timedelta(minutes=15)
FACTS = (
    "email", "business_name", "business_category", "contact_name", "contact_phone", "contact_email",
    "preferred_contact_method", "cohort", "region", "language",
)  # fmt: skip


class NeedRows(Rows):
    """The merchant, its entry and its work item. Sessions are left out: an entry shows its own by itself."""

    def closed(self, chunk: Chunk, number: int, queued_at: datetime, owner: Member) -> Arrival:
        arrival = self._arrive(chunk, number, queued_at, owner)
        closed_at = min(queued_at + timedelta(hours=self.chance.uniform(5, 150)), self.at - timedelta(seconds=30))
        helped_at = queued_at + (closed_at - queued_at) * 0.9
        arrival.item.update(scheduled_at=helped_at, contact_met_at=helped_at, score_changes_at=None)
        assigned_at = queued_at + (closed_at - queued_at) / 2
        self.close(arrival, owner, assigned_at=assigned_at, closed_at=closed_at, outcome="COMPLETED")
        return arrival

    def waiting(self, chunk: Chunk, number: int, queued_at: datetime, member: Member, state: State) -> Arrival:
        arrival = self._arrive(chunk, number, queued_at, member)
        arrival.item["state"] = state.value
        if state == State.PARKED:
            until = self.at + timedelta(days=self.chance.uniform(0.5, 20))
            arrival.item.update(parked_until=until, park_reason="Waits for a delivery")
            chunk.timers.append(self.timer(arrival, "work.wake", until))
        else:
            arrival.item.update(suggested_id=member.key, suggestion_reason="Lightest load of the team")
        return arrival

    def owned(self, chunk: Chunk, number: int, queued_at: datetime, seat: Seat, state: State) -> Arrival:
        arrival = self._arrive(chunk, number, queued_at, seat.owner)
        arrival.item["state"] = state.value
        self.take(chunk, arrival, seat, min(queued_at + timedelta(minutes=self.chance.uniform(5, 300)), self.at))
        if state == State.IN_PROGRESS:
            self._plan(arrival, self.at - timedelta(minutes=self.chance.uniform(1, 20)))
            arrival.item["contact_met_at"] = arrival.item["scheduled_at"]
        elif self.chance.random() < WITH_HOUR:
            self._plan(arrival, self.at + QUARTER * self.chance.randint(1, 1000))
        return arrival

    def tell(self, chunk: Chunk, arrival: Arrival, owner: Member | None) -> None:
        """Nothing: no measurement reads the log of merchants."""

    def _arrive(self, chunk: Chunk, number: int, at: datetime, member: Member) -> Arrival:
        chance, facts = self.chance, self._facts[number % VARIETY]
        merchant_id, item_id, entry_id, journey_id = (self.id_at(at) for _ in range(4))
        step, began = chance.randint(4, 10), at - timedelta(hours=chance.uniform(0, 120))
        blockers = [BLOCKER] if chance.random() < BLOCKED else []
        need = chance.choice(SupportType.values)
        merchant: Row = {name: facts[name] for name in FACTS} | {
            "id": merchant_id, "email": f"{number}.{facts['email']}",
            "business_name": f"{facts['business_name']} {number}", "zone": "America/New_York",
            "journey_status": "SETTING_UP", "current_step_id": step, "step_started_at": began,
            "completion": 10 * (step - 1), "journey_id": journey_id, "created_at": began, "updated_at": began,
            "version": 1,
        }  # fmt: skip
        entry: Row = {
            "id": entry_id, "merchant_id": merchant_id, "work_item_id": item_id, "is_open": True,
            "support_type": need, "requested_services": "[]", "duration_minutes": chance.choice(MINUTES),
            "complexity": chance.choice(("LOW", "MEDIUM", "HIGH")), "needs_specialist": False, "hardware": None,
            "blockers": json.dumps(blockers), "preferred_schedule": None, "session": None,
        }  # fmt: skip
        item = self._item(facts, step, began, blockers) | {
            "id": item_id, "about_kind": "support", "about_id": entry_id, "journey_id": journey_id,
            "team_id": member.team_id, "need": need, "queued_at": at, "created_at": at,
        }  # fmt: skip
        chunk.merchants.append(merchant)
        chunk.needs.append(entry)
        chunk.items.append(item)
        return Arrival(merchant_id, item_id, entry_id, merchant, entry, item)

    def _item(self, facts: dict[str, Any], step: int, began: datetime, blockers: list[dict[str, str]]) -> Row:
        base = sum(part.points for part in urgency_parts(facts["cohort"], step, [one["severity"] for one in blockers]))
        score = score_at(Queue.IC, base, began, None, self.at)
        return {
            "queue": "IC", "state": "QUEUED", "owner_id": None, "capacity_slot_id": None, "over_capacity": False,
            "assigned_at": None, "assigned_by": "{}", "assignment_reason": "", "assignment_notes": "",
            "suggested_id": None, "suggestion_reason": "", "cohort": facts["cohort"], "value": 0, "step": step,
            "base_score": base, "score": score.points, "priority": score.priority, "grows_from": began,
            "score_changes_at": score.changes_at, "scheduled_at": None, "contact_met_at": None, "parked_until": None,
            "park_reason": "", "closed_at": None, "outcome": "", "version": 1,
        }  # fmt: skip

    def _plan(self, arrival: Arrival, at: datetime) -> None:
        """It has its hour, as the queue shows it."""
        arrival.item["scheduled_at"] = at
        shown = {
            "session_id": public_id("sess", self.id_at(arrival.item["queued_at"])),
            "scheduled_for": at.isoformat(),
            "duration_minutes": arrival.entry["duration_minutes"],
            "meeting_url": None,
            "calendar_event_id": public_id("booking", self.id_at(arrival.item["queued_at"])),
        }
        arrival.entry["session"] = json.dumps(shown)
