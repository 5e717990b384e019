"""Calls: asked for, listed, shown, corrected."""

from typing import Any, ClassVar

from core import clock
from core.api.pagination import FIRST_PAGE, CursorPagination
from core.api.schema import endpoint
from core.api.views import ListView, ReadView, WriteView
from core.errors import ErrorCode
from core.versions import versions_asked
from scheduling.actions import cancel_call, change_call, request_call
from scheduling.api.asking import TAGS, CallView, asker_of, tongue_of
from scheduling.api.examples import CALL, CALL_LISTED, NEW_CALL
from scheduling.api.filters import CallFilter, lookups
from scheduling.api.inputs import CallChanges, NewCall
from scheduling.api.outputs import call_as_json
from scheduling.enums import CallStatus
from scheduling.models import CallHold, ProposedTime
from scheduling.queries.calls import visible_calls


class ShownCall(CallView):
    """Answers with one call, as it is after whatever was done."""

    def shown(self, call_id: str) -> dict[str, Any]:
        call = self.call(call_id)
        self.version = call.version
        waits = call.status == CallStatus.PENDING
        proposals = ProposedTime.objects.open().filter(call=call).select_related("booking") if waits else ()
        return call_as_json(call, outside=self.is_outside, proposals=proposals, alone=True)


@endpoint(
    "Calls",
    "The calls that you may see, the latest request first: customers and keys of a company see that company's, members "
    "those of their teams and their own, administrators and systems all. Follow `next_cursor`.",
    response={"call_requests": [CALL_LISTED], "pagination": FIRST_PAGE},
    tags=TAGS,
    operation="call_requests_list",
    method="get",
)
@endpoint(
    "Ask for a call",
    "`scheduling_type` CALENDAR takes `scheduled_date_time`: the call is CONFIRMED at once, in the calendar of a "
    "member who is free, and everybody concerned gets an invitation. FLEXIBLE takes `preferred_times` and "
    "`urgency_level`: the request is PENDING until the team answers, by `estimated_response_time`. Customers ask for "
    "themselves; members and systems name `customer_id`. A time that is gone is refused with the nearest alternatives. "
    "`phone_country` is only needed for numbers in a national form.",
    request=NEW_CALL,
    response=CALL,
    codes=(ErrorCode.SLOT_UNAVAILABLE, ErrorCode.CALL_LIMIT_REACHED),
    tags=TAGS,
    operation="call_requests_create",
    method="post",
)
class CallRequests(ShownCall, WriteView, ListView):
    input_class = NewCall
    success_status = 201
    filterset_class = CallFilter
    pagination_class = CursorPagination
    rows_key = "call_requests"

    def queryset(self) -> Any:
        return visible_calls(self.actor, self.company_id).shown().filter(**lookups(self.criteria()))

    def listing(self) -> dict[str, Any]:
        page, shown = self.pagination_class().cut(self.request, self.queryset())
        outside = self.is_outside
        return {self.rows_key: [call_as_json(call, outside=outside) for call in page], "pagination": shown}

    def handle(self, data: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        customer = self.customer(data.pop("customer_id", None))
        hold_id = data.pop("hold_id", None)
        holds = CallHold.objects.select_related("booking", "team").filter(customer=customer)
        data["topic"] = self.topic(data["topic"])
        data["language_preference"] = tongue_of(customer, data.get("language_preference"))
        call = request_call(
            data,
            asker_of(customer),
            hold=holds.filter(pk=hold_id).first() if hold_id else None,
            by=self.actor,
            at=clock.now(),
        )
        self.version = call.version
        return call_as_json(call, outside=self.is_outside, alone=True)


@endpoint(
    "One call",
    "With the times that are proposed, while they can be had. The `ETag` is the version to send with a change. "
    "`outcome_notes` are the team's own: null for customers.",
    response=CALL,
    tags=TAGS,
    operation="call_requests_read",
    method="get",
)
@endpoint(
    "Correct a call",
    "What is sent replaces what is known; what is left out stays. Another time is `POST …/reschedule`. Reminders "
    "follow another zone or language; new attendees are invited. `status` CANCELLED, alone or with a `reason`, "
    "cancels the call as `DELETE …/cancel` does.",
    request={"contact_phone": "+12125550199", "notes": "Please have the October invoice at hand."},
    response=CALL,
    codes=(ErrorCode.INVALID_TRANSITION, ErrorCode.CANCELLATION_DEADLINE_PASSED),
    tags=TAGS,
    operation="call_requests_change",
    method="patch",
)
class OneCallRequest(ShownCall, WriteView, ReadView):
    verb: ClassVar[str] = "patch"
    input_class = CallChanges
    versioned = True

    def read(self, call_id: str, **kwargs: Any) -> dict[str, Any]:
        return self.shown(call_id)

    def handle(self, data: dict[str, Any], call_id: str, **kwargs: Any) -> dict[str, Any]:
        asked = versions_asked(self.request.headers.get("If-Match"))
        key, by, at = self.call(call_id).pk, self.actor, clock.now()
        if "status" in data:
            cancel_call(key, reason=data.get("reason", ""), asked=asked, by=by, at=at)
        else:
            change_call(key, data, asked=asked, by=by, at=at)
        return self.shown(call_id)
