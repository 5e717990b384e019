"""What a link of a mail opens: the session, as long as the link counts; and the times its merchant can choose."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from core.links import Link, read_link
from scheduling.conf import ALTERNATIVES, SESSION_RULES
from scheduling.enums import LIVE_SESSIONS, MISSED_SESSIONS, SessionLink, SessionStatus
from scheduling.models import IcSession
from scheduling.queries.sessions import consultant
from scheduling.queries.week import DAYS, Day, Week
from workforce.models import Staff
from workforce.queries import free_between, refusal_of
from workforce.rules.free_slots import Period, Slot, SlotRules

#: how long after a session its merchant may still say how it was, and book another for one that did not take place
SURVEY_OPEN = AGAIN_OPEN = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Opened:
    session: IcSession
    link: Link


def session_of_link(purpose: SessionLink, token: str, at: datetime) -> Opened | None:
    """None for a token that is no link of that purpose, was used or replaced, or whose session is over."""
    link = read_link(purpose.value, token)
    if link is None:
        return None
    session = IcSession.objects.shown().filter(pk=link.key, links_version=link.version).first()
    return Opened(session, link) if session is not None and _counts(session, purpose, at) else None


def _counts(session: IcSession, purpose: SessionLink, at: datetime) -> bool:
    if purpose == SessionLink.SURVEY:
        ended = session.actual_end_at
        return session.status == SessionStatus.COMPLETED and ended is not None and at < ended + SURVEY_OPEN
    if session.status in MISSED_SESSIONS:
        is_about = purpose in (SessionLink.MANAGE, SessionLink.AGAIN)
        return is_about and at < session.scheduled_for + AGAIN_OPEN
    if purpose == SessionLink.AGAIN:
        return False
    # one that has begun lasts until somebody ends it
    return session.status == SessionStatus.IN_SESSION or (session.status in LIVE_SESSIONS and at < session.ends_at)


def next_of(session: IcSession) -> IcSession | None:
    """Of one that did not take place: the session that stands for the same need now."""
    return IcSession.objects.live().filter(entry=session.entry_id).first()


def who_holds_the_next(session: IcSession) -> Staff | None:
    """Who has the merchant's need now; while nobody does, whoever held the last session, if they still can."""
    item = session.entry.work_item
    return consultant(item.owner_id if item.is_owned else session.ic_id)


# -- times -------------------------------------------------------------------------------------------


def rules_of(session: IcSession) -> SlotRules:
    return replace(SESSION_RULES, duration=session.duration)


def hours_of(staff: Staff | None, session: IcSession, *, moving: bool, at: datetime) -> list[Slot]:
    """Everything that a merchant can choose with that consultant, the earliest first; nothing with nobody.

    moving  this very session is moved: its own time is free for it
    """
    if staff is None:
        return []
    rules = rules_of(session)
    today = at.astimezone(ZoneInfo(session.timezone)).date()
    period = Period(today, today + timedelta(days=rules.booking_window_days), session.timezone)
    return free_between([staff.pk], rules, period, at=at, ignoring=session.booking_id if moving else None)


def is_offered(
    staff_id: UUID, starts_at: datetime, session: IcSession, *, at: datetime, ignoring: UUID | None = None
) -> bool:
    """Exactly the starts that `hours_of` lists."""
    return refusal_of(staff_id, starts_at, rules_of(session), at=at, ignoring=ignoring) is None


def nearest(slots: Sequence[Slot], starts_at: datetime) -> list[Slot]:
    """Of these, what is offered in place of a time that is gone: the nearest, in their order."""
    near = sorted(slots, key=lambda slot: (abs(slot.start - starts_at), slot.start))[:ALTERNATIVES]
    return sorted(near, key=lambda slot: slot.start)


def week_of_hours(slots: Sequence[Slot], around: date, zone: ZoneInfo) -> Week:
    """The week of that date, or the next one in which something is free; the last one where nothing follows; no days
    where nothing is free at all. Earlier and later lead to weeks with free times, past those without."""
    by_day: dict[date, list[Slot]] = {}
    for slot in slots:
        by_day.setdefault(slot.start.astimezone(zone).date(), []).append(slot)
    if not by_day:
        return Week([], earlier=None, later=None)
    mondays = sorted({_monday(day) for day in by_day})
    shown = next((monday for monday in mondays if monday >= _monday(around)), mondays[-1])
    place = mondays.index(shown)
    days = [shown + timedelta(days=number) for number in range(DAYS)]
    return Week(
        [Day(day, by_day.get(day, [])) for day in days],
        earlier=mondays[place - 1] if place else None,
        later=mondays[place + 1] if place + 1 < len(mondays) else None,
    )


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
