"""Ways that calls seldom go: what is refused then, and that nothing has changed."""

from datetime import timedelta

import pytest

from accounts.actors import nobody
from core.actor import SYSTEM
from core.errors import DomainError, ErrorCode, Forbidden, Invalid, NotFound
from core.ids import new_id
from events.models import DomainEvent, Timer
from notifications.models import Notification
from routing.actions.change_owner import give
from routing.actions.hand_back_work import hand_back_work
from routing.models import PolicyStep
from routing.queries.policies import forget_policies
from scheduling import conf
from scheduling.actions import (
    cancel_call,
    change_call,
    change_topic,
    complete_call,
    cover_call,
    rate_call,
    request_call,
    save_step,
    start_call,
    start_draft,
    submit_draft,
)
from scheduling.actions._booking import take_time
from scheduling.actions._calls import lock_call
from scheduling.models import CallDraft, CallRequest, Topic
from scheduling.queries.pool import needs_of, pool_of
from scheduling.rules.wizard import Step
from scheduling.tests.worlds import (
    NOW,
    SOON,
    as_customer,
    as_member,
    asker,
    booked,
    caller,
    customer,
    desk,
    facts,
)
from workforce.enums import AGREED_CALL
from workforce.models import Booking
from workforce.queries.load import load_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def busy_too():
    """The policy of calls no longer asks who is free."""
    PolicyStep.objects.filter(policy__queue="CALL", name="free").delete()
    forget_policies()
    yield
    forget_policies()


def fresh(call):
    return CallRequest.objects.shown().select_related("booking").get(pk=call.pk)


def admin():
    return as_member(caller("Boss"), conf.ADMIN_SCOPE)


def written():
    return DomainEvent.objects.count(), Notification.objects.count(), Booking.objects.count()


def refusal_of(act):
    """Its code; nothing was written."""
    before = written()
    with pytest.raises(DomainError) as refused:
        act()
    assert written() == before
    return refused.value.code


# -- whose time it is ------------------------------------------------------------------------------


def test_call_stays_where_it_is_when_the_other_is_busy_then():
    ana, ben = caller("Ana"), caller("Ben")
    team = desk(ana)
    call = booked()
    team.members.set([ben])
    booked()  # Ben's, at the same hour
    item = lock_call(call.pk).work_item
    assert refusal_of(lambda: give(item, ben, by=SYSTEM, at=NOW)) == ErrorCode.SLOT_UNAVAILABLE
    assert (fresh(call).owner, fresh(call).booking.staff_id) == (ana, ana.pk)
    assert (load_of(ana.pk, AGREED_CALL).taken, load_of(ben.pk, AGREED_CALL).taken) == (1, 1)


def test_policy_that_does_not_ask_who_is_free_double_books_nobody(busy_too):
    desk(caller("Ana"))
    booked()
    assert refusal_of(booked) == ErrorCode.SLOT_UNAVAILABLE
    assert Booking.objects.count() == 1


def test_policy_that_does_not_ask_who_is_free_comes_to_the_next(busy_too):
    ana, ben = caller("Ana"), caller("Ben")
    desk(ana, ben)
    assert sorted(booked().owner.name for _ in range(2)) == ["Ana", "Ben"]
    assert refusal_of(booked) == ErrorCode.SLOT_UNAVAILABLE


def test_other_refusals_than_a_lost_race_are_passed_on():
    desk(caller("Ana"), caller("Ben"))
    topic, asked = Topic.objects.get(code="BILLING"), []

    def take(staff_id):
        asked.append(staff_id)
        raise Forbidden("Not this one.")

    needs = needs_of(topic, "en")
    pool = pool_of(topic, needs, at=NOW)
    assert refusal_of(lambda: take_time(pool, needs, SOON, topic.slot_rules(), take, at=NOW)) == ErrorCode.FORBIDDEN
    assert len(asked) == 1


def test_member_books_nothing_for_a_topic_without_teams():
    ana, who = caller("Ana"), customer()
    by = as_member(ana).on(new_id())
    code = refusal_of(lambda: request_call(facts(), asker(who), to=ana, by=by, at=NOW))
    assert code == ErrorCode.SERVICE_UNAVAILABLE
    assert CallRequest.objects.count() == 0


# -- a call's life ---------------------------------------------------------------------------------


def test_call_that_is_not_there_is_not_cancelled():
    with pytest.raises(NotFound):
        cancel_call(new_id(), reason="", by=SYSTEM, at=NOW)


def test_call_that_is_over_is_not_corrected():
    desk(caller())
    call = booked()
    cancel_call(call.pk, reason="", by=SYSTEM, at=NOW)
    code = refusal_of(lambda: change_call(call.pk, {"notes": "Late"}, by=SYSTEM, at=NOW))
    assert (code, fresh(call).notes) == (ErrorCode.INVALID_TRANSITION, call.notes)


