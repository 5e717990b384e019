"""Callers of the calls' API in tests, in the present: the API asks the clock itself."""

from datetime import datetime, timedelta
from typing import Any

from accounts.models import Customer
from accounts.tests.factories import ApiKeyFactory, bearer
from core import clock
from core.testing import Api
from workforce.models import Staff

BASE = "/api/v1/call-requests"
DAY = timedelta(days=1)
HALF = timedelta(minutes=30)


def tomorrow(hour: int = 15, days: int = 1) -> datetime:
    """That hour in UTC, so many days ahead: always later than the notice that topics ask for."""
    return (clock.now() + DAY * (days + 1)).replace(hour=hour, minute=0, second=0, microsecond=0)


def wire(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def as_caller(who: Customer | Staff) -> Api:
    assert who.user is not None
    return Api(bearer(who.user))


def system(*scopes: str, **own: Any) -> Api:
    """A key with these scopes."""
    return Api(f"Api-Key {ApiKeyFactory(scopes=list(scopes), rate_per_minute=10**6, **own).secret_text}")


def body(**own: Any) -> dict[str, Any]:
    """A valid request for a chosen time."""
    said: dict[str, Any] = {
        "topic": "BILLING",
        "scheduling_type": "CALENDAR",
        "scheduled_date_time": wire(tomorrow()),
        "timezone": "America/New_York",
        "contact_phone": "+12125550123",
    }
    return {name: value for name, value in (said | own).items() if value is not ...}


def flexible_body(**own: Any) -> dict[str, Any]:
    said = {"scheduling_type": "FLEXIBLE", "preferred_times": "weekday mornings", "urgency_level": "THIS_WEEK"}
    return body(**({"scheduled_date_time": ...} | said | own))


def ask(api: Api, **own: Any) -> dict[str, Any]:
    """The call, which must have been taken."""
    answer = api.post(BASE, body(**own))
    assert answer.status_code == 201, answer.content
    return dict(answer.json())


def wait(api: Api, **own: Any) -> dict[str, Any]:
    """A flexible request that waits."""
    answer = api.post(BASE, flexible_body(**own))
    assert answer.status_code == 201, answer.content
    return dict(answer.json())


def at(call: dict[str, Any], verb: str = "") -> str:
    """The address of that call, or of what is done with it."""
    return f"{BASE}/{call['id']}" + (f"/{verb}" if verb else "")


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


def before_the_call(hours: float) -> Any:
    """The clock so many hours before the call."""
    return clock.moved(to=tomorrow() - timedelta(hours=hours))
