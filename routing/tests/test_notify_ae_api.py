"""POST /api/v1/notifications/ae: another system tells an account executive something."""

from datetime import timedelta
from uuid import uuid4

import pytest

from accounts.enums import Role
from accounts.tests.factories import ApiKeyFactory, UserFactory, bearer
from core import clock
from core.testing import Api
from notifications.models import Delivery, Device, Notification
from routing.actions.assign_work import assign_work
from routing.actions.close_work import close_work
from routing.actions.schedule_callback import schedule_callback
from routing.tests.worlds import locked, person, waiting_item
from workforce.tests.factories import StaffFactory, TeamFactory

pytestmark = pytest.mark.django_db
PATH = "/api/v1/notifications/ae"
WIRE = "2026-10-09T12:15:00Z"


@pytest.fixture
def ann():
    return StaffFactory(user__name="Ann", user__email="ann@example.test", user__phone="+12125550123")


@pytest.fixture
def item(ann):
    return waiting_item(TeamFactory(members=[ann]), business_name="Corner Shop", contact_name="Jo Doe")


@pytest.fixture
def api():
    return Api(f"Api-Key {ApiKeyFactory(scopes=['system:routing']).secret_text}")


def wish(ann, item, **changes):
    body = {
        "ae_id": ann.public_id,
        "notification_type": "NEW_LEAD_ASSIGNED",
        "priority": "HIGH",
        "data": {"lead_id": item.queue_entry.lead.public_id},
    }
    return body | changes


def channels(answer):
    return [(one["channel"], one["status"], one.get("reason")) for one in answer.json()["delivery_status"]]


def test_answer_lists_the_deliveries_as_they_stand(api, ann, item):
    Device.objects.create(staff=ann, endpoint="https://push.example/1", p256dh="p", auth="a")
    Device.objects.create(staff=ann, endpoint="https://push.example/2", p256dh="p", auth="a")
    answer = api.post(PATH, wish(ann, item, channels=["EMAIL", "PUSH"]), key=True)
    assert answer.status_code == 202
    made = Notification.objects.get()
    body = answer.json()
    assert body["notification_id"] == made.public_id
    assert (body["ae_id"], body["notification_type"], body["priority"]) == (ann.public_id, "NEW_LEAD_ASSIGNED", "HIGH")
    assert body["delivery_status"] == [
        {"channel": "EMAIL", "status": "QUEUED", "sent_at": None, "recipient": "ann@example.test"},
        {"channel": "PUSH", "status": "QUEUED", "sent_at": None, "device_count": 2},
        {"channel": "IN_APP", "status": "SENT", "sent_at": body["created_at"], "recipient": ann.public_id},
    ]


def test_channels_come_from_the_rules_when_none_are_named(api, ann, item):
    low = api.post(PATH, wish(ann, item, priority="LOW"), key=True)
    assert [name for name, *_ in channels(low)] == ["EMAIL", "IN_APP"]
    urgent = api.post(PATH, wish(ann, item, priority="URGENT"), key=True)
    assert [name for name, *_ in channels(urgent)] == ["EMAIL", "SMS", "PUSH", "IN_APP"]


def test_channel_without_an_address_is_skipped_with_the_reason(api, item):
    nobody = StaffFactory(user__phone="")
    answer = api.post(PATH, wish(nobody, item, channels=["SMS", "PUSH"]), key=True)
    assert channels(answer) == [
        ("SMS", "SKIPPED", "NO_ADDRESS"),
        ("PUSH", "SKIPPED", "NO_ADDRESS"),
        ("IN_APP", "SENT", None),
    ]
    assert answer.json()["delivery_status"][1]["device_count"] == 0


def test_message_says_what_the_data_say_and_the_lead_for_the_rest(api, ann, item):
    data = {"lead_id": item.queue_entry.lead.public_id, "business_name": "John's Fine Dining LLC"}
    overrides = {"subject": "URGENT: $75K", "custom_message": "12 locations"}
    api.post(PATH, wish(ann, item, data=data | {"estimated_value": 75000}, template_overrides=overrides), key=True)
    made = Notification.objects.get()
    assert made.subject == "URGENT: $75K"
    assert made.overrides == overrides
    assert made.context["lead_name"] == "Jo Doe"
    assert made.context["business_name"] == "John's Fine Dining LLC"
    assert made.context["estimated_value"] == 75000
    assert made.context["contact_by"] == item.due_at.isoformat()


@pytest.mark.parametrize(
    "kind",
    ["NEW_LEAD_ASSIGNED", "SLA_WARNING", "SLA_BREACH", "LEAD_ACTIVITY", "QUOTE_APPROVED", "PAYMENT_COMPLETED",
     "ESCALATION", "CALLBACK_REMINDER"],
)  # fmt: skip
def test_every_type_needs_nothing_but_the_lead(api, ann, item, kind):
    answer = api.post(PATH, wish(ann, item, notification_type=kind), key=True)
    assert answer.status_code == 202
    assert Notification.objects.get().kind == kind


