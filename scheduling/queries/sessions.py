"""Sessions that somebody may see, and when a consultant could hold one."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from core.actor import Actor
from core.errors import Forbidden, NotFound
from scheduling.conf import ADMIN_SCOPE, SESSION_RULES
from scheduling.models import IcSession
from scheduling.models.session import IcSessionQuerySet
from workforce.models import Staff
from workforce.queries import free_between
from workforce.rules.free_slots import Period, Slot


def visible_sessions(by: Actor) -> IcSessionQuerySet:
    """Admins see all, consultants their own and those they join as second host."""
    if by.may(ADMIN_SCOPE):
        return IcSession.objects.all()
    if by.user_id is None:
        return IcSession.objects.none()
    return IcSession.objects.filter(Q(ic=by.user_id) | Q(second_host=by.user_id))


def session_for(session_id: str, by: Actor) -> IcSession:
    """Raises NotFound, and FORBIDDEN for a session of somebody else."""
    key = IcSession.parse_id(session_id)
    found = IcSession.objects.shown().filter(pk=key).first() if key is not None else None
    if found is None:
        raise NotFound("session")
    if not (by.may(ADMIN_SCOPE) or found.is_hosted_by(by.user_id)):
        raise Forbidden("Only the consultant who has this session, or an administrator, can see it.")
    return found


def free_hours(staff: Staff, period: Period, duration: timedelta, *, at: datetime) -> list[dict[str, Any]]:
    """Every start that can be booked with that consultant, by its date in the asked zone; empty dates too."""
    zone = ZoneInfo(period.zone)
    slots = free_between([staff.pk], replace(SESSION_RULES, duration=duration), period, at=at)
    found = {day: list(some) for day, some in groupby(slots, key=lambda slot: slot.start.astimezone(zone).date())}
    days = [period.first + timedelta(days=number) for number in range((period.last - period.first).days + 1)]
    return [{"date": day.isoformat(), "slots": [_slot(one, zone) for one in found.get(day, [])]} for day in days]


def _slot(slot: Slot, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "start": slot.start,
        "end": slot.end,
        "start_local": slot.start.astimezone(zone).isoformat(),
        "end_local": slot.end.astimezone(zone).isoformat(),
    }


def consultant(staff_id: UUID | None) -> Staff | None:
    """A member who holds sessions and can sign in."""
    people = Staff.objects.active().with_person().filter(user__is_active=True, user__roles__contains=["IC"])
    return people.filter(pk=staff_id).first() if staff_id else None
