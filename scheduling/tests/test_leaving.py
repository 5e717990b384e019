"""A member goes, and their calls do not stay with somebody who is gone."""

from datetime import timedelta

import pytest
import time_machine

from accounts.actions import change_roles, deactivate_user
from core.actor import SYSTEM
from events.models import DomainEvent, Timer
from events.registry import SUBSCRIBERS
from events.timers import WAITING
from notifications.models import Notification
from routing.actions.hand_back_work import hand_back_work
from routing.actions.retire_member import retire_member
from routing.models import Decision
from routing.queries.decisions import decide_again, differs_in
from routing.queries.exceptions import exceptions
from scheduling.actions import claim_call, cover_call, hand_over_call, keep_after_release, pick_time, propose_times
from scheduling.models import CallRequest, ProposedTime
from scheduling.tests.worlds import NOW, SOON, as_customer, as_member, booked, caller, customer, desk, waiting
from workforce.actions import release_overdue_holds
from workforce.models import Booking

pytestmark = pytest.mark.django_db
HALF = timedelta(minutes=30)
SUNDAY = [(6, "00:00", "01:00")]


def heard(*names):
    """Whoever hears these events has heard them, at the instant of this world."""
    with time_machine.travel(NOW, tick=False):
        for name in names:
            for event in DomainEvent.objects.filter(name=name).order_by("id"):
                for handler in SUBSCRIBERS[name].values():
                    handler(event)


def retire(staff):
    retire_member(staff, by=SYSTEM, at=NOW)
    heard("call.released")


def fresh(call):
    return CallRequest.objects.shown().select_related("booking").get(pk=call.pk)


def told(kind):
    return sorted(Notification.objects.filter(kind=kind).values_list("recipient__user__name", "priority"))


def nothing_is_wrong():
    return {name: count for name, count in exceptions(NOW).items() if count}


def test_ten_calls_of_a_member_who_leaves_are_with_others_at_the_same_hour():
    ana, ben, cy = caller("Ana"), caller("Ben"), caller("Cy")
    team = desk(ana)
    calls = [booked(scheduled_date_time=SOON + n * HALF) for n in range(10)]
    team.members.add(ben, cy)
    Notification.objects.all().delete()
    retire(ana)
    after = [fresh(call) for call in calls]
    assert [call.status for call in after] == ["CONFIRMED"] * 10
    assert {call.owner.name for call in after} == {"Ben", "Cy"}
    assert [call.booking.staff_id for call in after] == [call.work_item.owner_id for call in after]
    assert [call.booking.starts_at for call in after] == [call.scheduled_date_time for call in calls]
    assert not Booking.objects.live().filter(staff=ana).exists()
    assert len(told("CALL_ASSIGNED")) == 10
    assert Notification.objects.filter(kind="CALL_CONFIRMED").count() == 0  # on the phone another name changes nothing
    reminded = Timer.objects.filter(WAITING, name="reminder.shortly_before.team")
    assert reminded.count() == 10
    assert nothing_is_wrong() == {}


def test_every_decision_about_calls_can_be_made_again():
    ana, ben = caller("Ana", skills=["BILLING"]), caller("Ben")
    desk(ana, ben)
    booked(), booked(), waiting()
    retire(ana)
    decisions = list(Decision.objects.select_related("policy").prefetch_related("policy__steps"))
    assert len(decisions) == 3
    assert [differs_in(one, decide_again(one)) for one in decisions] == [[], [], []]


def test_who_has_time_then_gets_it_and_the_decision_says_why():
    ana, ben, cy = caller("Ana"), caller("Ben"), caller("Cy")
    team = desk(ben)
    booked()  # takes Ben's hour
    team.members.set([ana])
    call = booked()
    team.members.set([ben, cy])
    retire(ana)
    after = fresh(call)
    assert after.owner == cy
    out = {one["name"]: one["ruled_out_by"] for one in after.work_item.decision.verdicts}
    assert out == {"Ben": "free", "Cy": ""}


