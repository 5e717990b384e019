"""POST /leads/{lead_id}/events: another system reports what a lead did."""

from datetime import timedelta
from typing import Any

from rest_framework import serializers

from core import clock
from core.api.schema import endpoint
from core.api.serializers import InstantField, StrictSerializer
from core.api.views import WriteView
from core.errors import ErrorCode, NotFound
from notifications.queries.deliveries import deliveries_json
from routing.actions.record_activity import Recorded, record_activity
from routing.api.examples import LEAD_ID
from routing.conf import CURRENCY
from routing.enums import STEP_NAMES, ActivityType, ClockKind, KybStatus
from routing.models import Lead
from routing.queries.entry_json import as_number
from routing.rules.journey import FIRST, LAST

#: a sender's clock may be this far ahead of ours; what it says is then taken as now
AHEAD = timedelta(minutes=5)
#: what a type says: fields that it must have, and further ones that it may have
FIELDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    ActivityType.QUOTE_SENT: ((), ("amount",)),
    ActivityType.QUOTE_VIEWED: ((), ("amount",)),
    ActivityType.QUOTE_APPROVED: ((), ("amount",)),
    ActivityType.PAYMENT_COMPLETED: (("amount",), ()),
    ActivityType.STEP_CHANGED: (("step",), ("forced",)),
    ActivityType.KYB_RESULT: (("kyb_status",), ()),
}
OF_A_TYPE = ("amount", "step", "forced", "kyb_status")


class Report(StrictSerializer):
    type = serializers.ChoiceField(ActivityType.choices)
    occurred_at = InstantField(required=False, help_text="When it happened; now, if left out.")
    external_id = serializers.CharField(
        max_length=120, required=False, help_text="Your id of this occurrence: the same one of a type counts once."
    )
    amount = serializers.DecimalField(
        14, 2, min_value=0, required=False, help_text="PAYMENT_COMPLETED: what was paid. QUOTE_*: what is offered."
    )
    step = serializers.IntegerField(min_value=FIRST, max_value=LAST, required=False, help_text="STEP_CHANGED")
    forced = serializers.BooleanField(required=False, help_text="STEP_CHANGED: the step may also lead back.")
    kyb_status = serializers.ChoiceField(KybStatus.choices, required=False, help_text="KYB_RESULT")

    def validate_occurred_at(self, value: Any) -> Any:
        if value > clock.now() + AHEAD:
            raise serializers.ValidationError("Must not be in the future.")
        return value

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        needed, allowed = FIELDS[attrs["type"]]
        problems = {name: ["This field is required."] for name in needed if name not in attrs}
        foreign = [name for name in OF_A_TYPE if name in attrs and name not in (*needed, *allowed)]
        problems |= {name: [f"Does not belong to {attrs['type']}."] for name in foreign}
        if problems:
            raise serializers.ValidationError(problems)
        return {"occurred_at": clock.now()} | attrs


@endpoint(
    "Report what a lead did",
    "Moves the journey and tells the owner (of QUOTE_APPROVED and PAYMENT_COMPLETED who is on duty, where nobody owns "
    "it). A quote that was sent, viewed or approved meets the quote deadline as of `occurred_at` and gives the lead "
    "its value. A step never goes back, unless it is `forced`; of results and amounts the latest by `occurred_at` "
    "holds: reports that come late, twice or out of order end in the same state. `changed` says what followed. A "
    "known `external_id` of the same type answers 200 with the first report and changes nothing. Works for leads "
    "that wait in no queue and for closed ones.",
    request={"type": "QUOTE_SENT", "external_id": "quote-881:sent", "amount": 15000},
    response={
        "event_id": "activity_01k9a3v7x8e9f0g1h2j3k4m5n6",
        "lead_id": LEAD_ID,
        "queue_entry_id": "qe_01k9a3v7x8e9f0g1h2j3k4m5n7",
        "type": "QUOTE_SENT",
        "occurred_at": "2026-10-09T13:20:00Z",
        "repeated": False,
        "changed": ["quote_met_at", "quote_value_estimate", "value"],
        "context": {
            "current_step": 5,
            "step_name": "Quote",
            "kyb_status": "APPROVED",
            "quote_value_estimate": 15000,
            "currency": "USD",
        },
        "quote": {"quote_by": "2026-10-09T14:00:00Z", "quote_status": "MET", "met_at": "2026-10-09T13:20:00Z"},
        "notifications_sent": [],
    },
    codes=(ErrorCode.NOT_FOUND,),
    tags=("leads",),
)
class LeadEvents(WriteView):
    scopes = ("system:routing", "admin:routing")
    input_class = Report
    success_status = 201
    other_statuses = (200,)

    def handle(self, data: dict[str, Any], lead_id: str, **kwargs: Any) -> dict[str, Any]:
        key = Lead.parse_id(lead_id)
        if key is None:
            raise NotFound("lead")
        at = clock.now()
        recorded = record_activity(key, data, by=self.actor, at=at)
        if recorded.repeated:
            self.success_status = 200
        return _as_json(recorded, at)


def _as_json(recorded: Recorded, at: Any) -> dict[str, Any]:
    lead, item, activity = recorded.lead, recorded.item, recorded.activity
    promise = item.promise(ClockKind.QUOTE_DELIVERY) if item else None
    return {
        "event_id": activity.public_id,
        "lead_id": lead.public_id,
        "queue_entry_id": item.queue_entry.public_id if item else None,
        "type": activity.type,
        "occurred_at": activity.occurred_at,
        "repeated": recorded.repeated,
        "changed": recorded.changed,
        "context": {
            "current_step": lead.current_step,
            "step_name": STEP_NAMES.get(lead.current_step),
            "kyb_status": lead.kyb_status or None,
            "quote_value_estimate": as_number(lead.quote_value_estimate),
            "currency": CURRENCY,
        },
        "quote": {"quote_by": promise.due_at, "quote_status": promise.status(at), "met_at": promise.met_at}
        if promise
        else None,
        "notifications_sent": deliveries_json(recorded.told),
    }
