"""The IC queue: what waits there, asking for help, and what is done with an entry."""

from datetime import datetime
from typing import Any, ClassVar

from accounts.enums import Role
from core import clock
from core.actor import Actor
from core.api.schema import endpoint
from core.api.views import ListView, WriteView
from core.errors import ErrorCode, Invalid
from routing.actions.assign_work import assign_work
from routing.actions.let_engine_choose import let_engine_choose
from routing.actions.release_work import release_work
from routing.actions.request_support import request_support
from routing.api import outputs
from routing.api.assignee import assignee
from routing.api.examples_ic import IC_ASSIGNED, IC_ENTRY, IC_SUMMARY, SUPPORT_EXAMPLE
from routing.api.filters import IcQueueFilter, line_criteria
from routing.api.inputs import Release, WorkAssignment
from routing.enums import PRIORITY_OF, Urgency
from routing.intake.merchants import SupportWish, support_facts
from routing.models import WorkItem
from routing.queries import line
from routing.queries.ic_entry_json import ic_entry_as_json
from routing.queries.ic_queue import MERCHANTS, count, status_of
from routing.queries.line import rows_of
from routing.queries.merchants import item_of_entry, visible_merchants
from workforce.queries.free_time import OwnWeek, own_week

READERS = ("ic:queue:read", "admin:routing")
WRITERS = ("ic:queue:assign", "admin:routing")
TAGS = ("IC queue",)
COMMON = (ErrorCode.NOT_FOUND, ErrorCode.QUEUE_ENTRY_CLOSED)


