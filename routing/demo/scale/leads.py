"""Leads of the grown world in the AE queue."""

import random
from datetime import datetime, timedelta
from uuid import UUID

from routing.demo.scale.people import Member, Seat
from routing.demo.scale.rows import VARIETY, Arrival, Chunk, Rows
from routing.demo.scale.telling import tell
from routing.enums import Outcome, State
from routing.rules.priority import base_parts
from routing.rules.scores import earned, next_change, priority_of
from routing.rules.sla import clock_from

TARGETS = {"MANAGED": timedelta(minutes=15), "ASSISTED": timedelta(minutes=30)}
QUOTE_TARGETS = {"MANAGED": timedelta(minutes=120), "ASSISTED": timedelta(minutes=240)}
ENDINGS = (Outcome.CLOSED_WON.value,) * 4 + (Outcome.CLOSED_LOST.value,) * 4 + (Outcome.DISQUALIFIED.value,) * 2
TALKED_OF_CLOSED = 4  # every fourth closed entry has a communication


class LeadRows(Rows):
    """The lead, its work item and what hangs on them."""

    def __init__(self, chance: random.Random, at: datetime) -> None:
        super().__init__(chance, at)
        self._base = [
            sum(part.points for part in base_parts(facts["annual_revenue"], facts["cohort"], facts["channel"]))
            for facts in self._facts
        ]

    def closed(self, chunk: Chunk, number: int, queued_at: datetime, owner: Member) -> Arrival:
        chance = self.chance
        arrival = self._arrive(chunk, number, queued_at, owner.team_id)
        closed_at = min(queued_at + timedelta(hours=chance.expovariate(1 / 30) + 0.5), self.at - timedelta(seconds=30))
        span = closed_at - queued_at
        called_at = queued_at + min(timedelta(minutes=chance.expovariate(1 / 9)), span / 2)
        self._talk(arrival, called_at, quoted_by=closed_at)
        assigned_at = queued_at + (called_at - queued_at) / 2
        self.close(arrival, owner, assigned_at=assigned_at, closed_at=closed_at, outcome=chance.choice(ENDINGS))
        if number % TALKED_OF_CLOSED == 0 or self.is_remembered(arrival):
            self._say(chunk, arrival, closed_at, owner, arrival.item["outcome"])
        return arrival

    def tell(self, chunk: Chunk, arrival: Arrival, owner: Member | None) -> None:
        tell(chunk, self, arrival, owner)

    def waiting(self, chunk: Chunk, number: int, queued_at: datetime, member: Member, state: State) -> Arrival:
        arrival = self._arrive(chunk, number, queued_at, member.team_id)
        arrival.item["state"] = state.value
        if state == State.OFFERED:
            arrival.item["offered_to_id"] = member.key
            until = self.at + timedelta(hours=self.chance.uniform(1, 6))
            chunk.timers.append(self.timer(arrival, "work.offer_expires", until))
        elif state == State.PARKED:
            until = self.at + timedelta(days=self.chance.uniform(0.5, 20))
            self._talk(arrival, queued_at + timedelta(minutes=5), quoted_by=self.at)
            arrival.item.update(parked_until=until, park_reason="Asked to be called later")
            chunk.timers.append(self.timer(arrival, "work.wake", until))
        else:
            arrival.item.update(suggested_id=member.key, suggestion_reason="Lightest load of the team")
        self._run_clock(chunk, arrival)
        return arrival

    def owned(self, chunk: Chunk, number: int, queued_at: datetime, seat: Seat, state: State) -> Arrival:
        arrival = self._arrive(chunk, number, queued_at, seat.owner.team_id)
        assigned_at = min(queued_at + timedelta(minutes=self.chance.uniform(0.5, 6)), self.at)
        arrival.item["state"] = state.value
        self.take(chunk, arrival, seat, assigned_at)
        if state == State.IN_PROGRESS:
            called_at = min(assigned_at + timedelta(minutes=self.chance.uniform(1, 20)), self.at)
            self._talk(arrival, called_at, quoted_by=self.at)
            self._say(chunk, arrival, called_at, seat.owner, "CONNECTED")
        self._run_clock(chunk, arrival)
        return arrival

    # --- parts ------------------------------------------------------------------------------------

    def _arrive(self, chunk: Chunk, number: int, at: datetime, team_id: UUID) -> Arrival:
        which = number % VARIETY
        facts, base = self._facts[which], self._base[which]
        lead_id, item_id, entry_id, journey_id = (self.id_at(at) for _ in range(4))
        lead = facts | {
            "id": lead_id,
            "external_id": None,
            "email": f"{number}.{facts['email']}",
            "business_name": f"{facts['business_name']} {number}",
            "journey_id": journey_id,
            "created_at": at,
            "updated_at": at,
        }
        clock, quote = (clock_from(at, targets[facts["cohort"]]) for targets in (TARGETS, QUOTE_TARGETS))
        assert clock is not None
        assert quote is not None
        score = base + earned("AE", self.at - at)
        item = {
            "id": item_id, "queue": "AE", "about_kind": "lead", "about_id": lead_id, "journey_id": journey_id,
            "state": "QUEUED", "team_id": team_id, "owner_id": None, "capacity_slot_id": None, "over_capacity": False,
            "assigned_at": None, "assigned_by": "{}", "assignment_reason": "", "assignment_notes": "",
            "decision_id": None, "offered_to_id": None, "suggested_id": None, "suggestion_reason": "",
            "cohort": facts["cohort"], "value": facts["quote_value_estimate"], "base_score": base, "score": score,
            "priority": priority_of(score), "score_changes_at": next_change("AE", at, self.at),
            "queued_at": at, "grows_from": at,
            "warn_at": clock.warn_at, "due_at": clock.due_at, "first_attempt_at": None, "contacted_at": None,
            "contact_target": clock.target, "contact_met_at": None, "contact_needs_connection": False,
            "quote_warn_at": quote.warn_at, "quote_due_at": quote.due_at, "quote_met_at": None,
            "parked_until": None, "park_reason": "", "closed_at": None, "outcome": "", "version": 1, "created_at": at,
        }  # fmt: skip
        chunk.leads.append(lead)
        chunk.items.append(item)
        entry = {"id": entry_id, "lead_id": lead_id, "work_item_id": item_id, "is_open": True}
        chunk.entries.append(entry)
        return Arrival(lead_id, item_id, entry_id, lead, entry, item)

    def _talk(self, arrival: Arrival, at: datetime, *, quoted_by: datetime) -> None:
        """Waiting ends at the first contact, and so does what it earns; the quote follows within two hours."""
        item = arrival.item
        score = item["base_score"] + earned("AE", at - item["queued_at"])
        item.update(
            first_attempt_at=at, contact_met_at=at, contacted_at=at, score=score, priority=priority_of(score),
            score_changes_at=None, quote_met_at=min(at + timedelta(minutes=self.chance.uniform(15, 110)), quoted_by),
        )  # fmt: skip

    def _say(self, chunk: Chunk, arrival: Arrival, at: datetime, owner: Member, outcome: str) -> None:
        row = {
            "id": self.id_at(at), "entry_id": arrival.entry_id, "type": "PHONE_CALL", "outcome": outcome,
            "duration_minutes": self.chance.randint(2, 20), "notes": "Talked about what they need.", "sentiment": "",
            "probability_to_close": None, "estimated_close_date": None, "logged_by_id": owner.key, "logged_at": at,
        }  # fmt: skip
        chunk.communications.append(row)
        arrival.said.append(row)

    def _run_clock(self, chunk: Chunk, arrival: Arrival) -> None:
        """Warnings and breaches of a lead that nobody has called: still to come, or fired when they came."""
        item = arrival.item
        if item["first_attempt_at"] is not None:
            return
        for name, instant in (
            ("work.first_contact_warning", item["warn_at"]),
            ("work.first_contact_breach", item["due_at"]),
            ("work.quote_warning", item["quote_warn_at"]),
            ("work.quote_breach", item["quote_due_at"]),
        ):
            chunk.timers.append(self.timer(arrival, name, instant))
