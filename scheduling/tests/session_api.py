"""The API of sessions, as its tests use it."""

from datetime import UTC, datetime

from accounts.enums import Role
from accounts.tests.factories import UserFactory, bearer
from core.testing import Api
from events.models import DomainEvent
from notifications.models import Notification
from scheduling.models import IcSession

SESSIONS = "/api/v1/scheduling/ic"
NOW = datetime(2027, 3, 1, 15, tzinfo=UTC)
AT_TEN = datetime(2027, 3, 3, 15, tzinfo=UTC)  # in New York


def api_of(staff):
    return Api(bearer(staff.user))


def admin():
    return Api(bearer(UserFactory(roles=[Role.ADMIN])))


def wish(item, **own):
    return {
        "merchant_id": item.ic_entry.merchant.public_id,
        "session_type": item.ic_entry.support_type,
        "scheduled_for": AT_TEN.isoformat(),
        "duration_minutes": 60,
        "timezone": "America/New_York",
        **own,
    }


def schedule(api, item, **own):
    return api.post(SESSIONS, wish(item, **own), key=True)


def change(api, session_id, action, **own):
    return api.put(f"{SESSIONS}/sessions/{session_id}", {"action": action, **own}, key=True)


def scheduled(staff, item, **own):
    answer = schedule(api_of(staff), item, **own)
    assert answer.status_code == 201, answer.content
    return IcSession.objects.get(pk=IcSession.parse_id(answer.json()["session_id"]))


def refused(answer):
    return answer.status_code, answer.json()["error"]["code"]


def events():
    names = DomainEvent.objects.filter(name__regex="^(session|support|merchant)").order_by("id")
    return [event.name for event in names]


def told():
    return list(Notification.objects.order_by("id").values_list("kind", flat=True))
