"""Reminders: in time, once, and never after the start."""

from datetime import timedelta

import pytest

from core.actor import SYSTEM
from core.clock import moved, now
from events.models import Timer
from events.timers import fire_due
from notifications.actions import forget_reminder, remind
from notifications.enums import Kind, Reminder
from notifications.messages import InvalidMessage
from notifications.models import Delivery, Notification
from notifications.tests.factories import new_lead
from workforce.tests.factories import StaffFactory

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def reminded(*staff, due=HOUR, starts=2 * HOUR, reminder=Reminder.HOUR_BEFORE, **changes):
    at = now()
    wish = {"context": new_lead(due_at=at), "about": staff[0], "priority": "HIGH", "by": SYSTEM, "at": at} | changes
    return remind(Kind.SLA_WARNING, staff, reminder=reminder, due_at=at + due, starts_at=at + starts, **wish)


def standing():
    return list(Delivery.objects.order_by("channel").values_list("channel", "state", "reason"))


def test_remind_tells_when_it_is_due_and_not_before():
    staff = StaffFactory()
    assert reminded(staff, channels=["EMAIL"])
    fire_due()
    assert standing() == []
    with moved(HOUR):
        fire_due()
        fire_due()
    assert standing() == [("EMAIL", "QUEUED", ""), ("IN_APP", "SENT", "")]
    made = Notification.objects.get()
    assert (made.about_kind, made.about_id) == ("staff", staff.pk)
    assert Delivery.objects.get(channel="EMAIL").expires_at is not None


@pytest.mark.parametrize("due", [timedelta(), -HOUR, 2 * HOUR])
def test_remind_inside_the_window_is_skipped_and_stops_an_earlier_one(due):
    staff = StaffFactory()
    reminded(staff)
    assert not reminded(staff, due=due)
    with moved(HOUR):
        fire_due()
    assert standing() == []


def test_remind_again_moves_it():
    staff = StaffFactory()
    reminded(staff)
    reminded(staff, due=3 * HOUR, starts=4 * HOUR)
    with moved(HOUR):
        fire_due()
        assert standing() == []
    with moved(3 * HOUR):
        fire_due()
    assert Notification.objects.count() == 1


def test_remind_that_fires_after_the_start_is_expired_and_seen():
    reminded(StaffFactory(), channels=["EMAIL"])
    with moved(2 * HOUR):
        fire_due()
    assert standing() == [("EMAIL", "EXPIRED", "TOO_LATE"), ("IN_APP", "EXPIRED", "TOO_LATE")]
    assert Notification.objects.unread().count() == 0


def test_remind_leaves_out_who_has_left():
    staff, gone = StaffFactory(), StaffFactory()
    reminded(staff, gone)
    gone.retired_at, gone.accepts_new = now(), False
    gone.save(update_fields=["retired_at", "accepts_new"])
    with moved(HOUR):
        fire_due()
    assert Notification.objects.get().recipient == staff


def test_forget_reminder_stops_one_or_all():
    staff = StaffFactory()
    reminded(staff)
    reminded(staff, reminder=Reminder.DAY_BEFORE)
    assert forget_reminder(staff, Reminder.DAY_BEFORE) == 1
    assert forget_reminder(staff) == 1
    with moved(HOUR):
        fire_due()
    assert standing() == []


def test_remind_with_what_no_message_can_be_written_with_is_refused():
    with pytest.raises(InvalidMessage):
        reminded(StaffFactory(), context={"lead_id": "lead_x"})
    assert Timer.objects.filter(name__startswith="reminder.").count() == 0