def test_call_that_is_over_is_not_given_to_another():
    desk(caller("Ana"), caller("Ben"))
    call, boss = booked(), admin()
    cancel_call(call.pk, reason="", by=SYSTEM, at=NOW)
    assert refusal_of(lambda: cover_call(call.pk, by=boss, at=NOW)) == ErrorCode.INVALID_TRANSITION
    assert fresh(call).status == "CANCELLED"


@pytest.mark.parametrize("score", [0, 6])
def test_score_is_from_one_to_five(score):
    desk(caller())
    who = customer()
    call = booked(who)
    start_call(call.pk, by=SYSTEM, at=SOON)
    complete_call(call.pk, outcome="RESOLVED", by=SYSTEM, at=SOON)
    with pytest.raises(Invalid) as refused:
        rate_call(call.pk, score=score, by=as_customer(who), at=SOON)
    assert refused.value.details == {"score": ["Must be from 1 to 5."]}
    assert (fresh(call).survey_score, fresh(call).surveyed_at) == (None, None)


def test_call_that_waits_for_somebody_keeps_its_clock_when_asked_again():
    ana, boss = caller("Ana"), admin()
    team = desk(ana)
    call = booked()
    team.members.clear()
    hand_back_work(ana, reason="is ill", by=SYSTEM, at=NOW)
    cover_call(call.pk, by=boss, at=NOW)
    due_at, told = fresh(call).work_item.due_at, Notification.objects.count()
    later = NOW + timedelta(minutes=10)
    assert cover_call(call.pk, by=boss, at=later).winner_id is None
    assert (fresh(call).work_item.due_at, Notification.objects.count()) == (due_at, told)
    assert (fresh(call).status, fresh(call).owner) == ("CONFIRMED", None)


def test_topic_that_starts_by_itself_has_a_timer_at_the_hour():
    desk(caller())
    Topic.objects.filter(code="BILLING").update(auto_start=True)
    call = booked()
    timer = Timer.objects.get(name="call.auto_start")
    assert (timer.about_id, timer.due_at) == (call.pk, SOON)


# -- topics ----------------------------------------------------------------------------------------


def test_only_administrators_change_a_topic():
    topic = Topic.objects.get(code="BILLING")
    by = as_member(caller())
    assert refusal_of(lambda: change_topic(topic.pk, {"position": 99}, by=by, at=NOW)) == ErrorCode.FORBIDDEN
    assert Topic.objects.get(pk=topic.pk).position == topic.position


def test_topic_that_is_not_there_is_not_changed():
    by = admin()
    assert refusal_of(lambda: change_topic(new_id(), {"position": 99}, by=by, at=NOW)) == ErrorCode.NOT_FOUND


# -- the wizard ------------------------------------------------------------------------------------


def test_customer_goes_on_with_the_draft_they_have():
    ada = customer()
    first = start_draft(ada, {}, at=NOW)
    assert start_draft(ada, {"topic": "OTHER"}, at=NOW) == first
    assert CallDraft.objects.get().said == first.said


def test_guest_whose_address_is_confirmed_is_asked_for_no_code():
    gus = {"name": "Gus", "email": "gus@example.com"}
    wishes = {"preferred_times": "mornings", "urgency_level": "THIS_WEEK", "timezone": "UTC"}
    known = {"topic": "BILLING", "scheduling_type": "FLEXIBLE", "email_confirmed": True, **gus, **wishes}
    passed = [str(step) for step in (Step.START, Step.TOPIC, Step.METHOD, Step.WISHES, Step.CODE)]
    draft = start_draft(None, known | {"passed": passed}, at=NOW)
    assert save_step(draft.pk, Step.WHO, gus, by=nobody(name="Gus"), at=NOW).step == Step.CONTACT


def test_other_topic_is_sent_with_its_description():
    desk(caller(), topic="OTHER")
    ada = customer()
    said = {
        "topic": "OTHER",
        "custom_topic_description": "About my stamp collection",
        "scheduling_type": "FLEXIBLE",
        "preferred_times": "mornings",
        "urgency_level": "THIS_WEEK",
        "timezone": "UTC",
        "contact_phone": "+12125550123",
        "preferred_contact_method": "PHONE",
        "passed": [str(step) for step in Step],
    }
    draft = start_draft(ada, said, at=NOW)
    call = submit_draft(draft.pk, by=as_customer(ada), at=NOW)
    assert (call.topic.code, call.custom_topic_description) == ("OTHER", "About my stamp collection")
