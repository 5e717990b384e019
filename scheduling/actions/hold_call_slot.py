"""A time is kept while the customer fills in the form."""

import math
from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import Customer
from core.actor import Actor
from core.errors import DomainError, ErrorCode, Invalid
from core.locks import advisory_locks
from scheduling import conf
from scheduling.actions._booking import decision_facts, take_time
from scheduling.models import CallHold, Topic
from scheduling.models.hold import CallHoldQuerySet
from scheduling.policies import is_customer_side
from scheduling.queries.pool import needs_of, pool_of
from workforce.actions import cancel_booking, hold_slot
from workforce.enums import BookingState


@transaction.atomic
def hold_call_slot(
    topic: Topic,
    *,
    starts_at: datetime,
    duration: timedelta | None = None,
    language: str = "en",
    holder: str,
    customer: Customer | None = None,
    instead: bool = True,
    by: Actor,
    at: datetime,
) -> CallHold:
    """The time is nobody else's for five minutes, with the member whom the policy chooses now.

    holder   who may use it: the caller's or the draft's public id
    instead  earlier holds of theirs about the topic are given up: a form keeps one time

    Emits booking.held. Refuses: a time that is over (422), SLOT_UNAVAILABLE with alternatives, more live holds than
    one customer (HOLDS_PER_CUSTOMER) or address (HOLDS_PER_ADDRESS) may have (CALL_LIMIT_REACHED).
    """
    if starts_at <= at:
        raise Invalid({"scheduled_date_time": ["This time is over. Choose a later one."]})
    advisory_locks(("call holds", name) for name in (holder, str(customer.pk) if customer else None, by.ip) if name)
    if instead:
        _give_up_earlier(holder, topic, by=by, at=at)
    _check_limits(holder, customer, by, at)
    rules = topic.slot_rules(duration)
    needs = needs_of(topic, language)
    pool = pool_of(topic, needs, at=at)
    hold = CallHold(topic=topic, customer=customer, holder=holder, ip=by.ip, created_at=at)
    taken = take_time(
        pool,
        needs,
        starts_at,
        rules,
        lambda staff_id: hold_slot(
            staff_id,
            starts_at=starts_at,
            ends_at=starts_at + rules.duration,
            buffer_before=rules.buffer_before,
            buffer_after=rules.buffer_after,
            about=hold,
            alternatives=False,
            by=by,
            at=at,
        ),
        at=at,
    )
    assert pool.team is not None  # somebody of it was taken
    hold.booking, hold.team, hold.decided = taken.booking, pool.team, decision_facts(taken.choice)
    hold.save(force_insert=True)
    return hold


@transaction.atomic
def release_hold(hold: CallHold, *, reason: str = "the form was left", by: Actor, at: datetime) -> bool:
    """The time is free again; False when it was no hold any more. Emits booking.cancelled."""
    if hold.booking.state != BookingState.HELD:
        return False
    try:
        cancel_booking(hold.booking, reason=reason, by=by, at=at)
    except DomainError:  # it ended meanwhile: nothing else is refused
        return False
    return True


def _give_up_earlier(holder: str, topic: Topic, *, by: Actor, at: datetime) -> None:
    for earlier in CallHold.objects.live().filter(holder=holder, topic=topic).select_related("booking"):
        release_hold(earlier, reason="another time was chosen", by=by, at=at)


def _check_limits(holder: str, customer: Customer | None, by: Actor, at: datetime) -> None:
    """An address is counted where people sit behind it: a system of the operator's asks for many customers."""
    live = CallHold.objects.live()
    _check(live.filter(customer=customer) if customer else live.filter(holder=holder), conf.HOLDS_PER_CUSTOMER, at)
    if by.ip and is_customer_side(by):
        _check(live.filter(ip=by.ip), conf.HOLDS_PER_ADDRESS, at)


def _check(kept: CallHoldQuerySet, limit: int, at: datetime) -> None:
    ends = sorted(end for end in kept.values_list("booking__expires_at", flat=True) if end)
    if len(ends) < limit:
        return
    again = ends[-limit]
    raise DomainError(
        ErrorCode.CALL_LIMIT_REACHED,
        "Enough times are kept for you already. Use one of them, or wait until they are free again.",
        {"limit": limit, "retry_after": max(math.ceil((again - at).total_seconds()), 1), "again_at": again},
    )
