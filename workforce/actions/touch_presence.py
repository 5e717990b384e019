"""A heartbeat: somebody is there, and perhaps doing something."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from core import clock
from core.actor import Actor
from workforce import conf
from workforce.actions.set_presence import change_presence
from workforce.enums import Presence
from workforce.models import Staff


def touch_presence(staff_id: UUID, *, active: bool, by: Actor, at: datetime | None = None) -> Presence:
    """The member counts as there; returns what they are now.

    active  they have touched something since the last heartbeat

    Offline becomes ONLINE; ONLINE becomes AWAY after IDLE_AFTER without activity, and ONLINE again with the next
    activity. What the person chose stays. Written at most every HEARTBEAT_GRAIN; otherwise one read.
    Emits staff.presence_changed when it changes.
    """
    at = at or clock.now()
    staff = Staff.objects.get(pk=staff_id)
    if _next(staff, active, at) == staff.presence and (staff.is_retired or not _is_stale(staff.last_seen_at, at)):
        return Presence(staff.presence)
    with transaction.atomic():
        staff = Staff.objects.select_for_update(no_key=True).get(pk=staff_id)
        presence = _next(staff, active, at)
        came_back = staff.presence == Presence.OFFLINE
        staff.last_seen_at = at
        if active or came_back or staff.last_active_at is None:
            staff.last_active_at = at
        staff.save(update_fields=["last_seen_at", "last_active_at"])
        if presence != staff.presence:
            change_presence(staff, presence, chosen=False, by=by, at=at)
    return presence


def _next(staff: Staff, active: bool, at: datetime) -> Presence:
    presence = Presence(staff.presence)
    if staff.is_retired:
        return Presence.OFFLINE
    if staff.presence_chosen or presence == Presence.BUSY:
        return presence
    if presence == Presence.OFFLINE:
        return Presence.ONLINE
    if active:
        return Presence.ONLINE
    if staff.last_active_at and at - staff.last_active_at >= conf.IDLE_AFTER:
        return Presence.AWAY
    return presence


def _is_stale(seen_at: datetime | None, at: datetime) -> bool:
    return seen_at is None or at - seen_at >= conf.HEARTBEAT_GRAIN
