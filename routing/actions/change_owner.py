"""The one door for ownership.

Claim, assignment, auto-assignment, offer, transfer, release, parking, closing and reopening all end here, in the
transaction of their caller, which holds the item's row lock. Order of locks everywhere: item, then place.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet

from core.actor import SYSTEM, Actor
from core.errors import DomainError, NotFound
from core.prepared import prepared
from events.publish import emit
from events.timers import cancel
from routing.enums import AssignmentReason, ClockKind, State
from routing.kinds import kind_of
from routing.models import Decision, WorkItem
from workforce.actions.free_place import free_place
from workforce.actions.take_place import take_extra_place, take_place
from workforce.models import Staff

#: warning and breach of each clock
CLOCK_TIMERS = {
    ClockKind.FIRST_CONTACT: ("work.first_contact_warning", "work.first_contact_breach"),
    ClockKind.QUOTE_DELIVERY: ("work.quote_warning", "work.quote_breach"),
}
WAKE_TIMER = "work.wake"
NEXT_TRY_TIMER = "work.next_try"
OFFER_TIMER = "work.offer_expires"


def lock_item(item_id: UUID, *, what: str = "work item") -> WorkItem:
    """The item, locked until the end of the transaction, with its team and lead. Raises NotFound."""
    found: list[WorkItem] = _locked.objects(item_id)
    if not found:
        raise NotFound(what)
    return found[0]


@prepared
def _locked(item_id: UUID) -> QuerySet[WorkItem]:
    return WorkItem.objects.locked().filter(pk=item_id).order_by()


def give(
    item: WorkItem,
    to: Staff,
    *,
    by: Actor,
    at: datetime,
    reason: str = AssignmentReason.MANUAL,
    notes: str = "",
    decision: Decision | None = None,
    beyond_capacity: bool = False,
) -> WorkItem:
    """The item belongs to `to`, who has one free place less; a former owner has one more.

    beyond_capacity  take a surplus place when there is no free one: only for an overflow step or an admin's override

    Emits `<kind>.assigned`. Raises the kind's "full" refusal when there is no place, and its own when what belongs to
    the item cannot move along; nothing has changed then.
    The first-contact clock runs on: assignment never restarts it.
    """
    kind = kind_of(item)
    work = kind.place_for(item)
    has_limit = work == item.queue
    place = take_place(to.pk, work, in_turn=decision is None) if has_limit else None  # a person's "no room" is true
    if place is None and (beyond_capacity or not has_limit):
        place = take_extra_place(to.pk, work)
    if place is None:
        raise kind.full(to, item, by)
    try:
        kind.take_time(item, to, by=by, at=at)
    except DomainError:
        free_place(place.pk)
        raise
    settle_score(item, at=at)  # whom to tell how depends on the priority
    previous, freed = item.owner, item.capacity_slot_id
    _forget_waiting(item)
    _write(
        item,
        state=State.IN_PROGRESS if item.contacted_at else State.ASSIGNED,
        owner=to,
        capacity_slot=place,
        over_capacity=place.surplus and has_limit,
        assigned_at=at,
        assigned_by=by.as_json(),
        assignment_reason=reason,
        assignment_notes=notes,
        decision=decision,
        offered_to=None,
        parked_until=None,
        park_reason="",
        next_try_at=None,
    )
    if freed is not None:
        free_place(freed)
    emit(
        kind.moved(
            "assigned",
            item,
            owner_id=to.public_id,
            owner_name=to.name,
            previous_owner_id=previous.public_id if previous else "",
            reason=reason,
            notes=notes,
            decision_id=decision.public_id if decision else "",
            over_capacity=item.over_capacity,
        ),
        by=by.on(item.journey_id),
        at=at,
    )
    return item


def settle_room(item: WorkItem) -> bool:
    """The owned item has a place of the kind that it needs by now; True when that has freed one of its queue's.

    Emits nothing: nobody else has it. Who has left meanwhile keeps the place until the item is taken from them.
    """
    work, held = kind_of(item).place_for(item), item.capacity_slot
    if item.owner_id is None or held is None or held.work == work:
        return False
    place = take_extra_place(item.owner_id, work)
    if place is None:
        return False
    _write(item, capacity_slot=place, over_capacity=False)
    return free_place(held.pk)


def take_back(item: WorkItem, state: State, **facts: Any) -> Staff | None:
    """The item belongs to nobody and is in `state`; its place is free. Returns who had it. Emits nothing."""
    previous, freed = item.owner, item.capacity_slot_id
    _forget_waiting(item)
    facts = {"offered_to": None, "parked_until": None, "park_reason": "", "next_try_at": None, **facts}
    owner = previous if state == State.CLOSED else None  # who closed it stays on record
    _write(item, state=state, owner=owner, capacity_slot=None, over_capacity=False, **facts)
    if freed is not None:
        free_place(freed)
    return previous


def note(item: WorkItem, **facts: Any) -> None:
    """Write facts that change neither owner nor place."""
    _write(item, **facts)


def settle_score(item: WorkItem, *, at: datetime) -> bool:
    """The locked item's stored score is its score at `at`; False when it was already, which costs nothing.

    The sweep does so for whatever waits; an action does so before the score stops growing or is told to somebody.
    Emits `<kind>.score_changed`, so that live pages move the row.
    """
    if item.score_changes_at is None or at <= item.score_changes_at:
        return False
    now = item.score_at(at)
    note(item, score=now.points, priority=now.priority, score_changes_at=now.changes_at)
    owner_id = item.owner.public_id if item.owner else ""
    emit(
        kind_of(item).moved("score_changed", item, owner_id=owner_id, score=now.points, priority=now.priority),
        by=SYSTEM.on(item.journey_id),
        at=at,
    )
    return True


def _forget_waiting(item: WorkItem) -> None:
    """An item that was parked or offered no longer wakes or expires, and its former owner tries no more."""
    if item.state in (State.PARKED, State.OFFERED):
        cancel(item, WAKE_TIMER, OFFER_TIMER)
    if item.next_try_at is not None:
        cancel(item, NEXT_TRY_TIMER)


def _write(item: WorkItem, **facts: Any) -> None:
    """One conditional update: it counts only if the row is still the one that was read under lock."""
    changed = WorkItem.objects.filter(pk=item.pk, version=item.version).update(version=F("version") + 1, **facts)
    if changed != 1:
        raise RuntimeError(f"{item.public_id} was written without its lock")
    for name, value in facts.items():
        setattr(item, name, value)
    item.version += 1
