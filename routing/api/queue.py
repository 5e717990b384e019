"""The AE queue."""

from typing import Any

from core import clock
from core.api.schema import endpoint
from core.api.views import ListView
from routing.api.examples import QUEUE_ENTRY, QUEUE_SUMMARY
from routing.api.filters import AeQueueFilter, line_criteria
from routing.enums import Queue
from routing.queries import line
from routing.queries.ae_queue import LEADS, summary_of
from routing.queries.communications import communications_of
from routing.queries.entry_json import entry_as_json
from workforce.queries.load import load_of


@endpoint(
    "The AE queue",
    "What waits in your teams and what is yours, most pressing first; administrators see everything. `summary` counts "
    "all of it before filters (closed: today's). Closed entries are hidden unless asked for; then the latest is first.",
    response={
        "queue": [QUEUE_ENTRY],
        "summary": QUEUE_SUMMARY,
        "current_user": {
            "id": "staff_01k9a3v7x8e9f0g1h2j3k4m5n6",
            "name": "Sarah Johnson",
            "assigned_leads": 15,
            "max_concurrent_leads": 25,
            "capacity_remaining": 10,
        },
        "pagination": {"limit": 50, "offset": 0, "total": 47, "has_more": False},
    },
    tags=("AE queue",),
)
class AeQueue(ListView):
    scopes = ("ae:queue:read", "admin:routing")
    filterset_class = AeQueueFilter

    def listing(self) -> dict[str, Any]:
        by, at, page = self.actor, clock.now(), self.page()
        criteria = self._criteria()
        rows = line.page_of(LEADS, by, criteria, at, limit=page.limit, offset=page.offset)
        said = communications_of(row["entry_id"] for row in rows)
        summary, total = summary_of(by, criteria, at, clock.day_began(at))
        return {
            "queue": [entry_as_json(row, said.get(row["entry_id"], []), at) for row in rows],
            "summary": summary,
            "current_user": self._caller(),
            "pagination": page.shown(total),
        }

    def _criteria(self) -> line.Criteria:
        asked = self.criteria()
        return line_criteria(
            asked, self.actor, work="leads", priority=asked["priority"], sla_status=asked["sla_status"]
        )

    def _caller(self) -> dict[str, Any]:
        by = self.actor
        load = load_of(by.user_id, Queue.AE) if by.user_id else None
        return {
            "id": by.id,
            "name": by.name,
            "assigned_leads": load.taken if load else 0,
            "max_concurrent_leads": load.places if load else 0,
            "capacity_remaining": load.remaining if load else 0,
        }
