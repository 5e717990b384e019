"""What a call tells the door of ownership: its needs, its events, its refusals, who hears of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse

from core.actor import Actor
from core.errors import DomainError, ErrorCode
from notifications.enums import Kind
from notifications.models import Notification
from routing.actions.change_owner import note
from routing.actions.run_clock import stop_clock
from routing.enums import ClockKind
from routing.kinds import Subject
from routing.kinds.refusals import already_taken, full
from routing.kinds.telling import how_assigned
from routing.models import WorkItem
from routing.models.work_item import WorkItemQuerySet
from routing.queries.on_duty import answerable_for
from routing.rules.matching import Candidate, Needs
from routing.rules.scores import priority_of
from scheduling import events
from scheduling.actions._calls import about
from scheduling.actions._telling import notify_members
from scheduling.actions.cover_call import settle_member
from scheduling.conf import HANDLE_SCOPE
from scheduling.enums import AGREED_SCORE, CallStatus
from scheduling.models import CallRequest
from scheduling.queries.calls import visible_calls
from scheduling.queries.pool import asked_for_agreed, needs_of, pool_of
from workforce.actions import move_booking
from workforce.enums import AGREED_CALL, BookingState
from workforce.models import Staff


class CallKind:
    """Registered under "call"."""

    warning, breach = Kind.CALL_ANSWER_WARNING, Kind.CALL_ANSWER_BREACH
    related: tuple[str, ...] = (
        "call_request__topic",
        "call_request__company",
        "call_request__customer",
        "call_request__booking",
    )
    read_scope = HANDLE_SCOPE

    def needs(self, item: WorkItem) -> Needs:
        call = call_of(item)
        return needs_of(call.topic, call.language_preference)

    def people(self, item: WorkItem, at: datetime) -> Sequence[Candidate] | None:
        """At an agreed time whoever of the pool is free then; before that everybody of its team."""
        call = call_of(item)
        if call.status != CallStatus.CONFIRMED or call.scheduled_date_time is None:
            return None
        pool = pool_of(call.topic, self.needs(item), at=at)
        rules = call.topic.slot_rules(call.duration)
        return asked_for_agreed(pool, call.scheduled_date_time, rules, at=at, ignoring=call.booking_id)

    def place_for(self, item: WorkItem) -> str:
        """Places are for requests that wait for an answer; what is agreed has its room in the calendar."""
        return item.queue if call_of(item).status == CallStatus.PENDING else AGREED_CALL

    def take_time(self, item: WorkItem, to: Staff, *, by: Actor, at: datetime) -> None:
        """The agreed time is taken in the new member's calendar, in one step, and the clock of a call that lacked
        somebody stops. Raises SLOT_UNAVAILABLE when they are taken then."""
        call = call_of(item)
        booking = call.booking
        if call.status != CallStatus.CONFIRMED or booking is None:
            return
        if booking.staff_id != to.pk and booking.state == BookingState.CONFIRMED:
            move_booking(booking, starts_at=booking.starts_at, staff_id=to.pk, by=by, at=at)
        if item.promise(ClockKind.FIRST_CONTACT).is_running:
            score, priority = AGREED_SCORE, priority_of(AGREED_SCORE)
            note(item, contact_met_at=at, base_score=score, score=score, priority=priority)
            stop_clock(item, ClockKind.FIRST_CONTACT, by=by, at=at)

    def settle_entry(self, item: WorkItem, *, is_open: bool, at: datetime) -> None:
        """A call's own status says whether it is over; one that is over stays so."""
        if is_open:
            raise self.is_closed(item)

    def subject(self, item: WorkItem) -> Subject:
        call = call_of(item)
        return Subject(f"{call.number} · {call.contact_name}", reverse("call", args=[call.public_id]))

    def id_of(self, item: WorkItem) -> str:
        return call_of(item).public_id

    def visible_to(self, by: Actor) -> WorkItemQuerySet:
        return WorkItem.objects.filter(call_request__in=visible_calls(by, None))

    def moved(self, what: str, item: WorkItem, **facts: Any) -> Any:
        named = about(call_of(item))
        if "owner_id" in facts:
            named["owner_id"] = facts.pop("owner_id")
        match what:
            case "assigned":
                return events.CallAssigned(**named, **facts)
            case "released":
                return events.CallReleased(**named, **facts)
            case "sla_warned":
                return events.CallAnswerWarned(**named, answer_by=facts["contact_by"])
            case "sla_breached":
                return events.CallAnswerBreached(
                    **named, answer_by=facts["contact_by"], late_by_seconds=facts["late_by_seconds"]
                )
            case "breach_passed_on":
                return events.CallBreachPassedOn(**named, facts=facts)
        return events.CallQueueChanged(**named, what=what, facts=facts)

    def tell_owner(self, item: WorkItem, *, by: Actor, at: datetime) -> list[Notification]:
        """Who gets a call hears of it, and of its hour; whoever takes it themselves need only be reminded."""
        assert item.owner is not None
        call = call_of(item)
        settle_member(call, by=by, at=at)
        if by.user_id == item.owner_id:
            return []
        return notify_members(
            Kind.CALL_ASSIGNED,
            call,
            [item.owner],
            by=by,
            at=at,
            occasion=f"assigned:{item.version}",
            more=how_assigned(item, by),
        )

    def tell_clock(
        self,
        what: str,
        item: WorkItem,
        clock: ClockKind,
        *,
        to: Sequence[Staff] | None = None,
        silent: str = "",
        by: Actor,
        at: datetime,
    ) -> list[Notification]:
        """The owner hears that the answer is due; who is on duty, where there is none."""
        due_at = item.promise(clock).due_at
        assert due_at is not None
        more: dict[str, Any] = {"answer_by": due_at, "clock": clock.value}
        if what == "breach":
            more |= {"silent_name": silent, "late_by_minutes": int((at - due_at).total_seconds() // 60)}
        return notify_members(
            self.warning if what == "warning" else self.breach,
            call_of(item),
            to or answerable_for(item),
            by=by,
            at=at,
            occasion=f"{what}:{due_at.isoformat()}",
            more=more,
            priority="URGENT" if call_of(item).status == CallStatus.CONFIRMED else "",
        )

    def tell_escalated(self, item: WorkItem, *, reason: str, by: Actor, at: datetime) -> list[Notification]:
        return self.tell_owner(item, by=by, at=at) if item.owner else []

    def tell_taken_back(self, item: WorkItem, former: Staff, *, by: Actor, at: datetime) -> list[Notification]:
        assert item.owner is not None
        return notify_members(
            Kind.CALL_GIVEN_BACK,
            call_of(item),
            [former],
            by=by,
            at=at,
            occasion=f"taken back:{item.version}",
            more={"given_to": item.owner.name},
        )

    def already_taken(self, item: WorkItem, by: Actor) -> DomainError:
        ids = {"call_id": call_of(item).public_id}
        return already_taken(ErrorCode.CALL_ALREADY_ASSIGNED, item, by, what="call", **ids)

    def not_taken(self, item: WorkItem) -> DomainError:
        return DomainError(ErrorCode.INVALID_TRANSITION, "Nobody has this call at present.")

    def full(self, staff: Staff, item: WorkItem, by: Actor) -> DomainError:
        return full(ErrorCode.NOBODY_AVAILABLE, staff, item, by, what="calls", who="staff")

    def is_closed(self, item: WorkItem) -> DomainError:
        call = call_of(item)
        return DomainError(
            ErrorCode.INVALID_TRANSITION,
            f"This call is {call.status}: nothing more can happen to it.",
            {"status": call.status, "allowed": []},
        )


def call_of(item: WorkItem) -> CallRequest:
    """The item's call, read once."""
    known: CallRequest | None = item._state.fields_cache.get("call_request")  # noqa: SLF001  (what the relation keeps)
    if known is None:
        known = CallRequest.objects.select_related("topic", "company", "customer", "booking").get(work_item=item)
        item._state.fields_cache["call_request"] = known  # noqa: SLF001  (as above)
    known.work_item = item
    return known
