"""Times that are kept while a form is filled in."""

from typing import Any, ClassVar

from core import clock
from core.api.schema import endpoint
from core.api.views import WriteView
from core.errors import ErrorCode, NotFound
from scheduling.actions import hold_call_slot, release_hold
from scheduling.api.asking import TAGS, CallView, tongue_of
from scheduling.api.examples import HOLD, NEW_HOLD
from scheduling.api.inputs import MINUTE, NewHold
from scheduling.api.outputs import hold_as_json
from scheduling.conf import ADMIN_SCOPE
from scheduling.models import CallHold


@endpoint(
    "Keep a time",
    "The time is nobody else's for five minutes. Send `hold_id` with `POST /call-requests` to use it; leave the form "
    "with `DELETE`. A customer keeps two times at most, an address three.",
    request=NEW_HOLD,
    response=HOLD,
    codes=(ErrorCode.SLOT_UNAVAILABLE, ErrorCode.CALL_LIMIT_REACHED),
    tags=TAGS,
    operation="call_holds_create",
)
class CallHolds(CallView, WriteView):
    input_class = NewHold
    success_status = 201

    def handle(self, data: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        customer, minutes = self.customer(data.get("customer_id")), data.get("duration_minutes")
        hold = hold_call_slot(
            self.topic(data["topic"]),
            starts_at=data["scheduled_date_time"],
            duration=minutes * MINUTE if minutes else None,
            language=tongue_of(customer, data.get("language_preference")),
            holder=self.actor.id,
            customer=customer,
            instead=False,
            by=self.actor,
            at=clock.now(),
        )
        return hold_as_json(hold)


@endpoint(
    "Give a time back",
    "The form was left: the time is free for others at once. A hold that has run out or was used is not found.",
    response=None,
    tags=TAGS,
    operation="call_holds_delete",
)
class OneCallHold(CallView, WriteView):
    verb: ClassVar[str] = "delete"
    success_status = 204

    def handle(self, data: dict[str, Any], hold_id: str, **kwargs: Any) -> None:
        """A company's own, a member's or a system's own; administrators any."""
        holds, key = CallHold.objects.live().select_related("booking"), CallHold.parse_id(hold_id)
        if self.company_id is not None:
            holds = holds.filter(customer__company=self.company_id)
        elif not self.actor.may(ADMIN_SCOPE):
            holds = holds.filter(holder=self.actor.id)
        hold = holds.filter(pk=key).first() if key else None
        if hold is None or not release_hold(hold, by=self.actor, at=clock.now()):
            raise NotFound("hold")
