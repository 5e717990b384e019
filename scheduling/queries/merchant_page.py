"""What a merchant's page shows beside the merchant: what it needs, its sessions, what has happened."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID
from zoneinfo import ZoneInfo

from core.actor import Actor
from events.queries import Told, stories
from routing.enums import Queue
from routing.models import IcEntry, Merchant, OnboardingStep, WorkItem
from routing.queries.line import visible_to
from scheduling.conf import SESSION_RULES
from scheduling.models import IcSession
from scheduling.queries.week import Day
from workforce.models import Staff
from workforce.queries import free_between
from workforce.rules.free_slots import Period

MOST_SESSIONS = 20
MOST_NEEDS = 20


def needs_of(merchant: Merchant, by: Actor) -> list[WorkItem]:
    """Everything it needs or needed that the reader may see: what is open first, the most urgent above."""
    items = visible_to(Queue.IC, by, team_view=True).filter(ic_entry__merchant=merchant)
    items = items.select_related("team", "owner__user", "decision__policy", "ic_entry__merchant")
    return list(items.order_by("-ic_entry__is_open", "-score", "-id")[:MOST_NEEDS])


def sessions_of(merchant: Merchant) -> list[IcSession]:
    """The latest first."""
    sessions = IcSession.objects.filter(merchant=merchant).select_related("ic__user", "meeting", "entry")
    return list(sessions.order_by("-scheduled_for", "-id")[:MOST_SESSIONS])


def planned_of(item: WorkItem, sessions: list[IcSession]) -> IcSession | None:
    """The one that is planned or runs for that need."""
    live = {"SCHEDULED", "IN_SESSION"}
    return next((one for one in sessions if one.entry_id == item.ic_entry.pk and one.status in live), None)


def all_steps() -> list[OnboardingStep]:
    return list(OnboardingStep.objects.all())


def story_of_merchant(merchant: Merchant, sessions: list[IcSession]) -> list[Told]:
    """The merchant's own events, and those of its sessions, oldest first."""
    subjects = [("merchant", merchant.public_id), *(("session", one.public_id) for one in sessions)]
    return stories(subjects)


def free_days(
    staff: Staff, duration: timedelta, days: int, zone: ZoneInfo, *, at: datetime, ignoring: UUID | None = None
) -> list[Day]:
    """The consultant's free starts of the coming days, by date in that zone; days without any are left out.

    It is their own calendar, so notice does not bind them.

    ignoring  a booking whose time counts as free: that of the session that is to be moved
    """
    rules = replace(SESSION_RULES, duration=duration, min_notice=timedelta())
    first = at.astimezone(zone).date()
    period = Period(first, first + timedelta(days=days), zone.key)
    slots = free_between([staff.pk], rules, period, at=at, ignoring=ignoring)
    by_day = groupby(slots, key=lambda slot: slot.start.astimezone(zone).date())
    return [Day(day, list(some)) for day, some in by_day]


def followups_of(session: IcSession) -> list[IcEntry]:
    """What is open of the same kind since that session ended."""
    if session.actual_end_at is None or not (session.items_pending or session.requires_followup):
        return []
    entries = IcEntry.objects.filter(
        merchant=session.merchant_id,
        support_type=session.session_type,
        is_open=True,
        work_item__queued_at__gte=session.actual_end_at,
    )
    return list(entries.exclude(pk=session.entry_id).select_related("work_item"))
