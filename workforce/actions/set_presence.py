"""What colleagues see of a member changes, and history keeps it."""

from datetime import datetime

from django.db import transaction

from core import clock
from core.actor import Actor
from core.errors import DomainError, ErrorCode
from core.ids import public_id
from events.publish import emit
from workforce.enums import Presence
from workforce.events import StaffPresenceChanged
from workforce.models import PresenceSpan, Staff, TeamMembership


def set_presence(
    staff: Staff, presence: Presence | str, *, chosen: bool = True, by: Actor, at: datetime | None = None
) -> Staff:
    """The member has this presence; the open stretch of their history is closed and the next one opened.

    chosen  by the person: then heartbeats and idleness leave it alone until the person changes it or their
            connection is gone. ONLINE is never kept: somebody idle is away whatever they said before.

    Emits staff.presence_changed unless they had it already. Refuses MEMBER_RETIRED for anything but OFFLINE.
    """
    at = at or clock.now()
    presence = Presence(presence)
    with transaction.atomic():
        staff = Staff.objects.select_for_update(no_key=True, of=["self"]).with_person().get(pk=staff.pk)
        if staff.is_retired and presence != Presence.OFFLINE:
            raise DomainError(ErrorCode.MEMBER_RETIRED, "This member of staff takes no work any more.")
        change_presence(staff, presence, chosen=chosen, by=by, at=at)
    return staff


def change_presence(staff: Staff, presence: Presence, *, chosen: bool, by: Actor, at: datetime) -> None:
    """The same for a member whose row the caller has locked."""
    previous, kept = staff.presence, chosen and presence != Presence.ONLINE
    if previous == presence and staff.presence_chosen == kept:
        return
    staff.presence_chosen = kept
    if previous != presence:
        staff.presence, staff.presence_since = presence, at
    if chosen and presence != Presence.OFFLINE:
        # choosing is a sign of life
        staff.last_seen_at = staff.last_active_at = at
    staff.save(update_fields=["presence", "presence_chosen", "presence_since", "last_seen_at", "last_active_at"])
    if previous == presence:
        return
    PresenceSpan.objects.filter(staff=staff, ended_at__isnull=True).update(ended_at=at)
    PresenceSpan.objects.create(staff=staff, presence=presence, began_at=at)
    teams = TeamMembership.objects.filter(staff=staff).order_by("team").values_list("team", flat=True)
    emit(
        StaffPresenceChanged(
            staff_id=staff.public_id,
            presence=presence.value,
            previous=previous,
            chosen=kept,
            team_ids=[public_id("team", key) for key in teams],
        ),
        by=by,
        at=at,
    )