def test_nobody_free_the_call_waits_with_a_clock_and_who_is_on_duty_is_told():
    ana, ben = caller("Ana"), caller("Ben", hours=SUNDAY)
    desk(ana, ben)
    call = booked()
    retire(ana)
    after = fresh(call)
    item = after.work_item
    assert (after.status, after.owner, item.state, item.priority) == ("CONFIRMED", None, "QUEUED", "URGENT")
    assert item.due_at == NOW + timedelta(hours=2)
    assert after.booking.starts_at == SOON
    assert told("CALL_ANSWER_WARNING") == [("Ben", "URGENT")]
    assert not Timer.objects.filter(WAITING, name="reminder.shortly_before.team").exists()
    assert nothing_is_wrong() == {}


def test_clock_of_a_call_that_begins_soon_ends_before_it():
    ana = caller("Ana")
    desk(ana)
    call = booked(scheduled_date_time=NOW + timedelta(hours=2, minutes=30))
    later = NOW + timedelta(hours=1)
    hand_back_work(ana, reason="is ill", by=SYSTEM, at=later)
    keep_after_release(call.pk, by=SYSTEM, at=later)
    assert fresh(call).work_item.due_at == NOW + timedelta(hours=2, minutes=30)


def test_heard_twice_the_second_time_changes_nothing():
    ana, ben = caller("Ana"), caller("Ben", hours=SUNDAY)
    desk(ana, ben)
    call = booked()
    retire(ana)
    before = (fresh(call).work_item.version, DomainEvent.objects.count(), Notification.objects.count())
    keep_after_release(call.pk, by=SYSTEM, at=NOW)
    assert (fresh(call).work_item.version, DomainEvent.objects.count(), Notification.objects.count()) == before


def test_who_takes_an_uncovered_call_has_it_in_their_calendar_and_its_clock_stops():
    ana, ben = caller("Ana"), caller("Ben", hours=SUNDAY)
    desk(ana, ben)
    call = booked()
    retire(ana)
    claim_call(call.pk, ben, by=as_member(ben), at=NOW)
    after = fresh(call)
    assert (after.owner, after.booking.staff_id, after.work_item.contact_met_at) == (ben, ben.pk, NOW)
    assert not Timer.objects.filter(WAITING, about_id=after.work_item_id, name="work.first_contact_breach").exists()
    assert nothing_is_wrong() == {}


def test_request_that_waits_goes_back_in_line_without_the_times_of_who_left():
    ana, ben = caller("Ana"), caller("Ben")
    desk(ana, ben)
    call = waiting(urgency="URGENT")
    claim_call(call.pk, ana, by=as_member(ana), at=NOW)
    propose_times(call.pk, [SOON], by=as_member(ana), at=NOW)
    assert fresh(call).work_item.contact_met_at == NOW
    retire(ana)
    after = fresh(call)
    assert (after.status, after.owner, after.answered_at) == ("PENDING", None, None)
    assert (after.work_item.contact_met_at, after.work_item.due_at) == (None, NOW + timedelta(hours=2))
    assert not ProposedTime.objects.open().exists()
    assert nothing_is_wrong() == {}


def test_member_owes_an_answer_again_when_nobody_took_the_last_proposed_time():
    ana = caller("Ana")
    desk(ana)
    call = waiting(urgency="URGENT")
    claim_call(call.pk, ana, by=as_member(ana), at=NOW)
    propose_times(call.pk, [SOON, SOON + timedelta(hours=2)], by=as_member(ana), at=NOW)
    links = fresh(call).links_version
    first, last = Booking.objects.live().order_by("starts_at")
    run_out(first)
    assert fresh(call).answered_at is not None
    run_out(last)
    after = fresh(call)
    assert (after.status, after.owner, after.answered_at, after.links_version) == ("PENDING", ana, None, links)
    assert (after.work_item.contact_met_at, after.work_item.due_at) == (None, NOW + timedelta(hours=2))
    assert Timer.objects.filter(WAITING, name="work.first_contact_breach").exists()
    heard("booking.released")
    assert fresh(call).version == after.version


