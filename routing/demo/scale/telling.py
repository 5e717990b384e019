"""What the log says of a lead of the grown world: it came, is queued, somebody has it, talked to it and closed it."""

import json
from dataclasses import fields
from datetime import datetime
from typing import Any

from core.ids import public_id
from events import registry
from routing.demo.scale.people import Member
from routing.demo.scale.rows import Arrival, Chunk, Row, Rows
from routing.enums import CLOSING, LeadStatus
from routing.events import LeadAssigned, LeadClosed, LeadContactLogged, LeadQueued, LeadReceived
from routing.rules.scores import priority_of


def tell(chunk: Chunk, rows: Rows, arrival: Arrival, owner: Member | None) -> None:
    """Add its events, as emit would have written them; they get their place in the feed afterwards."""
    lead, item = arrival.about, arrival.item
    lead_id = public_id("lead", arrival.about_id)
    entry: Row = {
        "lead_id": lead_id,
        "queue_entry_id": public_id("qe", arrival.entry_id),
        "team_id": public_id("team", item["team_id"]),
    }
    told: list[tuple[Any, datetime]] = [
        (
            LeadReceived(
                lead_id=lead_id,
                **{field: lead[field] for field in ("business_name", "email", "contact_name", "cohort")},
                **{field: lead[field] for field in ("channel", "region", "campaign_id")},
            ),
            item["queued_at"],
        ),
        (
            LeadQueued(
                **entry,
                score=item["base_score"],
                priority=priority_of(item["base_score"]),
                parts={"revenue and cohort": item["base_score"]},
                contact_by=item["due_at"],
                quote_by=item["quote_due_at"],
            ),
            item["queued_at"],
        ),
    ]
    if owner is not None:
        assigned = LeadAssigned(
            **entry,
            owner_id=owner.public_id,
            owner_name=owner.name,
            previous_owner_id="",
            reason="MANUAL",
            notes="",
            decision_id="",
            over_capacity=False,
        )
        told.append((assigned, item["assigned_at"]))
        told += [(_contact(entry, owner, said), said["logged_at"]) for said in arrival.said]
        if item["closed_at"] is not None:
            closed = LeadClosed(**entry, owner_id=owner.public_id, outcome=item["outcome"])
            told.append((closed, item["closed_at"]))
    for version, (payload, at) in enumerate(told, start=1):
        chunk.events.append(_event(rows, payload, lead_id, version, item["journey_id"], at))
    chunk.heads.append({"kind": "lead", "subject_id": lead_id, "version": len(told)})


def _contact(entry: Row, owner: Member, said: Row) -> LeadContactLogged:
    closes = said["outcome"] in CLOSING
    return LeadContactLogged(
        **entry,
        communication_id=public_id("comm", said["id"]),
        owner_id=owner.public_id,
        communication_type=said["type"],
        outcome=said["outcome"],
        first_attempt=True,
        previous_status=LeadStatus.ASSIGNED.value,
        new_status=(LeadStatus.CLOSED if closes else LeadStatus.CONTACTED).value,
        attempts=1,
    )


def _event(rows: Rows, payload: Any, lead_id: str, version: int, journey_id: object, at: datetime) -> dict[str, Any]:
    hidden = getattr(payload, "personal", ())
    values = {field.name: _plain(getattr(payload, field.name)) for field in fields(payload)}
    topics = registry.told_under(payload)
    return {
        "id": rows.id_at(at), "name": payload.event_name, "subject_kind": "lead", "subject_id": lead_id,
        "subject_version": version, "actor_kind": "system", "actor_id": "system", "actor_name": "Switchboard",
        "ip": None, "trace_id": "", "journey_id": journey_id, "occurred_at": at,
        "payload": _json({name: value for name, value in values.items() if name not in hidden}),
        "personal": _json({name: value for name, value in values.items() if name in hidden}),
        "topics": "{" + ",".join(topics) + "}",
    }  # fmt: skip


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _json(values: dict[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False)
