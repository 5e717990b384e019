"""What is wanted of providers is told to them: one at a time, outside any transaction, under a lease."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils.dateparse import parse_datetime

from core import clock
from core.actor import SYSTEM
from notifications.enums import Kind
from scheduling import ports
from scheduling.actions import _session_telling, _sessions
from scheduling.conf import MEETING_LEASE, MEETING_TRIES, ORPHAN_AFTER
from scheduling.enums import LIVE_SESSIONS, MeetingState
from scheduling.models import IcSession, Meeting
from scheduling.session_events import SessionLinkReady

logger = logging.getLogger(__name__)

MOST = 50


def settle_meetings(*, at: datetime) -> int:
    """Every meeting that is due is at its provider as it is wanted, or is tried again later; returns how many were
    tried. What belongs to no session after a while is called off.

    A provider that is down costs the link, never the session. When a link has come the queue shows it, the merchant
    hears of it, and session.link_ready is emitted. After MEETING_TRIES attempts, or where trying again is no use, it is
    FAILED and says why; changing the session tries again.
    """
    drop_orphans(at=at)
    tried = 0
    while tried < MOST and (meeting := _claim(at)) is not None:
        tried += 1
        _settle(meeting)
    return tried


def drop_orphans(*, at: datetime) -> int:
    """Made for a session that never came about."""
    orphans = Meeting.objects.filter(session=None, is_wanted=True, created_at__lt=at - ORPHAN_AFTER)
    return orphans.update(is_wanted=False, version=F("version") + 1, due_at=at, attempts=0)


@transaction.atomic
def _claim(at: datetime) -> Meeting | None:
    """Two attempts for one meeting never run side by side: a provider could make it twice."""
    due = Meeting.objects.select_for_update(skip_locked=True).filter(due_at__lte=at)
    meeting = due.filter(Q(leased_until=None) | Q(leased_until__lte=at)).order_by("due_at").first()
    if meeting is not None:
        meeting.leased_until, meeting.attempts = at + MEETING_LEASE, meeting.attempts + 1
        asked, meeting.asked = meeting.asked, meeting.asked or meeting.is_wanted
        meeting.save(update_fields=["leased_until", "attempts", "asked"])
        meeting.asked = asked
    return meeting


def _settle(meeting: Meeting) -> None:
    try:
        _record(meeting, _told(meeting))
    except ports.MeetingError as problem:
        _put_off(meeting, problem)
    except Exception as problem:  # noqa: BLE001  (an answer that cannot be kept, say: others shall have their turn)
        _put_off(meeting, ports.MeetingError(f"It cannot be settled: {type(problem).__name__}."))


def _told(meeting: Meeting) -> ports.Meeting | None:
    """What the provider has now; None once nobody can join any more."""
    provider = ports.meetings_of(meeting.platform)
    try:
        if not meeting.is_wanted:
            # an attempt whose answer was lost may have made it: asked for again it is found
            lost = meeting.asked and not meeting.meeting_id
            if meeting_id := provider.create(_wanted(meeting)).meeting_id if lost else meeting.meeting_id:
                provider.cancel(meeting_id)
            return None
        wanted = _wanted(meeting)
        return provider.change(meeting.meeting_id, wanted) if meeting.meeting_id else provider.create(wanted)
    finally:
        provider.close()


def _wanted(meeting: Meeting) -> ports.MeetingWanted:
    facts = dict(meeting.wanted)
    starts_at = parse_datetime(facts["starts_at"])
    assert starts_at is not None
    return ports.MeetingWanted(
        key=meeting.key,
        title=facts["title"],
        agenda=facts["agenda"],
        starts_at=starts_at,
        duration=timedelta(minutes=facts["minutes"]),
        zone=facts["zone"],
        host_email=facts["host_email"],
    )


def _put_off(meeting: Meeting, problem: ports.MeetingError) -> None:
    at = clock.now()
    is_over = problem.is_final or meeting.attempts >= MEETING_TRIES
    wait = max(problem.not_before, timedelta(seconds=min(2**meeting.attempts, 600)))
    logger.warning("meeting_not_settled", extra={"meeting": meeting.public_id, "reason": problem.words})
    Meeting.objects.filter(pk=meeting.pk).update(leased_until=None)
    Meeting.objects.filter(pk=meeting.pk, version=meeting.version).update(
        state=MeetingState.FAILED if is_over else MeetingState.PENDING,
        due_at=None if is_over else at + wait,
        problem=problem.words[:300],
    )


@transaction.atomic
def _record(meeting: Meeting, found: ports.Meeting | None) -> None:
    """Whatever has been wanted since is due again at once."""
    at = clock.now()
    facts = {"state": MeetingState.NONE, "url": "", "password": "", "join_id": "", "dial_in": []}
    if found is not None:
        facts = {
            "state": MeetingState.READY,
            "meeting_id": found.meeting_id,
            "url": found.url,
            "password": found.password,
            "join_id": found.join_id,
            "dial_in": list(found.dial_in),
        }
    session_id = (
        IcSession.objects.filter(meeting=meeting, status__in=LIVE_SESSIONS).values_list("pk", flat=True).first()
    )
    session = _sessions.lock_session(session_id) if session_id else None  # before the meeting, as everywhere
    is_newest = Q(pk=meeting.pk, version=meeting.version)
    if not Meeting.objects.filter(is_newest).update(
        told_version=meeting.version, due_at=None, leased_until=None, problem="", **facts
    ):
        # wanted otherwise meanwhile, and due: what is known of it counts all the same
        known = facts.get("meeting_id", meeting.meeting_id)
        Meeting.objects.filter(pk=meeting.pk).update(leased_until=None, meeting_id=known)
        return
    if session is not None and found is not None and found.url != meeting.url:
        _announce(session, was=meeting.url, at=at)


def _announce(session: IcSession, *, was: str, at: datetime) -> None:
    """The link came after the invitation, or is another one."""
    assert session.meeting is not None
    session.meeting.refresh_from_db()
    by = SYSTEM.on(session.merchant.journey_id)
    _sessions.write(session, at=at)
    _sessions.show_in_queue(session, session.entry.work_item)
    _sessions.tell(SessionLinkReady, session, by=by, at=at, is_new=not was)
    _session_telling.tell_merchant(Kind.SESSION_LINK, session, by=by, at=at, occasion=f"link:{session.version}")
    _session_telling.plan_reminders(session, by=by, at=at)