def run_out(hold):
    Booking.objects.filter(pk=hold.pk).update(expires_at=NOW - timedelta(days=365))  # the database has its own clock
    release_overdue_holds(booking_id=hold.pk, at=NOW)
    heard("booking.released")


def test_who_is_handed_a_request_owes_its_answer_for_the_proposed_times_are_gone():
    ana, ben = caller("Ana"), caller("Ben")
    desk(ana, ben)
    call = waiting(urgency="URGENT")
    claim_call(call.pk, ana, by=as_member(ana), at=NOW)
    propose_times(call.pk, [SOON], by=as_member(ana), at=NOW)
    hand_over_call(call.pk, ben, by=as_member(ana), at=NOW)
    after = fresh(call)
    assert (after.owner, after.answered_at, after.work_item.contact_met_at) == (ben, None, None)
    assert after.work_item.due_at == NOW + timedelta(hours=2)
    assert not ProposedTime.objects.open().exists()


def test_lost_role_is_as_good_as_leaving():
    ana, ben = caller("Ana"), caller("Ben")
    team = desk(ana)
    call = booked()
    team.members.add(ben)
    change_roles(ana.user, ["CUSTOMER"], by=SYSTEM, at=NOW)
    heard("user.roles_changed", "call.released")
    assert fresh(call).owner == ben


def test_lost_login_too():
    ana, ben = caller("Ana"), caller("Ben")
    team = desk(ana)
    call = booked()
    team.members.add(ben)
    deactivate_user(ana.user, by=SYSTEM, at=NOW)
    heard("user.deactivated", "call.released")
    assert fresh(call).owner == ben


def test_customer_hears_of_another_name_where_they_see_it():
    ana, ben = caller("Ana"), caller("Ben")
    team = desk(ana)
    booked(preferred_contact_method="VIDEO")
    team.members.add(ben)
    Notification.objects.all().delete()
    retire(ana)
    assert Notification.objects.filter(kind="CALL_CONFIRMED").count() == 1


def test_member_gives_an_agreed_call_to_whom_the_engine_chooses():
    ana, ben = caller("Ana"), caller("Ben")
    team = desk(ana)
    call = booked()
    team.members.add(ben)
    decision = cover_call(call.pk, by=as_member(ana), at=NOW)
    after = fresh(call)
    assert (decision.winner_id, after.owner, after.booking.staff_id) == (ben.pk, ben, ben.pk)
    assert after.work_item.assignment_reason == "REASSIGNMENT"


def test_member_keeps_a_call_that_nobody_else_can_take():
    ana = caller("Ana")
    desk(ana)
    call = booked()
    assert cover_call(call.pk, by=as_member(ana), at=NOW).winner_id is None
    assert fresh(call).owner == ana


def test_team_that_is_assigned_on_arrival_finds_somebody_who_is_free():
    ana, ben, cy = caller("Ana"), caller("Ben"), caller("Cy")
    team = desk(ben, auto_assign=True)
    booked()
    team.members.set([ana])
    call = booked()
    team.members.set([ben, cy])
    retire(ana)
    assert fresh(call).owner == cy
    assert nothing_is_wrong() == {}


def test_customer_picks_a_time_of_who_took_over():
    ana, ben = caller("Ana"), caller("Ben")
    desk(ana, ben)
    who = customer()
    call = waiting(who)
    claim_call(call.pk, ana, by=as_member(ana), at=NOW)
    propose_times(call.pk, [SOON], by=as_member(ana), at=NOW)
    retire(ana)
    claim_call(call.pk, ben, by=as_member(ben), at=NOW)
    (offered,) = propose_times(call.pk, [SOON], by=as_member(ben), at=NOW)
    pick_time(call.pk, offered.pk, by=as_customer(who), at=NOW)
    assert fresh(call).owner == ben
