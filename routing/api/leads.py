"""Leads in, and one lead out."""

from typing import Any

from core import clock
from core.api.schema import endpoint
from core.api.views import ReadView, WriteView
from core.errors import NotFound
from routing.actions.receive_lead import receive_lead
from routing.api.examples import LEAD_EXAMPLE, LEAD_RECEIVED, QUEUE_ENTRY
from routing.api.inputs import NewLead, lead_facts
from routing.api.outputs import received_as_json
from routing.models import WorkItem
from routing.queries import ae_queue
from routing.queries.communications import communications_of
from routing.queries.entries import item_of_lead, lead_without_entry
from routing.queries.entry_json import entry_as_json, lead_as_json


@endpoint(
    "Send a lead",
    "Stores the lead, scores it, puts it on its team's line with a running first-contact clock, and assigns it where "
    "the team's work is assigned automatically. A repeat enquiry (same email or external id while the entry is open) "
    "answers 200 with the standing lead: empty fields are filled, its wait and priority stay. `queue_entry_id` is "
    "null for self-serve leads, which wait in no queue.",
    request=LEAD_EXAMPLE,
    response=LEAD_RECEIVED,
    tags=("leads",),
)
class Leads(WriteView):
    scopes = ("system:routing", "admin:routing")
    input_class = NewLead
    success_status = 201

    def handle(self, data: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        received = receive_lead(lead_facts(data), by=self.actor, at=clock.now())
        if not received.created:
            self.success_status = 200  # type: ignore[misc]
        return received_as_json([received])[0]


@endpoint(
    "One lead",
    "The lead's open entry (or its latest) as the queue shows it. A lead that waits in no queue has the same shape, "
    "with nulls, for administrators and systems. Leads outside of your teams look like missing ones.",
    response=QUEUE_ENTRY,
    tags=("leads",),
)
class OneLead(ReadView):
    scopes = ("ae:queue:read", "admin:routing", "system:routing")

    def read(self, lead_id: str, **kwargs: Any) -> dict[str, Any]:
        at = clock.now()
        try:
            item = item_of_lead(lead_id, by=self.actor)
        except NotFound:
            return lead_as_json(lead_without_entry(lead_id, by=self.actor))
        (row,) = ae_queue.rows_of(WorkItem.objects.filter(pk=item.pk), at)
        said = communications_of([row["entry_id"]])
        return entry_as_json(row, said.get(row["entry_id"], []), at)
