"""One session as its page shows it: when, with whom, about what, how to join, how it went, what has happened."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.actor import Actor
from core.phone import readable
from events.queries import story
from routing.pages.clocks import clock_time
from scheduling.enums import LIVE_SESSIONS, SESSION_ACTIONS, MeetingPlatform, SessionAction, SessionStatus
from scheduling.models import IcSession
from scheduling.pages import session_times
from scheduling.pages.merchant_story import lines_of
from scheduling.pages.session_rows import link_words
from scheduling.policies import can_hold_session
from scheduling.queries.merchant_page import followups_of

#: page of each action
ROUTES = {
    SessionAction.START: "session_start",
    SessionAction.COMPLETE: "session_complete",
    SessionAction.RESCHEDULE: "session_move",
    SessionAction.CANCEL: "session_cancel",
    SessionAction.NO_SHOW: "session_missed",
}


def shown(session: IcSession, by: Actor, at: datetime) -> dict[str, Any]:
    """What scheduling/session_panel.html needs."""
    merchant, zone = session.merchant, session_times.zone_of(session.timezone)
    return {
        "id": session.public_id,
        "url": reverse("session", args=[session.public_id]),
        "panel_url": reverse("session_panel", args=[session.public_id]),
        "name": merchant.business_name,
        "merchant_url": ""
        if not can_hold_session(by, session)
        else f"{reverse('merchant', args=[merchant.public_id])}?need={session.entry.public_id}",
        "help": str(session.get_session_type_display()).capitalize(),
        "status": session.status,
        "status_label": str(session.get_status_display()),
        "is_mine": session.ic_id == by.user_id,
        "is_along": session.second_host_id == by.user_id,
        "owner": session.ic.name,
        "host": _host(session, by),
        "when": session_times.when(zone, session.scheduled_for, session.duration, at),
        "begins": session.scheduled_for if session.status == SessionStatus.SCHEDULED else None,
        "contact": {
            "name": merchant.contact_name,
            "phone": merchant.contact_phone,
            "phone_shown": readable(merchant.contact_phone) if merchant.contact_phone else "",
            "email": merchant.mail_to,
        },
        "their_time": session_times.there(zone, at, at),
        "their_zone": session_times.said(zone),
        "is_their_night": session_times.is_night(zone, at),
        "platform": str(session.get_platform_display()),
        "join_url": session.join_url,
        "link": link_words(session),
        "by_phone": session.platform == MeetingPlatform.PHONE,
        "password": session.meeting.password if session.meeting and session.join_url else "",
        "standing": _standing(session, at),
        "agenda": _agenda(session),
        "runs": session.status == SessionStatus.IN_SESSION,
        "facts": _facts(session, at),
        "followups": _followups(session, at),
        "story": lines_of(story("session", session.public_id, personal=True), by, at),
        **_actions(session, by, at),
    }


def _standing(session: IcSession, at: datetime) -> str:
    """Where it stands, in one sentence."""
    match SessionStatus(session.status):
        case SessionStatus.IN_SESSION:
            return _("Since %(time)s.") % {"time": clock_time(session.actual_start_at or at, at)}
        case SessionStatus.COMPLETED:
            ended = {"time": clock_time(session.actual_end_at or at, at), "outcome": session.get_outcome_display()}
            return _("Ended %(time)s: %(outcome)s.") % ended
        case SessionStatus.CANCELLED:
            return _("It is off: %(reason)s") % {"reason": session.reason} if session.reason else _("It is off.")
        case SessionStatus.NO_SHOW:
            return _("Nobody came.")
    if session.ends_at <= at:
        return _("Its time is over. How did it go?")
    if session.moved_times:
        times = ngettext("Moved %(n)s time.", "Moved %(n)s times.", session.moved_times) % {"n": session.moved_times}
        return f"{times} {session.reason}".strip()
    return ""


def _agenda(session: IcSession) -> list[dict[str, Any]]:
    """Each item, and when it is over whether it was done. What was still open besides stands at the end."""
    over = session.status == SessionStatus.COMPLETED
    done, left = set(session.items_completed), list(session.items_pending)
    items = [
        {"number": str(n), "text": text, "state": _state(text, done, over)} for n, text in enumerate(session.agenda)
    ]
    besides = [text for text in (*session.items_completed, *left) if over and text not in session.agenda]
    return items + [{"number": "", "text": text, "state": _state(text, done, over)} for text in besides]


def _state(text: str, done: set[str], over: bool) -> str:
    if not over:
        return ""
    return "done" if text in done else "open"


def _facts(session: IcSession, at: datetime) -> list[tuple[str, str]]:
    length = session.minutes
    if session.actual_start_at and session.actual_end_at:
        length = int((session.actual_end_at - session.actual_start_at).total_seconds() // 60)
    facts = [
        (_("Length"), _("%(n)s min") % {"n": length}),
        (_("Where"), str(session.get_platform_display())),
        (_("Consultant"), session.ic.name),
        (_("Began"), clock_time(session.actual_start_at, at) if session.actual_start_at else ""),
        (_("Confirmed"), _("by the merchant") if session.is_confirmed else ""),
        (_("Satisfaction"), _("%(n)s of 5") % {"n": session.satisfaction} if session.satisfaction else ""),
        (_("What was said"), session.outcome_notes),
        (_("Rated"), _("%(n)s of 5") % {"n": session.survey_score} if session.survey_score else ""),
        (_("The merchant says"), session.survey_comment),
        (_("Notes"), session.notes),
        (_("Invitations"), "" if session.send_invitations else _("not by mail")),
    ]
    return [(label, value) for label, value in facts if value]


def _followups(session: IcSession, at: datetime) -> list[dict[str, str]]:
    """What waits in the queue because of it."""
    merchant = reverse("merchant", args=[session.merchant.public_id])
    return [
        {
            "url": f"{merchant}?need={entry.public_id}",
            "what": ", ".join(entry.requested_services) or str(entry.get_support_type_display()),
            "state": _("waits since %(time)s") % {"time": clock_time(entry.work_item.queued_at, at)},
        }
        for entry in followups_of(session)
    ]


def _host(session: IcSession, by: Actor) -> dict[str, str]:
    """The second host, and the addresses under which whoever has the session adds, changes and removes one."""
    has, key = can_hold_session(by, session), session.public_id
    can_add = has and session.status == SessionStatus.SCHEDULED
    can_remove = has and session.status in LIVE_SESSIONS and session.second_host is not None
    return {
        "name": session.second_host.name if session.second_host else "",
        "choose_url": reverse("session_host", args=[key]) if can_add else "",
        "remove_url": reverse("session_host_remove", args=[key]) if can_remove else "",
    }


def _actions(session: IcSession, by: Actor, at: datetime) -> dict[str, str]:
    """Which buttons there are: a second host has none. Each refuses by itself."""
    has = can_hold_session(by, session)
    allowed = set(SESSION_ACTIONS[SessionStatus(session.status)]) if has else set()
    if session.status == SessionStatus.SCHEDULED and at < session.scheduled_for:
        allowed.discard(SessionAction.NO_SHOW)
    addresses = {
        f"{action.lower()}_url": reverse(route, args=[session.public_id]) if action in allowed else ""
        for action, route in ROUTES.items()
    }
    is_planned = has and session.status == SessionStatus.SCHEDULED
    return addresses | {"hand_over_url": reverse("session_hand_over", args=[session.public_id]) if is_planned else ""}
