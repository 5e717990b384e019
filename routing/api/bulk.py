"""Many leads in one request: each row has its own result, and a bad one costs nothing but itself."""

from typing import Any

from rest_framework import serializers

from core import clock
from core.api.schema import endpoint
from core.api.serializers import StrictSerializer
from core.api.views import WriteView
from core.errors import DomainError
from routing.actions.receive_lead import receive_leads
from routing.api.examples import LEAD_EXAMPLE, LEAD_RECEIVED
from routing.api.outputs import received_as_json
from routing.intake.told import checked

MOST = 500
ERROR = {"code": "VALIDATION_FAILED", "message": "Some fields need attention.", "details": {"email": ["Required."]}}


class ManyLeads(StrictSerializer):
    leads = serializers.ListField(child=serializers.JSONField(), min_length=1, max_length=MOST)


@endpoint(
    "Send many leads",
    f"Up to {MOST} leads, each as in `POST /leads`. The answer has a result for each, in the same order: `created`, "
    "`standing` (a repeat enquiry; also of a row further up) or `error` with what is wrong with that row, which loses "
    "nothing else. All good rows are stored together.",
    request={"leads": [LEAD_EXAMPLE]},
    response={
        "results": [
            {"index": 0, "result": "created", **LEAD_RECEIVED, "error": None},
            {"index": 1, "result": "error", **dict.fromkeys(LEAD_RECEIVED), "error": ERROR},
        ],
        "created": 1,
        "standing": 0,
        "failed": 1,
    },
    tags=("leads",),
)
class BulkLeads(WriteView):
    scopes = ("system:routing", "admin:routing")
    input_class = ManyLeads
    idempotency = "required"

    def handle(self, data: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        facts, refused = checked(data["leads"])
        received = dict(zip(facts, receive_leads(facts.values(), by=self.actor, at=clock.now()), strict=True))
        refused |= {number: found for number, found in received.items() if isinstance(found, DomainError)}
        taken = {number: found for number, found in received.items() if not isinstance(found, DomainError)}
        shown = dict(zip(taken, received_as_json(list(taken.values())), strict=True))
        results = [
            _row(number, "created" if taken[number].created else "standing", shown[number])
            if number in taken
            else _row(number, "error", {}, refused[number])
            for number in range(len(data["leads"]))
        ]
        created = sum(found.created for found in taken.values())
        return {"results": results, "created": created, "standing": len(taken) - created, "failed": len(refused)}


def _row(number: int, result: str, lead: dict[str, Any], refusal: DomainError | None = None) -> dict[str, Any]:
    error = {"code": refusal.code, "message": refusal.message, "details": refusal.details} if refusal else None
    return {"index": number, "result": result, **dict.fromkeys(LEAD_RECEIVED), **lead, "error": error}
