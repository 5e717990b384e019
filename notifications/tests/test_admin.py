"""The matrix is edited, the rest is read, dead letters are replayed."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Role
from accounts.tests.factories import UserFactory
from events.models import DomainEvent
from notifications.models import Attention, Delivery, Device, Notification, NotificationRule, Preference, Suppression
from notifications.queries.rules import matrix
from notifications.tests.factories import told
from workforce.tests.factories import StaffFactory

pytestmark = pytest.mark.django_db
DELIVERIES = "admin:notifications_delivery_changelist"


@pytest.fixture
def admin(client):
    client.force_login(UserFactory(roles=[Role.ADMIN]))
    return client


def act(client, action, *deliveries):
    data = {"action": action, "_selected_action": [str(delivery.pk) for delivery in deliveries]}
    return client.post(reverse(DELIVERIES), data, follow=True)


def dead():
    (made,) = told(StaffFactory())
    Delivery.objects.filter(channel="EMAIL", notification=made).update(state="FAILED", next_try_at=None)
    return Delivery.objects.get(channel="EMAIL", notification=made)


def test_rules_are_edited_and_hold_at_once(admin):
    rule = NotificationRule.objects.get(kind="NEW_LEAD_ASSIGNED", priority="MEDIUM")
    address = reverse("admin:notifications_notificationrule_change", args=[rule.pk])
    assert admin.get(address).status_code == 200
    answer = admin.post(address, {"kind": rule.kind, "priority": rule.priority, "channels": ["PUSH"]})
    assert answer.status_code == 302
    told(StaffFactory())
    assert sorted(Delivery.objects.values_list("channel", flat=True)) == ["IN_APP", "PUSH"]


@pytest.mark.parametrize("model", [Notification, Delivery, NotificationRule])
def test_lists_and_rows_open(admin, model):
    told(StaffFactory(), priority="URGENT")
    name = model._meta.model_name
    assert admin.get(reverse(f"admin:notifications_{name}_changelist")).status_code == 200
    row = model.objects.first()
    assert admin.get(reverse(f"admin:notifications_{name}_change", args=[row.pk])).status_code == 200


@pytest.mark.parametrize("model", [Notification, Delivery])
def test_operational_rows_can_not_be_changed(admin, model):
    told(StaffFactory())
    name = model._meta.model_name
    assert admin.get(reverse(f"admin:notifications_{name}_add")).status_code == 403
    row = model.objects.first()
    assert admin.post(reverse(f"admin:notifications_{name}_change", args=[row.pk]), {}).status_code == 403
    assert admin.post(reverse(f"admin:notifications_{name}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403


def test_list_of_deliveries_takes_as_many_queries_for_two_as_for_six(admin):
    counts = []
    for _ in range(2):
        told(*StaffFactory.create_batch(len(counts) + 1))
        with CaptureQueriesContext(connection) as captured:
            admin.get(reverse(DELIVERIES))
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_dead_letters_are_found_and_sent_again(admin):
    failed = dead()
    (other,) = told(StaffFactory())
    listed = admin.get(reverse(DELIVERIES), {"undelivered": "dead"}).content.decode()
    assert failed.address in listed
    assert other.deliveries_[0].address not in listed
    assert "1 is queued again." in act(admin, "resend", failed).content.decode()
    assert Delivery.objects.get(pk=failed.pk).state == "QUEUED"
    assert "1 cannot be sent again" in act(admin, "resend", failed).content.decode()


def test_all_dead_letters_are_replayed(admin):
    first, second = dead(), dead()
    assert "2 are queued again." in act(admin, "replay_all_dead", first).content.decode()
    assert {Delivery.objects.get(pk=row.pk).state for row in (first, second)} == {"QUEUED"}


def test_supervisors_look_and_do_not_resend(client):
    failed = dead()
    client.force_login(UserFactory(roles=[Role.SUPERVISOR]))
    assert client.get(reverse(DELIVERIES)).status_code == 200
    act(client, "resend", failed)
    assert Delivery.objects.get(pk=failed.pk).state == "FAILED"


def test_rules_are_shown_as_they_act(admin):
    NotificationRule.objects.filter(kind="LEAD_ACTIVITY").delete()
    shown = admin.get(reverse("admin:notifications_notificationrule_changelist")).content.decode()
    assert "Email, SMS, Push, Bell" in shown
    assert "(no rule)" in shown
    assert "Email: EmailCarrier; SMS: OutboxCarrier; Push: OutboxCarrier; Bell: BellCarrier" in " ".join(shown.split())


def test_matrix_takes_one_query_and_says_where_a_field_comes_from():
    with CaptureQueriesContext(connection) as captured:
        lines = {line.kind: line.fields for line in matrix()}
    assert len(captured) == 1
    urgent, high, medium, low = lines["Lead did something"]
    assert [field.own for field in (urgent, high, medium, low)] == [True, True, False, False]
    assert (urgent.channels, low.channels) == (["Email", "Bell"], ["Bell"])


def test_attention_is_one_row_to_be_edited(admin):
    row = Attention.objects.get()
    address = reverse("admin:notifications_attention_change", args=[row.pk])
    values = {"silence_minutes": 5, "group_minutes": 0, "daily_limit": 3, "digest_minutes": 15}
    assert admin.post(address, values).status_code == 302
    row.refresh_from_db()
    assert (row.silence_minutes, row.daily_limit) == (5, 3)
    assert admin.get(reverse("admin:notifications_attention_add")).status_code == 403
    assert admin.get(reverse("admin:notifications_attention_delete", args=[row.pk])).status_code == 403


def test_suppressed_address_is_written_to_again(admin):
    row = Suppression.objects.create(channel="SMS", address="+12125550123", why="STOP")
    wish = {"action": "allow", "_selected_action": [str(row.pk)]}
    admin.post(reverse("admin:notifications_suppression_changelist"), wish)
    assert Suppression.objects.count() == 0
    assert DomainEvent.objects.get(name="address.released").actor_kind != "system"


def test_browser_is_removed_and_its_keys_are_never_shown(admin):
    row = Device.objects.create(
        staff=StaffFactory(), endpoint="https://push.example/1", p256dh="secret1", auth="secret2"
    )
    address = reverse("admin:notifications_device_changelist")
    assert "push.example" in admin.get(address).content.decode()
    one = admin.get(reverse("admin:notifications_device_change", args=[row.pk])).content.decode()
    assert "secret" not in one
    admin.post(address, {"action": "remove", "_selected_action": [str(row.pk)]})
    assert Device.objects.count() == 0


def test_wishes_are_shown(admin):
    Preference.objects.create(staff=StaffFactory(), muted=["SLA_WARNING:SMS"])
    assert "SLA_WARNING:SMS" in admin.get(reverse("admin:notifications_preference_changelist")).content.decode()
