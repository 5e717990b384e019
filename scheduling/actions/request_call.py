"""A customer wants to talk: at a chosen time, or when the team proposes one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from core.actor import Actor
from core.errors import DomainError, Invalid
from events.timers import schedule
from notifications.enums import Kind
from routing.actions.change_owner import give
from routing.actions.enqueue_work import route_arrival, start_clocks
from routing.actions.refresh_suggestions import suggest
from routing.enums import AssignmentReason, Queue, State
from routing.models import Decision, WorkItem
from routing.rules.scores import priority_of
from routing.rules.sla import Clock
from scheduling.actions import _calls, _telling
from scheduling.actions._limits import Asker, check_limits
from scheduling.actions._times import nobody_takes_them, time_chosen, time_kept, time_of_own
from scheduling.enums import AGREED_SCORE, CALL, URGENCY_SCORE, CallStatus, ContactMethod, SchedulingType, Urgency
from scheduling.events import CallRequested
from scheduling.metrics import REQUESTS
from scheduling.models import CallHold, CallRequest, Topic
from scheduling.queries.limits import answer_clock
from scheduling.queries.pool import needs_of, pool_of
from scheduling.rules.request import problems_of
from workforce.models import Staff, Team

#: timer that begins a call by itself
START_TIMER = "call.auto_start"
#: what a caller says; everything else of a call request is ours
FACTS = frozenset(
    {
        "topic", "custom_topic_description", "scheduling_type", "scheduled_date_time", "duration", "preferred_times",
        "urgency_level", "timezone", "contact_phone", "phone_type", "phone_extension", "backup_phone",
        "preferred_contact_method", "notes", "language_preference", "additional_attendees",
    }
)  # fmt: skip


def request_call(
    facts: Mapping[str, Any],
    asker: Asker,
    *,
    hold: CallHold | None = None,
    to: Staff | None = None,
    by: Actor,
    at: datetime,
) -> CallRequest:
    """The call is stored and somebody's: with a chosen time CONFIRMED and in a free member's calendar, chosen by the
    policy of its topic; without one PENDING in the team's line, with the clock of its answer running.

    facts  values of FACTS; `duration` may be missing
    asker  who it is for; their name and address are the call's
    hold   a time that was kept for this form: its member takes the call; one that has run out is asked for anew
    to     a member who books the next call for a customer takes it, at any free time of their own calendar

    Customer, attendees and member are told, reminders planned. Emits call.requested and call.assigned.
    Refuses: fields that contradict each other (422), too many requests (429), a time that is gone (SLOT_UNAVAILABLE
    with alternatives), a topic for which there is no team (SERVICE_UNAVAILABLE). Nothing has changed then.
    """
    try:
        call = _request(facts, asker, hold, to, by, at)
    except DomainError as refusal:
        REQUESTS.labels(refusal.code).inc()
        raise
    REQUESTS.labels("made").inc()
    return call


@transaction.atomic
def _request(
    facts: Mapping[str, Any], asker: Asker, hold: CallHold | None, to: Staff | None, by: Actor, at: datetime
) -> CallRequest:
    topic: Topic = facts["topic"]
    told = {name: value for name, value in facts.items() if name in FACTS and value is not None}
    problems = problems_of(told | {"topic_code": topic.code}, has_place=bool(topic.place), at=at)
    if problems:
        raise Invalid(problems)
    if to is None:  # who asks twice at once is taken one after the other from here on; limits are not for members
        check_limits(asker, scheduling_type=told["scheduling_type"], urgency=told.get("urgency_level", ""), at=at)
    call = _drafted(told, asker, by=by, at=at)
    if call.scheduling_type == SchedulingType.CALENDAR:
        _at_a_time(call, hold, to, by=by, at=at)
    else:
        _in_line(call, by=by, at=at)
    return call


def _drafted(told: dict[str, Any], asker: Asker, *, by: Actor, at: datetime) -> CallRequest:
    topic = told["topic"]
    in_person = told.get("preferred_contact_method") == ContactMethod.IN_PERSON
    return CallRequest(
        **told | {"duration": told.get("duration") or topic.duration},
        number=_calls.next_number(at),
        customer=asker.customer,
        company=asker.customer.company if asker.customer else None,
        contact_name=asker.name,
        contact_email=asker.email,
        place=topic.place if in_person else "",
        journey_id=by.journey_id,
        created_at=at,
        updated_at=at,
    )


def _at_a_time(call: CallRequest, hold: CallHold | None, to: Staff | None, *, by: Actor, at: datetime) -> None:
    if to is not None:
        team, booking, decision = time_of_own(call, to, by, at)
    else:
        kept = time_kept(call, hold, by, at) if hold is not None else None
        # a hold that has run out since `at` was taken still lies there: it is theirs, and in nobody's way
        own = hold.booking_id if hold is not None else None
        team, booking, decision = kept or time_chosen(call, by, at, ignoring=own)
    call.status, call.confirmed_at, call.booking = CallStatus.CONFIRMED, at, booking
    call.work_item = _item(call, team, AGREED_SCORE, None, at)
    call.save(force_insert=True)
    if decision is not None:
        decision.work_item, decision.team = call.work_item, team
        decision.save(force_insert=True)
    _calls.tell(CallRequested, call, by=by, at=at, **_asked(call))
    assert booking.staff_id is not None
    give(
        call.work_item,
        Staff.objects.with_person().get(pk=booking.staff_id),
        by=by,
        at=at,
        reason=_reason(decision) if decision is not None else AssignmentReason.MANUAL,
        decision=decision,
    )
    settle_time(call, by=by, at=at)
    tell_agreed(call, by=by, at=at)


def settle_time(call: CallRequest, *, by: Actor, at: datetime) -> None:
    """What has to happen before and at the agreed time is planned."""
    assert call.scheduled_date_time is not None
    _telling.plan_reminders(call, by=by, at=at)
    if call.topic.auto_start:
        schedule(START_TIMER, about=call, due_at=call.scheduled_date_time, journey_id=call.journey_id)


def tell_agreed(call: CallRequest, *, by: Actor, at: datetime) -> None:
    """Everybody concerned hears of the agreed time: the customer and who joins get an invitation."""
    occasion = f"confirmed:{call.version}"
    _telling.tell_customer(Kind.CALL_CONFIRMED, call, by=by, at=at, occasion=occasion)
    _telling.tell_attendees(Kind.CALL_INVITED, call, by=by, at=at, occasion=occasion)
    if call.owner is not None:
        decision = call.work_item.decision
        more = {"why": decision.sentence if decision else ""}
        _telling.notify_members(Kind.CALL_ASSIGNED, call, [call.owner], by=by, at=at, occasion=occasion, more=more)


def _in_line(call: CallRequest, *, by: Actor, at: datetime) -> None:
    needs = needs_of(call.topic, call.language_preference)
    pool = pool_of(call.topic, needs, at=at)
    if pool.team is None:
        raise nobody_takes_them()
    clock = answer_clock(pool.team, call.urgency_level, at)
    call.status = CallStatus.PENDING
    call.work_item = _item(call, pool.team, URGENCY_SCORE[Urgency(call.urgency_level)], clock, at, save=False)
    if not pool.team.auto_assign:
        suggest([call.work_item], pool.team.pk, Queue.CALL, at)
    call.work_item.save(force_insert=True)
    call.save(force_insert=True)
    start_clocks([call.work_item], at)
    _calls.tell(CallRequested, call, by=by, at=at, **_asked(call))
    _telling.tell_customer(
        Kind.CALL_CONFIRMED,
        call,
        by=by,
        at=at,
        occasion="requested",
    )
    route_arrival(call.work_item, by=by, at=at)


def _item(
    call: CallRequest, team: Team, base: int, clock: Clock | None, at: datetime, *, save: bool = True
) -> WorkItem:
    """Its place in line: by urgency, then by deadline. The points that a lead earns by waiting minutes are not for what
    is promised in hours."""
    item = WorkItem(
        queue=Queue.CALL,
        state=State.QUEUED,
        about_kind=CALL,
        about_id=call.pk,
        journey_id=call.journey_id,
        team=team,
        base_score=base,
        score=base,
        priority=priority_of(base),
        score_changes_at=None,
        queued_at=at,
        grows_from=at,
        warn_at=clock.warn_at if clock else None,
        due_at=clock.due_at if clock else None,
        contact_target=clock.target if clock else None,
        created_at=at,
    )
    if save:
        item.save(force_insert=True)
    item.call_request = call
    return item


def _asked(call: CallRequest) -> dict[str, Any]:
    return {
        "topic": call.topic.code,
        "scheduling_type": call.scheduling_type,
        "urgency": call.urgency_level,
        "starts_at": call.scheduled_date_time,
        "answer_by": call.work_item.due_at,
        "request": {
            "contact_name": call.contact_name,
            "contact_email": call.contact_email,
            "contact_phone": call.contact_phone,
            "preferred_times": call.preferred_times,
            "notes": call.notes,
            "custom_topic_description": call.custom_topic_description,
            "timezone": call.timezone,
        },
    }


def _reason(decision: Decision) -> str:
    winner = next((verdict for verdict in decision.verdicts if verdict["rank"] == 1), None)
    if winner is not None and decision.needs.get("skill") in winner["skills"]:
        return AssignmentReason.AUTO_SPECIALIZATION
    return AssignmentReason.AUTO_AVAILABILITY
