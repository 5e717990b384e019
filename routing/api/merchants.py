"""Merchants in, out, and one step further."""

from typing import Any, ClassVar

from core import clock
from core.api.pagination import FIRST_PAGE, ChangesPagination
from core.api.schema import endpoint
from core.api.views import ListView, ReadView, WriteView
from core.errors import ErrorCode, Invalid
from core.versions import versions_asked
from routing.actions.change_merchant import change_merchant
from routing.actions.receive_merchant import receive_merchant
from routing.actions.record_progress import record_progress
from routing.api.examples_ic import MERCHANT, MERCHANT_EXAMPLE
from routing.api.filters import MerchantFilter
from routing.intake.merchants import MerchantChanges, NewMerchant, ProgressReport, merchant_facts
from routing.models import Lead, Merchant
from routing.queries.merchants import merchant_for, merchants_as_json, visible_merchants

READERS = ("ic:queue:read", "admin:routing", "system:routing")
SENDERS = ("system:routing", "admin:routing")
TAGS = ("merchants",)


@endpoint(
    "Merchants",
    "The merchants that you may see, each with its steps and its open entries of the IC queue, least recently changed "
    "first: by `updated_at`, then id.",
    response={"merchants": [MERCHANT], "pagination": FIRST_PAGE},
    tags=TAGS,
    operation="merchants_list",
    method="get",
)
@endpoint(
    "Send a merchant",
    "A business that is to be set up. `lead_id` names the lead it was: what you leave out is taken from that, and its "
    "story goes on. Steps before `current_step` are done. One that is here already (same external id or email) "
    "answers 200: empty fields are filled, the rest stays.",
    request=MERCHANT_EXAMPLE,
    response=MERCHANT,
    tags=TAGS,
    method="post",
)
class Merchants(WriteView, ListView):
    scopes: ClassVar[dict[str, tuple[str, ...]]] = {"get": READERS, "post": SENDERS}
    input_class = NewMerchant
    success_status = 201
    other_statuses = (200,)
    filterset_class = MerchantFilter
    pagination_class = ChangesPagination
    rows_key = "merchants"

    def queryset(self) -> Any:
        asked = self.criteria()
        wanted = {lookup: asked[name] for name, lookup in MerchantFilter.LOOKUPS.items() if asked[name]}
        return visible_merchants(self.actor).shown().filter(**wanted)

    def listing(self) -> dict[str, Any]:
        page, shown = self.pagination_class().cut(self.request, self.queryset())
        return {"merchants": merchants_as_json(page, clock.now()), "pagination": shown}

    def handle(self, data: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        at, lead = clock.now(), None
        if (key := data.get("lead_id")) is not None:
            lead = Lead.objects.filter(pk=key).first()
            if lead is None:
                raise Invalid({"lead_id": ["Is not a lead that is here."]})
        merchant, created = receive_merchant(
            merchant_facts(data), lead=lead, step=data.get("current_step"), by=self.actor, at=at
        )
        if not created:
            self.success_status = 200
        return shown(merchant)


@endpoint(
    "One merchant",
    "Its steps and its open entries of the IC queue. Merchants outside of your teams look like missing ones. The "
    "`ETag` is the version to send with a change.",
    response=MERCHANT,
    tags=TAGS,
    method="get",
)
@endpoint(
    "Change a merchant",
    "What is sent replaces what is known; what is left out stays. Its open entries are scored again where that "
    "matters, and keep their owners.",
    request={"contact": {"phone": "+1-555-123-4567"}, "timezone": "America/New_York"},
    response=MERCHANT,
    tags=TAGS,
    method="patch",
)
class OneMerchant(WriteView, ReadView):
    verb = "patch"
    scopes: ClassVar[dict[str, tuple[str, ...]]] = {"get": READERS, "patch": SENDERS}
    input_class = MerchantChanges
    versioned = True

    def read(self, merchant_id: str, **kwargs: Any) -> dict[str, Any]:
        merchant = merchant_for(merchant_id, by=self.actor)
        self.version = merchant.version
        return merchants_as_json([merchant], clock.now())[0]

    def handle(self, data: dict[str, Any], merchant_id: str, **kwargs: Any) -> dict[str, Any]:
        asked = versions_asked(self.request.headers.get("If-Match"))
        known = merchant_for(merchant_id, by=self.actor)
        merchant = change_merchant(known.pk, merchant_facts(data), asked=asked, by=self.actor, at=clock.now())
        self.version = merchant.version
        return shown(merchant)


@endpoint(
    "Move a merchant's step",
    "That step has this status now. The merchant is at the first step that is under way, else at the first that is "
    "not done; a step that is reached begins. Urgency follows. Telling what is so already changes nothing.",
    request={"step_number": 9, "status": "COMPLETED"},
    response={
        "merchant_id": MERCHANT["merchant_id"],
        "progress_updated": {
            "step_number": 9,
            "previous_status": "IN_PROGRESS",
            "new_status": "COMPLETED",
            "journey_completion_percentage": 90,
        },
        "merchant": MERCHANT,
    },
    codes=(ErrorCode.NOT_FOUND,),
    tags=TAGS,
)
class MerchantProgress(WriteView):
    verb = "put"
    scopes = ("ic:queue:assign", *SENDERS)
    input_class = ProgressReport

    def handle(self, data: dict[str, Any], merchant_id: str, **kwargs: Any) -> dict[str, Any]:
        known = merchant_for(merchant_id, by=self.actor)
        moved = record_progress(known.pk, data["step_number"], data["status"], by=self.actor, at=clock.now())
        return {
            "merchant_id": moved.merchant.public_id,
            "progress_updated": {
                "step_number": moved.step.number,
                "previous_status": moved.previous_status,
                "new_status": moved.new_status,
                "journey_completion_percentage": moved.merchant.completion,
            },
            "merchant": shown(moved.merchant),
        }


def shown(merchant: Merchant) -> dict[str, Any]:
    """As it stands after a write."""
    return merchants_as_json([Merchant.objects.shown().get(pk=merchant.pk)], clock.now())[0]
