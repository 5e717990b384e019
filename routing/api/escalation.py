"""POST /queues/ae/{lead_id}/escalate: a self-serve lead needs a person."""

from typing import Any

from rest_framework import serializers

from core import clock
from core.api.schema import endpoint
from core.api.serializers import StrictSerializer
from core.api.views import WriteView
from core.errors import ErrorCode
from notifications.queries.deliveries import deliveries_json
from routing.actions.escalate_lead import escalate_lead
from routing.api import outputs
from routing.api.examples import ENTRY_ID, LEAD_ID, SARAH
from routing.enums import LEAD_STATUS, State
from routing.queries.leads import lead_without_entry


class Escalation(StrictSerializer):
    reason = serializers.CharField(max_length=200)


@endpoint(
    "Escalate a self-serve lead",
    "The lead takes a place in the queue, with the clocks and the score of an ASSISTED one from now on; it stays "
    "SELF_SERVE itself. Where its team's work is assigned automatically it has an owner at once (`ESCALATION`), who is "
    "told; else who is on duty is told. For administrators and systems, and for members of the team that its region "
    "belongs to. A lead that is in the queue, or that is not self-serve, is refused.",
    request={"reason": "Asked in the chat for somebody to call about two locations"},
    response={
        "queue_entry_id": ENTRY_ID,
        "lead_id": LEAD_ID,
        "status": "ASSIGNED",
        "priority": "LOW",
        "cohort_type": "ASSISTED",
        "contact_by": "2026-10-09T12:30:00Z",
        "quote_by": "2026-10-09T16:00:00Z",
        "assigned_to": {"id": SARAH["id"], "name": "Sarah Johnson"},
        "decision_id": "dec_01k9a3v7x8e9f0g1h2j3k4m5na",
        "notifications_sent": [
            {
                "type": "EMAIL",
                "recipient": SARAH["id"],
                "template": "AE_ESCALATION",
                "status": "QUEUED",
                "sent_at": None,
            }
        ],
    },
    codes=(ErrorCode.NOT_FOUND, ErrorCode.INVALID_TRANSITION),
    tags=("AE queue",),
)
class EscalateLead(WriteView):
    scopes = ("ae:queue:assign", "admin:routing", "system:routing")
    input_class = Escalation
    idempotency = "required"
    success_status = 201

    def handle(self, data: dict[str, Any], lead_id: str, **kwargs: Any) -> dict[str, Any]:
        lead = lead_without_entry(lead_id, by=self.actor)
        done = escalate_lead(lead.pk, reason=data["reason"], by=self.actor, at=clock.now())
        item = done.item
        return {
            "queue_entry_id": item.queue_entry.public_id,
            "lead_id": lead.public_id,
            "status": LEAD_STATUS[State(item.state)],
            "priority": item.priority,
            "cohort_type": item.cohort,
            "contact_by": item.due_at,
            "quote_by": item.quote_due_at,
            "assigned_to": outputs.named(item.owner),
            "decision_id": done.decision.public_id if done.decision and done.decision.winner_id else None,
            "notifications_sent": deliveries_json(done.told),
        }
