"""Sessions for tests of pages: planned from now on, since pages read the clock."""

from datetime import datetime, timedelta
from typing import Any

from core import clock
from routing.models import IcEntry, Merchant
from routing.tests.merchants import merchant, need
from routing.tests.worlds import person
from scheduling.actions import schedule_session
from scheduling.models import IcSession
from workforce.models import Staff


def in_days(days: int = 1, hour: int = 15) -> datetime:
    """That hour UTC of a day from now on."""
    day = clock.now() + timedelta(days=days)
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)


def planned(staff: Staff, of: Merchant | None = None, *, days: int = 1, hour: int = 15, **own: Any) -> IcSession:
    """A session of that consultant, tomorrow at three, for a merchant who needs it."""
    of = of or merchant()
    if not IcEntry.objects.filter(merchant=of, is_open=True).exists():
        need(of)
    facts = {
        "session_type": "HARDWARE_SETUP",
        "scheduled_for": in_days(days, hour),
        "duration": timedelta(minutes=60),
        "timezone": "America/New_York",
        "platform": "ZOOM",
        "agenda": ["Unbox the till", "Test a payment"],
    }
    return schedule_session(of, staff, facts | own, by=person(staff), at=clock.now()).session


def fresh(session: IcSession) -> IcSession:
    return IcSession.objects.shown().get(pk=session.pk)
