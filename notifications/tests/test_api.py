"""GET /api/v1/notifications and POST …/{id}/read."""

import pytest

from accounts.tests.api import tokens_of
from accounts.tests.factories import ApiKeyFactory
from core.actor import SYSTEM
from core.clock import now
from core.testing import Api, assert_queries
from notifications.actions import mark_all_read
from notifications.api.views import Notifications
from notifications.models import Notification
from notifications.tests.factories import told
from workforce.tests.factories import StaffFactory

pytestmark = pytest.mark.django_db
LIST = "/api/v1/notifications"


@pytest.fixture
def staff():
    return StaffFactory(user__email="sarah@example.test", user__phone="")


@pytest.fixture
def api(staff):
    return Api(f"Bearer {tokens_of(staff.email)['access']}")


def test_list_is_the_callers_own_with_deliveries(api, staff):
    (made,) = told(staff, priority="URGENT")
    told(StaffFactory())
    body = api.get(LIST).json()
    (row,) = body["items"]
    assert row["notification_id"] == made.public_id
    assert row["notification_type"] == "NEW_LEAD_ASSIGNED"
    assert row["about"] == {"kind": "staff", "id": staff.public_id}
    assert row["read_at"] is None
    assert row["url"].endswith("/leads/lead_01jd5n4q3m7v8w9x0y1z2a3b4c/")
    assert [(one["channel"], one["status"], one["reason"]) for one in row["delivery_status"]] == [
        ("EMAIL", "QUEUED", None),
        ("SMS", "SKIPPED", "NO_ADDRESS"),
        ("PUSH", "SKIPPED", "NO_ADDRESS"),
        ("IN_APP", "SENT", None),
    ]
    assert row["delivery_status"][0]["recipient"] == "sarah@example.test"
    assert body["pagination"] == {
        "limit": 50,
        "offset": 0,
        "total": len(body["items"]),
        "next_cursor": None,
        "has_more": False,
    }


def test_list_filters_and_refuses_what_it_does_not_know(api, staff):
    told(staff)
    mark_all_read(staff.pk, by=SYSTEM, at=now())
    (unread,) = told(staff)
    rows = api.get(LIST, {"unread": "true", "notification_type": "NEW_LEAD_ASSIGNED"}).json()["items"]
    assert [row["notification_id"] for row in rows] == [unread.public_id]
    for query in ({"kind": "x"}, {"notification_type": "PIGEON"}, {"limit": "101"}):
        assert api.get(LIST, query).status_code == 422


def test_list_without_a_caller_or_for_a_system(api):
    told(StaffFactory())
    assert Api().get(LIST).status_code == 401
    assert Api(f"Api-Key {ApiKeyFactory().secret_text}").get(LIST).json()["items"] == []


@pytest.mark.parametrize("rows", [1, 3])
def test_list_takes_two_queries_whatever_it_lists(staff, rows):
    for _ in range(rows):
        told(staff)
    found = Notification.objects.standing().of(staff.pk).prefetch_related("deliveries")
    with assert_queries(2):
        assert len(Notifications().rows(list(found))) == rows


def test_read_is_answered_and_repeated(api, staff):
    (made,) = told(staff)
    first = api.post(f"{LIST}/{made.public_id}/read", key=True)
    again = api.post(f"{LIST}/{made.public_id}/read")
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json()["read_at"] is not None
    assert first.json() == again.json()
    assert first.json()["delivery_status"][-1]["status"] == "DELIVERED"


def test_read_of_somebody_elses_is_not_found(api):
    (made,) = told(StaffFactory())
    answer = api.post(f"{LIST}/{made.public_id}/read")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "NOT_FOUND")
    assert api.post(f"{LIST}/nonsense/read").status_code == 404
    assert not Notification.objects.get().is_read
