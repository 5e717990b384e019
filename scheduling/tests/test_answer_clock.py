"""The clock of a flexible request: it warns, it is missed, and silence passes it on; an answer ends it all."""

from datetime import UTC, datetime, timedelta

import pytest

from events.models import DomainEvent, Timer
from events.registry import TIMERS
from events.timers import WAITING
from notifications.models import Attention, Notification
from scheduling.actions import claim_call, confirm_call, propose_times
from scheduling.models import CallRequest
from scheduling.tests.worlds import NOW, SOON, as_member, caller, desk, waiting
from workforce.models import Team, TeamHours

pytestmark = pytest.mark.django_db


def until(at):
    """Every timer of work that falls due until then has fired, in order."""
    while True:
        timer = Timer.objects.filter(WAITING, name__startswith="work.", due_at__lte=at).order_by("due_at", "id").first()
        if timer is None:
            return
        Timer.objects.filter(pk=timer.pk).update(fired_at=timer.due_at)
        TIMERS[timer.name](timer, timer.due_at)


def told(kind):
    return list(Notification.objects.filter(kind=kind).order_by("pk").values_list("recipient__user__name", flat=True))


def names():
    return list(DomainEvent.objects.filter(name__startswith="call.").order_by("id").values_list("name", flat=True))


@pytest.fixture
def people():
    ana, ben, cy = caller("Ana"), caller("Ben"), caller("Cy")
    desk(ana, ben, cy)
    return ana, ben, cy


def test_nobody_has_it_so_who_is_on_duty_is_warned_and_told_and_silence_passes_it_on(people):
    waiting(urgency="URGENT")
    until(NOW + timedelta(minutes=96))
    assert (told("CALL_ANSWER_WARNING"), told("CALL_ANSWER_BREACH")) == (["Ana"], [])
    until(NOW + timedelta(hours=2))
    assert told("CALL_ANSWER_BREACH") == ["Ana"]
    minutes = (Attention.objects.first() or Attention()).silence_minutes
    until(NOW + timedelta(hours=2, minutes=minutes))
    assert told("CALL_ANSWER_BREACH") == ["Ana", "Ben"]
    until(NOW + timedelta(hours=2, minutes=5 * minutes))
    assert told("CALL_ANSWER_BREACH") == ["Ana", "Ben", "Cy"]  # each once, then the list is at its end
    assert names().count("call.answer_warned") == names().count("call.answer_breached") == 1
    assert names().count("call.breach_passed_on") == 2
    assert not Timer.objects.filter(WAITING, name__startswith="work.").exists()


def test_owner_is_warned_and_an_answer_ends_it(people):
    _ana, ben, _cy = people
    call = waiting(urgency="URGENT")
    claim_call(call.pk, ben, by=as_member(ben), at=NOW)
    until(NOW + timedelta(minutes=97))
    assert told("CALL_ANSWER_WARNING") == ["Ben"]
    propose_times(call.pk, [SOON], by=as_member(ben), at=NOW + timedelta(minutes=98))
    until(NOW + timedelta(days=2))
    assert told("CALL_ANSWER_BREACH") == []
    warning = Notification.objects.get(kind="CALL_ANSWER_WARNING")
    assert warning.withdrawn_at is not None
    assert CallRequest.objects.get(pk=call.pk).answered_at == NOW + timedelta(minutes=98)


def test_claiming_does_not_stop_the_clock(people):
    ana = people[0]
    call = waiting(urgency="URGENT")
    claim_call(call.pk, ana, by=as_member(ana), at=NOW + timedelta(minutes=10))
    until(NOW + timedelta(hours=2))
    assert told("CALL_ANSWER_BREACH") == ["Ana"]


def test_breach_is_passed_on_to_nobody_once_it_is_answered(people):
    ana = people[0]
    call = waiting(urgency="URGENT")
    until(NOW + timedelta(hours=2))
    claim_call(call.pk, ana, by=as_member(ana), at=NOW + timedelta(hours=2, minutes=1))
    confirm_call(call.pk, starts_at=SOON, by=as_member(ana), at=NOW + timedelta(hours=2, minutes=2))
    until(NOW + timedelta(hours=8))
    assert told("CALL_ANSWER_BREACH") == ["Ana"]


@pytest.mark.parametrize(
    ("urgency", "hours"), [("URGENT", 2), ("THIS_WEEK", 8), ("WITHIN_2_WEEKS", 16), ("FLEXIBLE", 40)]
)
def test_each_urgency_has_its_time(people, urgency, hours):
    assert waiting(urgency=urgency).work_item.due_at == NOW + timedelta(hours=hours)


@pytest.mark.parametrize(
    ("urgency", "due"),
    [("URGENT", datetime(2027, 3, 1, 16, tzinfo=UTC)), ("FLEXIBLE", datetime(2027, 3, 5, 22, tzinfo=UTC))],
)
def test_team_without_hours_of_its_own_answers_in_business_hours(people, urgency, due):
    TeamHours.objects.all().delete()
    Team.objects.update(timezone="America/New_York")
    assert waiting(urgency=urgency).work_item.due_at == due  # 09:00 to 17:00 there is 14:00 to 22:00


def test_team_answers_in_its_own_hours(people):
    TeamHours.objects.all().delete()
    TeamHours.objects.create(team=Team.objects.get(), weekday=2, starts="10:00", ends="13:00")
    assert waiting(urgency="URGENT").work_item.due_at == datetime(2027, 3, 3, 12, tzinfo=UTC)
