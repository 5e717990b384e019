"""What tests of the pages share: browsers of members, and a call's addresses."""

import json
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse

from core import clock
from routing.tests.pages import HTMX, admin, browser_of, key
from scheduling.actions import claim_call
from scheduling.models import CallRequest
from scheduling.tests.worlds import as_member, booked, waiting
from workforce.models import Staff

__all__ = [
    "HTMX", "admin", "at_nine", "browser_of", "claimed", "fresh", "key", "now_booked", "now_waiting", "page", "stands",
    "toast",
]  # fmt: skip


def page(name: str, call: CallRequest) -> str:
    return reverse(name, args=[call.public_id])


def at_nine(days: int = 1) -> datetime:
    """Nine o'clock UTC of a day from now on."""
    day = clock.now() + timedelta(days=days)
    return day.replace(hour=9, minute=0, second=0, microsecond=0)


def claimed(call: CallRequest, staff: Staff) -> CallRequest:
    return claim_call(call.pk, staff, by=as_member(staff), at=clock.now())


def fresh(call: CallRequest) -> Any:
    return CallRequest.objects.shown().select_related("booking").get(pk=call.pk)


def now_waiting(*who: Any, **own: Any) -> CallRequest:
    return waiting(*who, at=clock.now(), **own)


def now_booked(days: int = 1, **own: Any) -> CallRequest:
    return booked(at=clock.now(), scheduled_date_time=at_nine(days), **own)


def toast(answer: Any) -> str:
    return str(json.loads(answer["HX-Trigger"])["toast"]["text"])


def stands(call: CallRequest) -> tuple[str, Staff | None]:
    now = fresh(call)
    return now.status, now.owner
