"""Whose time an agreed call takes: whom the engine chooses, who was kept for it, or the member who books it."""

from datetime import datetime
from uuid import UUID

from django.utils.dateparse import parse_datetime

from core.actor import Actor
from core.errors import DomainError, ErrorCode, Invalid
from routing.actions.choose_member import Choice
from routing.enums import DecisionKind
from routing.models import Decision
from scheduling.actions._booking import take_time
from scheduling.models import CallHold, CallRequest
from scheduling.queries.pool import needs_of, pool_of
from workforce.actions import book, confirm_hold
from workforce.enums import Purpose
from workforce.models import Booking, Staff, Team

#: for which team, at whose time, and the decision where the engine made one
Found = tuple[Team, Booking, Decision | None]


def time_of_own(call: CallRequest, to: Staff, by: Actor, at: datetime) -> Found:
    """In the member's own calendar, for a team of theirs that takes the topic, else for whoever does."""
    teams = list(call.topic.teams.all())
    own = frozenset(to.teams.values_list("pk", flat=True))
    team = next((one for one in teams if one.pk in own), teams[0] if teams else None)
    if team is None:
        raise nobody_takes_them()
    assert call.scheduled_date_time is not None
    return team, book_time(call, to.pk, call.scheduled_date_time, by=by, at=at), None


def book_time(
    call: CallRequest, staff_id: UUID, starts_at: datetime, *, alternatives: bool = True, by: Actor, at: datetime
) -> Booking:
    """The call's length and buffers are taken in that member's calendar. Refuses: SLOT_UNAVAILABLE."""
    return book(
        staff_id,
        starts_at=starts_at,
        ends_at=starts_at + call.duration,
        buffer_before=call.topic.buffer_before,
        buffer_after=call.topic.buffer_after,
        purpose=Purpose.CALL,
        about=call,
        title=call.number,
        alternatives=alternatives,
        by=by,
        at=at,
    )


def nobody_takes_them() -> DomainError:
    return DomainError(ErrorCode.SERVICE_UNAVAILABLE, "Nobody takes calls about this at present. Choose another topic.")


def time_chosen(call: CallRequest, by: Actor, at: datetime, *, ignoring: UUID | None = None) -> Found:
    """With whom the policy of the topic chooses among those who are free then.

    ignoring  a booking of the same customer's that keeps the time no more
    """
    topic, starts_at = call.topic, call.scheduled_date_time
    assert starts_at is not None
    needs = needs_of(topic, call.language_preference)
    pool = pool_of(topic, needs, at=at)
    taken = take_time(
        pool,
        needs,
        starts_at,
        topic.slot_rules(call.duration),
        lambda staff_id: book_time(call, staff_id, starts_at, alternatives=False, by=by, at=at),
        at=at,
        ignoring=ignoring,
    )
    assert pool.team is not None
    return pool.team, taken.booking, as_decision(taken.choice)


def time_kept(call: CallRequest, hold: CallHold, by: Actor, at: datetime) -> Found | None:
    """None when the hold has run out: its time may still be free."""
    booking = hold.booking
    length = booking.ends_at - booking.starts_at
    if (hold.topic_id, booking.starts_at, length) != (call.topic_id, call.scheduled_date_time, call.duration):
        raise Invalid({"hold_id": ["This time was kept for another choice. Leave it out, or keep the new time."]})
    try:
        booking = confirm_hold(booking, purpose=Purpose.CALL, about=call, title=call.number, by=by, at=at)
    except DomainError:  # the only one: SLOT_UNAVAILABLE
        return None
    facts = dict(hold.decided)
    facts["decided_at"] = parse_datetime(facts["decided_at"])
    return hold.team, booking, Decision(kind=DecisionKind.ASSIGNMENT, **facts)


def as_decision(choice: Choice) -> Decision:
    return Decision(kind=DecisionKind.ASSIGNMENT, **choice.facts())
