"""The sweep: whose connection is gone is offline, who touches nothing is away."""

from datetime import datetime

from django.db import models, transaction
from django.db.models import Q

from core import clock
from core.actor import SYSTEM, Actor
from workforce import conf
from workforce.actions.set_presence import change_presence
from workforce.enums import Presence
from workforce.models import Staff

BATCH = 200


def expire_presence(*, by: Actor = SYSTEM, at: datetime | None = None) -> int:
    """Nobody counts as there who is not: OFFLINE after HEARTBEAT_LOST without a heartbeat, AWAY after IDLE_AFTER
    without activity. A choice ends with the connection. Returns how many changed.

    Emits staff.presence_changed for each. Safe in several processes; what one has locked the other leaves.
    """
    at = at or clock.now()
    changed = 0
    while True:
        with transaction.atomic():
            overdue = list(_overdue(at)[:BATCH])
            for staff in overdue:
                gone = staff.last_seen_at is None or staff.last_seen_at <= at - conf.HEARTBEAT_LOST
                change_presence(staff, Presence.OFFLINE if gone else Presence.AWAY, chosen=False, by=by, at=at)
        changed += len(overdue)
        if len(overdue) < BATCH:
            return changed


def _overdue(at: datetime) -> "models.QuerySet[Staff]":
    gone = Q(last_seen_at__isnull=True) | Q(last_seen_at__lte=at - conf.HEARTBEAT_LOST)
    there = ~Q(presence=Presence.OFFLINE) | Q(presence_chosen=True)
    idle = Q(presence=Presence.ONLINE, presence_chosen=False, last_active_at__lte=at - conf.IDLE_AFTER)
    rows = Staff.objects.select_for_update(no_key=True, skip_locked=True).order_by("pk")
    return rows.filter((gone & there) | idle)
