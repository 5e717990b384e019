"""Sessions in a line each: when, about what, with whom, how they stand."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from core.actor import Actor
from routing.pages.clocks import clock_time
from scheduling.enums import LIVE_SESSIONS, MeetingState
from scheduling.models import IcSession
from scheduling.pages import session_times
from scheduling.policies import can_see_session


def session_rows(sessions: Iterable[IcSession], by: Actor, at: datetime) -> dict[str, list[dict[str, Any]]]:
    """Those to come, the next first, and those that are over, the latest first."""
    rows = list(sessions)
    ahead = [one for one in reversed(rows) if one.status in LIVE_SESSIONS]
    return {
        "ahead": [_row(one, by, at) for one in ahead],
        "over": [_row(one, by, at) for one in rows if one.status not in LIVE_SESSIONS],
    }


def _row(session: IcSession, by: Actor, at: datetime) -> dict[str, Any]:
    ended = str(session.get_outcome_display()) if session.outcome else ""
    return {
        "url": reverse("session", args=[session.public_id]) if can_see_session(by, session) else "",
        "when": clock_time(session.scheduled_for, at),
        "help": str(session.get_session_type_display()).capitalize(),
        "owner": session.ic.name,
        "state": session.status,
        "state_label": str(session.get_status_display()),
        "ended": ended,
        "reason": session.reason if session.status not in LIVE_SESSIONS else "",
    }


def planned_row(session: IcSession, by: Actor, at: datetime) -> dict[str, Any]:
    """The session that is planned or runs, in full."""
    zone = session_times.zone_of(session.timezone)
    return _row(session, by, at) | {
        "id": session.public_id,
        "when": session_times.when(zone, session.scheduled_for, session.duration, at),
        "begins": session.scheduled_for,
        "platform": str(session.get_platform_display()),
        "join_url": session.join_url,
        "link": link_words(session),
    }


def link_words(session: IcSession) -> str:
    """What is said of the link to join while there is none."""
    match session.meeting_state:
        case MeetingState.PENDING:
            return _("the link to join follows")
        case MeetingState.FAILED:
            return _("%(platform)s gives no link at present") % {"platform": session.get_platform_display()}
    return ""