def test_priority_is_the_leads_own_when_left_out(api, ann, item):
    body = wish(ann, item)
    del body["priority"]
    assert api.post(PATH, body, key=True).json()["priority"] == item.priority


def test_callback_reminder_expires_at_its_time(api, ann, item):
    callback = clock.now() + timedelta(minutes=10)
    body = wish(ann, item, notification_type="CALLBACK_REMINDER")
    body["data"]["callback_at"] = callback.isoformat()
    assert api.post(PATH, body, key=True).status_code == 202
    assert set(Delivery.objects.values_list("expires_at", flat=True)) == {callback}


def test_callback_reminder_without_a_time_is_of_the_callback_that_stands(api, ann, item):
    at = clock.now()
    assign_work(locked(item), ann, by=person(ann), at=at)
    agreed = at + timedelta(days=1)
    schedule_callback(locked(item), agreed, by=person(ann), at=at)
    Notification.objects.all().delete()
    assert api.post(PATH, wish(ann, item, notification_type="CALLBACK_REMINDER"), key=True).status_code == 202
    told = Notification.objects.get()
    assert told.context["callback_at"] == agreed.isoformat()
    assert set(told.deliveries.values_list("expires_at", flat=True)) == {agreed}


def test_callback_reminder_of_no_callback_names_no_time(api, ann, item):
    said = {"lead_name": "Jo Doe", "business_name": "Corner Shop", "estimated_value": 75000, "contact_by": WIRE}
    body = wish(ann, item, notification_type="CALLBACK_REMINDER")
    body["data"] |= said
    assert api.post(PATH, body, key=True).status_code == 202
    told = Notification.objects.get()
    assert told.subject == "Due soon for Corner Shop: Call back"
    assert set(told.deliveries.values_list("expires_at", flat=True)) == {None}


def test_warning_of_a_lead_without_deadline_needs_one(api, ann, item):
    type(item).objects.update(due_at=None, warn_at=None)
    refused = api.post(PATH, wish(ann, item, notification_type="SLA_WARNING"), key=True)
    assert refused.json()["error"]["details"] == {"data.contact_by": ["This message needs it."]}


def test_message_is_withdrawn_with_the_leads_others(api, ann, item):
    api.post(PATH, wish(ann, item), key=True)
    at = clock.now()
    close_work(locked(item), outcome="DISQUALIFIED", by=person(ann, "admin:routing"), at=at)
    made = Notification.objects.get()
    assert made.withdrawn_at == at
    assert set(made.deliveries.values_list("state", flat=True)) == {"WITHDRAWN", "SKIPPED"}


def test_key_is_required_and_a_repeat_tells_once(api, ann, item):
    assert api.post(PATH, wish(ann, item)).json()["error"]["code"] == "IDEMPOTENCY_KEY_REQUIRED"
    key = str(uuid4())
    first, again = (api.post(PATH, wish(ann, item), key=key) for _ in range(2))
    assert first.content == again.content
    assert Notification.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"ae_id": "staff_" + "0" * 26}, "ae_id"),
        ({"notification_type": "PIGEON"}, "notification_type"),
        ({"channels": ["PIGEON"]}, "channels"),
        ({"template_overrides": {"body": "x"}}, "template_overrides"),
        ({"priority": "CRITICAL"}, "priority"),
    ],
)
def test_what_cannot_be_used_is_refused(api, ann, item, change, field):
    answer = api.post(PATH, wish(ann, item, **change), key=True)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "VALIDATION_FAILED")
    assert [name.partition(".")[0] for name in answer.json()["error"]["details"]] == [field]
    assert Notification.objects.count() == 0


def test_unknown_lead_and_a_member_who_left_are_refused(api, ann, item):
    unknown = api.post(PATH, wish(ann, item, data={"lead_id": "lead_" + "0" * 26}), key=True)
    assert unknown.status_code == 404
    ann.retired_at, ann.accepts_new = clock.now(), False
    ann.save()
    left = api.post(PATH, wish(ann, item), key=True)
    assert (left.status_code, left.json()["error"]["code"]) == (409, "MEMBER_RETIRED")
    assert Notification.objects.count() == 0


def test_only_routing_systems_and_admins_may(ann, item):
    for api, status in (
        (Api(), 401),
        (Api(bearer(ann.user)), 403),
        (Api(f"Api-Key {ApiKeyFactory(scopes=['ae:queue:read']).secret_text}"), 403),
        (Api(bearer(UserFactory(roles=[Role.SUPERVISOR]))), 202),
    ):
        assert api.post(PATH, wish(ann, item), key=True).status_code == status
