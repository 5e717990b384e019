"""A meeting at a provider is wanted, wanted otherwise, or not wanted any more. Nobody is called here."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from events.hints import nudge_once
from scheduling.enums import MeetingPlatform, MeetingState
from scheduling.models import IcSession, Meeting

SETTLE = "scheduling.tasks.settle_meetings"


def want_meeting(key: str, platform: str, wanted: dict[str, Any], *, at: datetime) -> Meeting:
    """There is one meeting of that key, to be made by whoever settles meetings; asked for again it is the same one."""
    meeting, made = Meeting.objects.get_or_create(
        key=key, defaults={"platform": platform, "wanted": wanted, "due_at": at, "created_at": at}
    )
    if made:
        transaction.on_commit(lambda: nudge_once(SETTLE))
    return meeting


def change_meeting(session: IcSession, *, at: datetime) -> None:
    """The provider is to have it as the session is now."""
    if session.meeting is not None:
        _write(session.meeting, at, wanted=wanted_of(session))


def change_host(session: IcSession, *, at: datetime) -> Meeting | None:
    """The meeting stays with its host, so another consultant has another one; the old one is called off."""
    if session.meeting is None:
        return None
    drop_meeting(session.meeting, at=at)
    return want_meeting(f"{session.public_id}.{session.version}", session.platform, wanted_of(session), at=at)


def drop_meeting(meeting: Meeting | None, *, at: datetime) -> None:
    """Nobody shall be able to join it."""
    if meeting is not None and meeting.is_wanted:
        _write(meeting, at, is_wanted=False)


def try_again(meeting: Meeting, *, at: datetime) -> None:
    """The provider is told once more how it is wanted, whatever came of it before."""
    _write(meeting, at)


def wanted_of(session: IcSession) -> dict[str, Any]:
    return wish(
        f"{session.merchant.business_name}: {session.get_session_type_display()}",
        session.agenda,
        session.scheduled_for,
        session.minutes,
        session.timezone,
        session.ic.email,
    )


def wish(
    title: str, agenda: list[str], starts_at: datetime, minutes: int, zone: str, host_email: str
) -> dict[str, Any]:
    """What is wanted, as it is kept."""
    return {
        "title": title,
        "agenda": "\n".join(agenda),
        "starts_at": starts_at.isoformat(),
        "minutes": minutes,
        "zone": zone,
        "host_email": host_email,
    }


def needs_meeting(platform: str) -> bool:
    return platform != MeetingPlatform.PHONE


def _write(meeting: Meeting, at: datetime, **facts: Any) -> None:
    """A given-up one is tried again; an attempt under way ends first, and sees that it is out of date."""
    Meeting.objects.filter(pk=meeting.pk).update(
        version=F("version") + 1, attempts=0, due_at=at, state=MeetingState.PENDING, problem="", **facts
    )
    meeting.refresh_from_db()
    transaction.on_commit(lambda: nudge_once(SETTLE))
