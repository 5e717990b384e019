"""People outside, afterwards: what is taken back, reminders, and whoever reads what was told."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse

from accounts.enums import Role
from accounts.tests.factories import UserFactory
from core.actor import SYSTEM
from core.clock import moved, now
from events.timers import fire_due
from notifications.actions import forget_reminder, remind, replay_dead, send_digests, withdraw
from notifications.enums import Audience, Kind, Reminder
from notifications.models import Delivery, Notification
from notifications.queries import bell_of
from notifications.queries.attention import tellings
from notifications.sending import send_due
from notifications.tests.factories import GUEST, MARIA, a_call, call_context, told_of_call
from notifications.tests.test_outsiders import named, stored
from workforce.tests.factories import StaffFactory

pytestmark = pytest.mark.django_db


# -- what is taken back ------------------------------------------------------------------------------


def test_withdraw_stops_what_has_not_gone_out_to_outsiders():
    call, staff = a_call(), StaffFactory()
    sent, guest = told_of_call(MARIA, staff, call=call)
    send_due("EMAIL")
    (waiting,) = told_of_call(GUEST, call=call)
    with transaction.atomic():
        assert withdraw(call, by=SYSTEM, at=now()) == 2
    assert (stored(sent), stored(waiting)) == ({"EMAIL": "SENT"}, {"EMAIL": "WITHDRAWN"})
    assert stored(guest) == {"EMAIL": "SENT", "IN_APP": "WITHDRAWN"}
    sent.refresh_from_db()
    assert sent.withdrawn_at is None
    (event,) = named("notification.withdrawn")
    assert event.payload["recipient_ids"] == [staff.public_id]
    assert event.payload["notification_ids"] == [guest.public_id, waiting.public_id]


def test_withdraw_of_some_kinds_leaves_outsiders_the_others():
    call = a_call()
    (confirmed,) = told_of_call(MARIA, call=call)
    (survey,) = told_of_call(MARIA, call=call, kind=Kind.CALL_SURVEY)
    with transaction.atomic():
        assert withdraw(call, kinds=[Kind.CALL_CONFIRMED], by=SYSTEM, at=now()) == 1
    assert (stored(confirmed), stored(survey)) == ({"EMAIL": "WITHDRAWN"}, {"EMAIL": "QUEUED"})


def test_withdraw_except_for_somebody_still_stops_outsiders():
    call, staff = a_call(), StaffFactory()
    kept, gone = told_of_call(staff, MARIA, call=call)
    with transaction.atomic():
        assert withdraw(call, except_for=[staff], by=SYSTEM, at=now()) == 1
    assert (stored(kept), stored(gone)) == ({"EMAIL": "QUEUED", "IN_APP": "SENT"}, {"EMAIL": "WITHDRAWN"})


def test_dead_letter_about_what_was_withdrawn_is_not_replayed():
    call = a_call()
    told_of_call(MARIA, call=call)
    Delivery.objects.update(state="FAILED", next_try_at=None)
    with transaction.atomic():
        assert withdraw(call, by=SYSTEM, at=now()) == 1
    assert replay_dead(by=SYSTEM, at=now()) == 0


# -- reminders ---------------------------------------------------------------------------------------


def reminded(*people, call, audience=Audience.ASKER, **changes):
    at = now()
    wish = {"kind": Kind.CALL_REMINDER, "context": call_context(call), "priority": "MEDIUM", "by": SYSTEM, "at": at}
    wish |= {"due_at": at + timedelta(hours=1), "starts_at": at + timedelta(hours=2), "audience": audience} | changes
    return remind(wish.pop("kind"), people, reminder=Reminder.HOUR_BEFORE, about=call, **wish)


def test_remind_tells_outsiders_and_members_together():
    call, staff = a_call(), StaffFactory()
    assert reminded(MARIA, staff, call=call)
    with moved(timedelta(hours=1)):
        fire_due()
        fire_due()
    told = Notification.objects.order_by("id")
    assert [row.recipient or row.stranger for row in told] == [staff, MARIA]
    assert {row.expires_at for row in Delivery.objects.all()} != {None}


def test_each_audience_has_a_reminder_of_its_own():
    call, staff = a_call(), StaffFactory()
    reminded(MARIA, call=call)
    reminded(GUEST, call=call, audience=Audience.INVITED)
    reminded(staff, call=call, audience=Audience.TEAM, kind=Kind.CALL_STARTS_SOON)
    assert forget_reminder(call, Reminder.HOUR_BEFORE, audience=Audience.INVITED) == 1
    with moved(timedelta(hours=1)):
        fire_due()
    told = [(row.kind, row.recipient or row.stranger) for row in Notification.objects.all()]
    assert sorted(told, key=lambda one: one[0]) == [("CALL_REMINDER", MARIA), ("CALL_STARTS_SOON", staff)]


def test_forget_reminder_of_nobody_in_particular_is_for_everybody():
    call = a_call()
    reminded(MARIA, call=call)
    reminded(GUEST, call=call, audience=Audience.INVITED)
    assert forget_reminder(call) == 2
    with moved(timedelta(hours=1)):
        fire_due()
    assert Notification.objects.count() == 0


# -- whoever reads -----------------------------------------------------------------------------------


def test_bell_digest_and_silence_know_members_only():
    call, staff = a_call(), StaffFactory()
    told_of_call(MARIA, staff, call=call)
    assert bell_of(staff.user)["unread"] == 1
    heard = tellings(call, Kind.CALL_CONFIRMED, since=now() - timedelta(hours=1), context={})
    assert list(heard) == [staff.pk]
    assert send_digests(at=now() + timedelta(days=1)) == 0


def test_admin_lists_outsiders_and_finds_them_by_address(client):
    client.force_login(UserFactory(roles=[Role.ADMIN]))
    (made,) = told_of_call(MARIA, call=a_call())
    told_of_call(GUEST, call=a_call())
    listed = reverse("admin:notifications_notification_changelist")
    everybody = client.get(listed).content.decode()
    assert "María Ruiz &lt;maria@customer.test&gt;" in everybody
    assert "guy@guest.test" in everybody
    found = client.get(listed, {"q": MARIA.email}).content.decode()
    assert "maria@customer.test" in found
    assert "guy@guest.test" not in found
    row = reverse("admin:notifications_notification_change", args=[made.pk])
    assert client.get(row).status_code == 200
