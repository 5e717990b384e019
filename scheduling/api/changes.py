"""What is done with a call by whoever may see it: moved, agreed, cancelled, rated."""

from typing import Any, ClassVar

from core import clock
from core.api.docs import Parameter
from core.api.schema import endpoint
from core.api.views import WriteView
from core.errors import ErrorCode
from scheduling.actions import cancel_call, confirm_call, pick_time, rate_call, reschedule_call
from scheduling.api.asking import TAGS
from scheduling.api.calls import ShownCall
from scheduling.api.examples import CALL, CANCELLED, COMPLETED
from scheduling.api.inputs import Agreement, Cancellation, NewTime, Rating

DEADLINE = (ErrorCode.INVALID_TRANSITION, ErrorCode.CANCELLATION_DEADLINE_PASSED)


class CallWrite(ShownCall, WriteView):
    """One verb for one call, which must be one that the caller may see."""


@endpoint(
    "Cancel a call",
    "The time is free for others, reminders are off, and everybody concerned is told. `reason` and `late` may stand in "
    "the body or in the address. Customers cancel until the deadline; after it `late` says that they cannot make it, "
    "which is counted, and possible until the call's hour.",
    request={"reason": "The question has been answered.", "late": False},
    response=CANCELLED,
    codes=DEADLINE,
    tags=TAGS,
    operation="call_requests_cancel",
    parameters=(
        Parameter("reason", "Instead of the body's."),
        Parameter("late", "Instead of the body's.", {"type": "boolean"}),
    ),
)
class CancelCall(ShownCall, WriteView):
    verb: ClassVar[str] = "delete"
    input_class = Cancellation
    parameters = ("reason", "late")

    def _validated(self, body: Any) -> dict[str, Any]:
        asked = self.request.query_params.dict()
        return super()._validated(asked | body if isinstance(body, dict) else body)

    def handle(self, data: dict[str, Any], call_id: str, **kwargs: Any) -> dict[str, Any]:
        call = self.call(call_id)
        cancel_call(call.pk, reason=data["reason"], late=data["late"], by=self.actor, at=clock.now())
        return self.shown(call_id)


@endpoint(
    "Move a call",
    "The number stays; the old time is given up exactly when the new one is taken, with the same member where they are "
    "free. Reminders and invitations follow. Customers move until the deadline.",
    request={"scheduled_date_time": "2026-12-03T16:00:00Z", "reason": "A meeting came up."},
    response=CALL,
    codes=(*DEADLINE, ErrorCode.SLOT_UNAVAILABLE),
    tags=TAGS,
    operation="call_requests_reschedule",
)
class RescheduleCall(CallWrite):
    input_class = NewTime

    def handle(self, data: dict[str, Any], call_id: str, **kwargs: Any) -> dict[str, Any]:
        call, starts_at = self.call(call_id), data["scheduled_date_time"]
        reschedule_call(call.pk, starts_at=starts_at, reason=data["reason"], by=self.actor, at=clock.now())
        return self.shown(call_id)


@endpoint(
    "Agree on a time",
    "A PENDING request is CONFIRMED: `proposal_id` takes one of the proposed times; `scheduled_date_time` is for the "
    "member who has the request, and was agreed in talking. Whoever may claim the request has it by that.",
    request={"scheduled_date_time": "2026-12-03T16:00:00Z"},
    response=CALL,
    codes=(
        ErrorCode.INVALID_TRANSITION,
        ErrorCode.SLOT_UNAVAILABLE,
        ErrorCode.CALL_ALREADY_ASSIGNED,
        ErrorCode.NOBODY_AVAILABLE,
        ErrorCode.MEMBER_RETIRED,
    ),
    tags=TAGS,
    operation="call_requests_confirm",
)
class ConfirmCall(CallWrite):
    input_class = Agreement

    def handle(self, data: dict[str, Any], call_id: str, **kwargs: Any) -> dict[str, Any]:
        call, at = self.call(call_id), clock.now()
        if proposal_id := data.get("proposal_id"):
            pick_time(call.pk, proposal_id, by=self.actor, at=at)
        else:
            confirm_call(call.pk, starts_at=data.get("scheduled_date_time"), by=self.actor, at=at)
        return self.shown(call_id)


@endpoint(
    "Rate a call",
    "How it was, once, after it took place: 1 to 5, and in words. For the customer, or a system on their behalf.",
    request={"score": 5, "comment": "Quick and friendly."},
    response=COMPLETED,
    codes=(ErrorCode.INVALID_TRANSITION,),
    tags=TAGS,
    operation="call_requests_rate",
)
class RateCall(CallWrite):
    input_class = Rating

    def handle(self, data: dict[str, Any], call_id: str, **kwargs: Any) -> dict[str, Any]:
        call = self.call(call_id)
        rate_call(call.pk, score=data["score"], comment=data["comment"], by=self.actor, at=clock.now())
        return self.shown(call_id)
