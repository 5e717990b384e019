"""What people narrow for themselves: by switch and by hour, when it is told and when it is sent."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from accounts.tests.factories import UserFactory
from config import vapid
from core.actor import SYSTEM
from core.clock import now
from core.errors import Invalid
from core.testing import assert_queries
from events.models import DomainEvent
from notifications.actions import add_device, change_preferences, claim_delivery
from notifications.enums import Kind
from notifications.models import Delivery, Device, OutboxMessage, Preference
from notifications.pages.preferences import browser_name
from notifications.sending import send_due
from notifications.tests.factories import new_lead, told
from workforce.tests.factories import StaffFactory

pytestmark = pytest.mark.django_db
PAGE = "/profile/notifications/"
NIGHT = datetime(2026, 3, 2, 23, tzinfo=UTC)
KEYS = {"p256dh": "B" + "A" * 86, "auth": "A" * 22}


@pytest.fixture
def ann():
    return StaffFactory(user__phone="+12125550123")


@pytest.fixture
def visitor(ann):
    client = Client()
    client.force_login(ann.user)
    return client


def quiet(staff, begins=time(22), ends=time(7)):
    return Preference.objects.create(staff=staff, quiet_from=begins, quiet_until=ends)


def due_mail(staff, **changes):
    told(staff, channels=["EMAIL"], **changes)
    return Delivery.objects.filter(channel="EMAIL").latest("id")


# -- when it is sent ---------------------------------------------------------------------------------


def test_message_in_quiet_hours_waits_for_their_end(ann):
    quiet(ann)
    delivery = due_mail(ann)
    claimed = claim_delivery("EMAIL", at=NIGHT)
    assert (claimed.pk, claimed.state, claimed.attempts) == (delivery.pk, "QUEUED", 0)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("QUEUED", 0)
    assert delivery.next_try_at == NIGHT + timedelta(hours=8)
    assert delivery.tries.count() == 0


def test_message_that_expires_in_quiet_hours_is_not_kept_longer(ann):
    quiet(ann)
    delivery = due_mail(ann, expires_at=now() + timedelta(days=9999))
    Delivery.objects.update(expires_at=NIGHT + timedelta(hours=1))
    claim_delivery("EMAIL", at=NIGHT)
    delivery.refresh_from_db()
    assert delivery.next_try_at == NIGHT + timedelta(hours=1)
    Delivery.objects.update(next_try_at=now())
    assert claim_delivery("EMAIL", at=NIGHT + timedelta(hours=1)).state == "EXPIRED"


@pytest.mark.parametrize(("kind", "needs"), [(Kind.SLA_BREACH, {"due_at": NIGHT}), (Kind.ESCALATION, {})])
def test_whoever_has_to_act_now_is_told_at_night(ann, kind, needs):
    quiet(ann)
    due_mail(ann, kind=kind, context=new_lead(**needs))
    assert claim_delivery("EMAIL", at=NIGHT).state == "SENDING"


def test_message_outside_quiet_hours_goes_out(ann):
    quiet(ann, time(1), time(2))
    due_mail(ann)
    assert claim_delivery("EMAIL", at=NIGHT).state == "SENDING"


def test_sender_goes_on_past_those_who_sleep(ann):
    quiet(ann, time(0), time(23, 59, 59))
    due_mail(ann)
    due_mail(StaffFactory(user__email="bob@example.test"))
    assert send_due("EMAIL") in {1, 2}  # two within the last second of a day
    assert "bob@example.test" in OutboxMessage.objects.values_list("to", flat=True)


def test_switch_counts_for_what_waits_too(ann):
    delivery = due_mail(ann)
    change_preferences(ann, muted=["NEW_LEAD_ASSIGNED:EMAIL"], quiet_from=None, quiet_until=None, by=SYSTEM, at=now())
    send_due("EMAIL")
    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == ("SKIPPED", "SWITCHED_OFF")


def test_claiming_takes_the_same_queries_with_wishes_and_without(ann):
    due_mail(ann)
    due_mail(ann)
    with assert_queries(4):
        claim_delivery("EMAIL", at=NIGHT)
    quiet(ann, time(1), time(2))
    with assert_queries(4):
        claim_delivery("EMAIL", at=NIGHT)


# -- the action --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"muted": ["SLA_BREACH:EMAIL"]}, "on"),
        ({"muted": ["NEW_LEAD_ASSIGNED:IN_APP"]}, "on"),
        ({"quiet_from": time(22)}, "quiet_until"),
        ({"quiet_until": time(22)}, "quiet_from"),
    ],
)
def test_choice_that_there_is_not_is_refused(ann, wish, field):
    with pytest.raises(Invalid) as refused:
        change_preferences(ann, **{"muted": [], "quiet_from": None, "quiet_until": None} | wish, by=SYSTEM, at=now())
    assert list(refused.value.details) == [field]
    assert (Preference.objects.count(), DomainEvent.objects.filter(name="preferences.changed").count()) == (0, 0)


def test_choosing_the_same_again_changes_nothing(ann):
    for _ in range(2):
        change_preferences(
            ann, muted=["SLA_WARNING:SMS"], quiet_from=time(22), quiet_until=time(7), by=SYSTEM, at=now()
        )
    assert DomainEvent.objects.filter(name="preferences.changed").count() == 1


# -- the page ----------------------------------------------------------------------------------------


def test_page_saves_switches_and_hours(visitor, ann):
    known = ["NEW_LEAD_ASSIGNED:EMAIL", "NEW_LEAD_ASSIGNED:SMS", "SLA_WARNING:EMAIL"]
    wish = {"known": known, "on": ["NEW_LEAD_ASSIGNED:SMS"], "quiet_from": "22:00", "quiet_until": "07:30"}
    answer = visitor.post(PAGE, wish)
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    kept = Preference.objects.get(staff=ann)
    assert kept.muted == ["NEW_LEAD_ASSIGNED:EMAIL", "SLA_WARNING:EMAIL"]
    assert (kept.quiet_from, kept.quiet_until) == (time(22), time(7, 30))
    shown = visitor.get(PAGE).content.decode()
    assert 'value="22:00"' in shown
    assert 'value="NEW_LEAD_ASSIGNED:SMS" aria-label="New lead assigned, SMS" checked' in shown
    assert 'value="NEW_LEAD_ASSIGNED:EMAIL" aria-label="New lead assigned, Email" >' in shown
    assert 'value="SLA_BREACH:EMAIL"' not in shown


def test_page_keeps_what_it_did_not_ask(visitor, ann):
    Preference.objects.create(staff=ann, muted=["SLA_WARNING:PUSH"])
    visitor.post(PAGE, {"known": ["SLA_WARNING:EMAIL", "SLA_BREACH:EMAIL", "x"]})
    assert Preference.objects.get().muted == ["SLA_WARNING:EMAIL", "SLA_WARNING:PUSH"]


@pytest.mark.parametrize("half", [{"quiet_from": "22:00"}, {"quiet_until": "07:00"}, {"quiet_from": "soon"}])
def test_page_refuses_half_a_pair(visitor, half):
    answer = visitor.post(PAGE, half)
    assert answer.status_code == 422
    assert Preference.objects.count() == 0


def test_page_is_for_staff(visitor):
    customer = Client()
    customer.force_login(UserFactory(roles=[Role.CUSTOMER]))
    assert customer.get(PAGE).status_code == 403
    assert Client().get(PAGE).status_code == 302


@pytest.mark.parametrize("devices", [1, 3])
def test_page_takes_the_same_queries_whatever_it_lists(visitor, ann, devices):
    for number in range(devices):
        Device.objects.create(staff=ann, endpoint=f"https://push.example/{number}", **KEYS)
    with assert_queries(8):
        visitor.get(PAGE)


def test_browser_is_added_and_taken_away(visitor, ann, settings):
    settings.VAPID_PUBLIC_KEY = vapid.public_key(vapid.new_key())
    agent = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
    visitor.post(reverse("notification_device_add"), {"endpoint": "http://127.0.0.1:9/x", **KEYS}, headers=agent)
    device = Device.objects.get(staff=ann)
    assert (device.name, device.endpoint) == ("Firefox, Linux", "http://127.0.0.1:9/x")
    shown = visitor.get(PAGE).content.decode()
    assert f'data-push="{settings.VAPID_PUBLIC_KEY}"' in shown
    assert "Firefox, Linux" in shown
    visitor.post(reverse("notification_device_remove", args=[device.public_id]))
    assert Device.objects.count() == 0
    assert [event.name for event in DomainEvent.objects.filter(name__startswith="device.").order_by("pk")] == [
        "device.added",
        "device.removed",
    ]


@pytest.mark.parametrize(
    "change",
    [{"endpoint": "ftp://x.example/"}, {"endpoint": "http://169.254.169.254/"}, {"p256dh": "x"}, {"auth": "x"}],
)
def test_browser_with_an_address_or_keys_that_are_none_is_refused(visitor, change):
    visitor.post(reverse("notification_device_add"), {"endpoint": "http://127.0.0.1:9/x", **KEYS} | change)
    assert Device.objects.count() == 0


def test_somebody_elses_browser_is_not_found(visitor):
    device = add_device(StaffFactory(), endpoint="https://push.example/1", **KEYS, name="", by=SYSTEM, at=now())
    for name in (device.public_id, "nonsense"):
        assert visitor.post(reverse("notification_device_remove", args=[name])).status_code == 404
    assert Device.objects.count() == 1


def test_worker_is_served_at_the_root():
    answer = Client().get("/service-worker.js")
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer["Cache-Control"] == "no-cache"
    assert b"notificationclick" in answer.content


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari, iOS"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "Chrome, Android"),
        ("curl/8", ""),
    ],
)
def test_browser_is_called_by_what_it_says(agent, name):
    assert browser_name(agent) == name
