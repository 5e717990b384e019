"""Leads in, out, and kept up to date."""

from typing import Any, ClassVar

from core import clock
from core.api.pagination import FIRST_PAGE, ChangesPagination
from core.api.schema import endpoint
from core.api.views import ListView, ReadView, WriteView
from core.errors import ErrorCode, Forbidden, Invalid
from core.versions import versions_asked
from routing.actions.change_lead import change_lead
from routing.actions.receive_lead import receive_lead
from routing.actions.upsert_lead import upsert_lead
from routing.api.examples import LEAD, LEAD_EXAMPLE, LEAD_RECEIVED
from routing.api.filters import LeadFilter, staff_key
from routing.api.outputs import received_as_json
from routing.intake.told import LONGEST_REFERENCE, LeadChanges, NewLead, lead_facts
from routing.policies import is_routing_admin
from routing.queries.leads import Wanted, lead_for, leads_as_json, leads_for

READERS = ("ae:queue:read", "admin:routing", "system:routing")
SENDERS = ("system:routing", "admin:routing")
TAGS = ("leads",)


@endpoint(
    "Leads",
    "The leads that you may see, each with its present entry as in `GET /leads/{lead_id}`, least recently changed "
    "first: by `updated_at`, then id. Follow `next_cursor` to the end; what changes meanwhile moves there. Then go on "
    "with `updated_since`: it takes the instant itself along, and a write that took long carries the instant at which "
    "it began, so ask from a minute before. `updated_at` is of what is known of the lead; where it stands in the queue "
    "changes without it.",
    response={"leads": [LEAD], "pagination": FIRST_PAGE},
    codes=(ErrorCode.FORBIDDEN,),
    tags=TAGS,
    operation="leads_list",
    method="get",
)
@endpoint(
    "Send a lead",
    "Stores the lead, scores it, puts it on its team's line with a running first-contact clock, and assigns it where "
    "the team's work is assigned automatically. A repeat enquiry (same email or external id while the entry is open) "
    "answers 200 with the standing lead: empty fields are filled, its wait and priority stay. `queue_entry_id` is "
    "null for self-serve leads, which wait in no queue.",
    request=LEAD_EXAMPLE,
    response=LEAD_RECEIVED,
    tags=TAGS,
    method="post",
)
class Leads(WriteView, ListView):
    scopes: ClassVar[dict[str, tuple[str, ...]]] = {"get": READERS, "post": SENDERS}
    input_class = NewLead
    success_status = 201
    other_statuses = (200,)
    filterset_class = LeadFilter
    pagination_class = ChangesPagination
    rows_key = "leads"

    def queryset(self) -> Any:
        asked = self.criteria()
        owner = asked["owner"]
        if owner and not is_routing_admin(self.actor):
            raise Forbidden("Only administrators can ask for somebody's leads. Leave out owner.")
        return leads_for(
            self.actor,
            Wanted(
                same=tuple((field, asked[name]) for name, field in LeadFilter.SAME.items() if asked[name]),
                status=asked["status"],
                owner_id=staff_key(owner, "owner") if owner else None,
                updated_since=asked["updated_since"],
                words=asked["q"],
            ),
        )

    def listing(self) -> dict[str, Any]:
        page, shown = self.pagination_class().cut(self.request, self.queryset())
        return {"leads": leads_as_json(page, clock.now()), "pagination": shown}

    def handle(self, data: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        received = receive_lead(lead_facts(data), by=self.actor, at=clock.now())
        if not received.created:
            self.success_status = 200
        return received_as_json([received])[0]


@endpoint(
    "One lead",
    "The lead's open entry (or its latest) as the queue shows it. A lead that waits in no queue has the same shape, "
    "with nulls, for administrators and systems. Leads outside of your teams look like missing ones. The `ETag` is the "
    "version to send with a change.",
    response=LEAD,
    tags=TAGS,
    method="get",
)
@endpoint(
    "Change a lead",
    "What is sent replaces what is known; what is left out stays. For its owner, administrators and systems. The open "
    "entry is scored again and keeps its owner, team and deadline. `cohort` null derives it from the size as for a new "
    "lead; a changed size alone leaves it. A lead that never waited takes its place in the queue when its cohort is "
    "ASSISTED or MANAGED now.",
    request={"profile": {"annual_revenue": 2500000}, "cohort": None},
    response=LEAD,
    codes=(ErrorCode.FORBIDDEN,),
    tags=TAGS,
    method="patch",
)
class OneLead(WriteView, ReadView):
    verb = "patch"
    scopes: ClassVar[dict[str, tuple[str, ...]]] = {
        "get": READERS,
        "patch": ("ae:queue:assign", "admin:routing", "system:routing"),
    }
    input_class = LeadChanges
    versioned = True

    def read(self, lead_id: str, **kwargs: Any) -> dict[str, Any]:
        lead = lead_for(lead_id, by=self.actor)
        self.version = lead.version
        return leads_as_json([lead], clock.now())[0]

    def handle(self, data: dict[str, Any], lead_id: str, **kwargs: Any) -> dict[str, Any]:
        at, asked = clock.now(), versions_asked(self.request.headers.get("If-Match"))
        known = lead_for(lead_id, by=self.actor)
        lead = change_lead(known.pk, lead_facts(data), by=self.actor, at=at, asked=asked)
        self.version = lead.version
        return leads_as_json([lead], at)[0]


@endpoint(
    "Bring a lead up to date by your own reference",
    "201 when the reference is new: then this is an enquiry as in `POST /leads`, which may turn out to be one of a "
    "business that is known by its email (200). 200 when a lead has it: what is sent replaces what is known, as in "
    "`PATCH /leads/{lead_id}`; that is no enquiry, so nobody is told and a closed lead stays closed.",
    request={name: value for name, value in LEAD_EXAMPLE.items() if name != "external_id"},
    response=LEAD,
    tags=TAGS,
)
class ExternalLead(WriteView):
    verb = "put"
    scopes = SENDERS
    input_class = NewLead
    success_status = 200
    other_statuses = (201,)
    versioned = True

    def handle(self, data: dict[str, Any], external_id: str, **kwargs: Any) -> dict[str, Any]:
        at, asked = clock.now(), versions_asked(self.request.headers.get("If-Match"))
        facts = lead_facts(data)
        if facts.pop("external_id", external_id) != external_id:
            raise Invalid({"external_id": ["Is not the one in the address."]})
        if len(external_id) > LONGEST_REFERENCE or "\0" in external_id:
            raise Invalid({"external_id": [f"Has at most {LONGEST_REFERENCE} characters."]})
        lead, created = upsert_lead(external_id, facts, by=self.actor, at=at, asked=asked)
        if created:
            self.success_status = 201
        self.version = lead.version
        return leads_as_json([lead], at)[0]
