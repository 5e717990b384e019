"""What tests of the pages share: browsers of members, and a call's addresses."""

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse

from core import clock
from routing.tests.pages import HTMX, admin, browser_of, key
from scheduling.actions import claim_call
from scheduling.models import CallRequest
from scheduling.tests.worlds import as_member
from workforce.models import Staff

__all__ = ["HTMX", "admin", "at_nine", "browser_of", "claimed", "fresh", "key", "page"]


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