@endpoint(
    "The IC queue",
    "What waits in your teams and what is yours, most urgent first; administrators see everything. `summary` counts "
    "all of it before filters (completed: today's). Completed entries are hidden unless asked for; then the latest is "
    "first. An entry that somebody has, without a session yet, is PENDING with an assignee.",
    response={
        "queue": [IC_ENTRY],
        "summary": IC_SUMMARY,
        "current_user": {
            "id": "staff_01k9a3v7x8e9f0g1h2j3k4m5n6",
            "name": "Tom Anderson",
            "scheduled_sessions": 5,
            "available_hours_this_week": 15,
            "specializations": ["HARDWARE_SETUP", "RESTAURANT"],
        },
        "pagination": {"limit": 50, "offset": 0, "total": 38, "has_more": False},
    },
    tags=TAGS,
    method="get",
)
@endpoint(
    "Ask for help for a merchant",
    "The need waits on its region's team's line, scored, and is assigned where the team's work is assigned "
    "automatically. The same kind of help asked for again while its entry is open answers 200 with that entry: what "
    "is told replaces what was known; its wait and its owner stay.",
    request=SUPPORT_EXAMPLE,
    response=IC_ENTRY,
    codes=(ErrorCode.NOT_FOUND, ErrorCode.SERVICE_UNAVAILABLE),
    tags=TAGS,
    method="post",
)
class IcQueue(WriteView, ListView):
    scopes: ClassVar[dict[str, tuple[str, ...]]] = {
        "get": READERS,
        "post": ("system:routing", *WRITERS),
    }
    input_class = SupportWish
    success_status = 201
    other_statuses = (200,)
    filterset_class = IcQueueFilter

    def listing(self) -> dict[str, Any]:
        by, at, page = self.actor, clock.now(), self.page()
        criteria = self._criteria()
        rows = line.page_of(MERCHANTS, by, criteria, at, limit=page.limit, offset=page.offset)
        counted = count(by, criteria, at, clock.day_began(at))
        return {
            "queue": [ic_entry_as_json(row, at) for row in rows],
            "summary": counted.summary,
            "current_user": _caller(by, counted.sessions, at),
            "pagination": page.shown(counted.total),
        }

    def handle(self, data: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        at = clock.now()
        if not visible_merchants(self.actor, to_help=True).filter(pk=data["merchant_id"]).exists():
            raise Invalid({"merchant_id": ["Is not a merchant that is here."]})
        requested = request_support(data["merchant_id"], support_facts(data), by=self.actor, at=at)
        if not requested.created:
            self.success_status = 200
        return _entry_shown(requested.entry.work_item, at)

    def _criteria(self) -> line.Criteria:
        asked = self.criteria()
        return line_criteria(
            asked,
            self.actor,
            work="merchants",
            priority=PRIORITY_OF[Urgency(asked["urgency"])] if asked["urgency"] else "",
            need=asked["support_type"],
            step=int(asked["step_number"]) if asked["step_number"] is not None else None,
        )


class EntryWrite(WriteView):
    scopes: ClassVar[tuple[str, ...]] = WRITERS
    idempotency = "required"


@endpoint(
    "Assign a merchant",
    "The entry belongs to `assign_to` (you, if left out), who is told. `entry_id` is that of the entry, or of the "
    "merchant: then its most urgent open entry. Somebody else's needs `REASSIGNMENT` by its owner or an administrator; "
    "more than fits needs `override_capacity` by an administrator. A session that is booked moves along, or the whole "
    "is refused.",
    request={"assign_to": "staff_01k9a3v7x8e9f0g1h2j3k4m5n6", "assignment_reason": "MANUAL", "notes": "Knows the till"},
    response=IC_ASSIGNED,
    codes=(
        *COMMON,
        ErrorCode.MERCHANT_ALREADY_ASSIGNED,
        ErrorCode.IC_CAPACITY_EXCEEDED,
        ErrorCode.SLOT_UNAVAILABLE,
        ErrorCode.MEMBER_RETIRED,
        ErrorCode.FORBIDDEN,
    ),
    tags=TAGS,
)
class AssignMerchant(EntryWrite):
    input_class = WorkAssignment

    def handle(self, data: dict[str, Any], entry_id: str, **kwargs: Any) -> dict[str, Any]:
        item = item_of_entry(entry_id, by=self.actor, lock=True)
        told = assign_work(
            item,
            assignee(data.get("assign_to") or self.actor.user_id, Role.IC),
            by=self.actor,
            at=clock.now(),
            reason=data["assignment_reason"],
            notes=data["notes"],
            override_capacity=data["override_capacity"],
        )
        return outputs.ic_assigned(item, told)


@endpoint(
    "Let the engine assign a merchant",
    "The best free IC of the entry's team gets it, and the decision says why. With nobody free it stays in line and "
    "the answer is 409.",
    response=IC_ASSIGNED,
    codes=(*COMMON, ErrorCode.MERCHANT_ALREADY_ASSIGNED, ErrorCode.NOBODY_AVAILABLE),
    tags=TAGS,
)
class AutoAssignMerchant(EntryWrite):
    scopes = (*WRITERS, "system:routing")

    def handle(self, data: dict[str, Any], entry_id: str, **kwargs: Any) -> dict[str, Any]:
        item = item_of_entry(entry_id, by=self.actor, lock=True)
        return outputs.ic_assigned(item, let_engine_choose(item, by=self.actor, at=clock.now()).told)


@endpoint(
    "Release a merchant",
    "The entry goes back in line with the wait it already had; its owner is free for other work, and a session that "
    "was booked is off.",
    request={"reason": "Needs somebody who speaks Spanish"},
    response={
        "queue_entry_id": IC_ENTRY["queue_entry_id"],
        "merchant_id": IC_ENTRY["merchant_id"],
        "status": "PENDING",
        "assigned_to": None,
    },
    codes=(*COMMON, ErrorCode.MERCHANT_NOT_ASSIGNED, ErrorCode.FORBIDDEN),
    tags=TAGS,
)
class ReleaseMerchant(EntryWrite):
    input_class = Release

    def handle(self, data: dict[str, Any], entry_id: str, **kwargs: Any) -> dict[str, Any]:
        item = item_of_entry(entry_id, by=self.actor, lock=True)
        release_work(item, reason=data["reason"], by=self.actor, at=clock.now())
        return {
            "queue_entry_id": item.ic_entry.public_id,
            "merchant_id": item.ic_entry.merchant.public_id,
            "status": status_of(item.state, has_hour=item.scheduled_at is not None),
            "assigned_to": outputs.named(item.owner),
        }


def _caller(by: Actor, sessions: int, at: datetime) -> dict[str, Any]:
    week = own_week(by.user_id, at=at) if by.user_id else OwnWeek()
    return {
        "id": by.id,
        "name": by.name,
        "scheduled_sessions": sessions,
        "available_hours_this_week": round(week.free.total_seconds() / 3600, 2),
        "specializations": list(week.skills),
    }


def _entry_shown(item: WorkItem, at: datetime) -> dict[str, Any]:
    return ic_entry_as_json(rows_of(MERCHANTS, WorkItem.objects.filter(pk=item.pk), at)[0], at)
