"""A call is asked for: somebody has it, or it waits; or nothing has changed."""

from datetime import timedelta

import pytest

from core.errors import DomainError, ErrorCode, Invalid
from events.models import DomainEvent, Timer
from notifications.models import Notification
from scheduling.models import CallRequest
from scheduling.tests.worlds import NOW, SOON, booked, caller, customer, desk, facts, waiting
from workforce.models import Booking

pytestmark = pytest.mark.django_db


def test_a_chosen_time_is_confirmed_and_in_a_members_calendar():
    ana = caller()
    desk(ana)
    call = CallRequest.objects.shown().get(pk=booked().pk)
    assert call.status == "CONFIRMED"
    assert call.owner == ana
    assert call.number == f"CALL-2027-{int(call.number[-6:]):06d}"
    booking = Booking.objects.get(pk=call.booking_id)
    assert (booking.staff_id, booking.starts_at, booking.ends_at, booking.state, booking.purpose) == (
        ana.pk, SOON, SOON + timedelta(minutes=30), "CONFIRMED", "CALL",
    )  # fmt: skip
    names = list(DomainEvent.objects.filter(subject_id=call.public_id).order_by("id").values_list("name", flat=True))
    assert names == ["call.requested", "call.assigned"]


def test_the_decision_says_why_and_can_be_made_again():
    ana, ben = caller("Ana", skills=["BILLING"]), caller("Ben")
    desk(ana, ben)
    call = booked()
    decision = call.work_item.decision
    assert decision is not None
    assert decision.winner_id == ana.pk
    assert [verdict["name"] for verdict in decision.verdicts] == ["Ana", "Ben"]
    assert call.work_item.assignment_reason == "AUTO_SPECIALIZATION"


def test_customer_and_member_are_told_once_and_reminded():
    ana = caller()
    desk(ana)
    call = booked()
    told = [(one.kind, one.recipient_id) for one in Notification.objects.order_by("kind")]
    assert told == [("CALL_ASSIGNED", ana.pk), ("CALL_CONFIRMED", None)]
    reminders = Timer.objects.filter(name__startswith="reminder.", about_id=call.pk).order_by("due_at")
    # booked exactly 24 hours ahead: the first reminder would be due now, so it is skipped
    assert [(one.name, SOON - one.due_at) for one in reminders] == [("reminder.hour_before", timedelta(hours=1))]


def test_a_flexible_request_waits_with_a_clock():
    desk(caller())
    call = waiting(urgency="URGENT")
    assert call.status == "PENDING"
    assert call.owner is None
    assert call.booking is None
    assert call.work_item.state == "QUEUED"
    assert call.work_item.due_at == NOW + timedelta(hours=2)
    assert call.work_item.priority == "URGENT"


def test_the_second_on_one_slot_gets_alternatives_and_changes_nothing():
    desk(caller())
    booked()
    before = CallRequest.objects.count(), Booking.objects.count(), DomainEvent.objects.count()
    with pytest.raises(DomainError) as refused:
        booked()
    assert refused.value.code == ErrorCode.SLOT_UNAVAILABLE
    half = timedelta(minutes=30)
    assert refused.value.details["alternatives"] == [
        {"start": SOON - 2 * half, "end": SOON - half},
        {"start": SOON - half, "end": SOON},
        {"start": SOON + half, "end": SOON + 2 * half},
    ]
    assert (CallRequest.objects.count(), Booking.objects.count(), DomainEvent.objects.count()) == before


def test_a_second_member_takes_the_second_call_of_a_slot():
    ana, ben = caller("Ana"), caller("Ben")
    desk(ana, ben)
    assert {booked().owner, booked().owner} == {ana, ben}


def test_nobody_of_the_topic_means_the_fallback_pool():
    ana = caller()
    team = desk(ana, topic="OTHER")
    from scheduling.models import Topic

    Topic.objects.get(code="BILLING").fallback_teams.add(team)
    call = booked()
    assert call.owner == ana
    assert call.work_item.decision.verdicts[0]["pool"] == "fallback"


@pytest.mark.parametrize(
    ("own", "field"),
    [
        ({"scheduled_date_time": None}, "scheduled_date_time"),
        ({"scheduled_date_time": NOW}, "scheduled_date_time"),
        ({"urgency_level": "URGENT"}, "urgency_level"),
        ({"preferred_contact_method": "IN_PERSON"}, "preferred_contact_method"),
    ],
)
def test_contradictions_are_refused_by_field(own, field):
    desk(caller())
    with pytest.raises(Invalid) as refused:
        booked(**own)
    assert list(refused.value.details) == [field]
    assert CallRequest.objects.count() == 0


def test_other_wants_a_description():
    desk(caller(), topic="OTHER")
    with pytest.raises(Invalid) as refused:
        booked(topic="OTHER")
    assert list(refused.value.details) == ["custom_topic_description"]


def test_the_eleventh_request_of_a_day_is_refused():
    desk(caller())
    who = customer()
    for _ in range(10):
        waiting(who)
    with pytest.raises(DomainError) as refused:
        waiting(who)
    assert refused.value.code == ErrorCode.CALL_LIMIT_REACHED
    assert refused.value.details["limit"] == 10
    assert CallRequest.objects.count() == 10
    assert waiting(who, at=NOW + timedelta(days=1, seconds=1)).status == "PENDING"


def test_facts_name_the_same_columns():
    assert facts().keys() <= {field.name for field in CallRequest._meta.get_fields()}
