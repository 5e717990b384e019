"""Who hears of a session: the merchant, the consultant and a second host. The words are the messages' own."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from core.actor import Actor
from notifications.actions import notify, remind
from notifications.actions.remind import forget_reminder
from notifications.enums import Audience, Channel, Kind, Reminder
from notifications.models import Notification
from notifications.people import Outsider
from scheduling.conf import MEMBER_REMINDER as SHORTLY
from scheduling.enums import MeetingPlatform
from scheduling.models import IcSession
from scheduling.queries.session_invitations import invitation_of, links_of
from scheduling.queries.session_policy import reminders_of
from scheduling.rules.invitation import Method
from workforce.models import Staff

#: what each message asks the reader's calendar to do
ASKS = {
    Kind.SESSION_SCHEDULED: Method.REQUEST,
    Kind.SESSION_MOVED: Method.REQUEST,
    Kind.SESSION_LINK: Method.REQUEST,
    Kind.SESSION_CANCELLED: Method.CANCEL,
    Kind.SESSION_BOOKED: Method.REQUEST,
    Kind.SESSION_MOVED_FOR_TEAM: Method.REQUEST,
    Kind.SESSION_CALLED_OFF: Method.CANCEL,
}


def merchant_of(session: IcSession) -> Outsider:
    """Whoever is asked to come, in their language and the session's zone."""
    merchant = session.merchant
    return Outsider(
        name=merchant.contact_name,
        email=merchant.mail_to,
        phone=merchant.contact_phone,
        language=merchant.language or "en",
        zone=session.timezone,
    )


def context_of(session: IcSession, *, for_merchant: bool) -> dict[str, Any]:
    """What every message about a session says of it."""
    merchant, meeting = session.merchant, session.meeting
    return {
        "session_id": session.public_id,
        "merchant_id": merchant.public_id,
        "business_name": merchant.business_name,
        "contact_name": merchant.contact_name,
        "support_type": session.session_type,
        "starts_at": session.scheduled_for,
        "ends_at": session.ends_at,
        "ic_name": session.ic.name,
        "platform": session.platform,
        "meeting_url": session.join_url,
        "meeting_id": meeting.join_id if meeting else "",
        "meeting_password": meeting.password if meeting else "",
        "dial_in": list(meeting.dial_in) if meeting else [],
        "phone": merchant.contact_phone if session.platform == MeetingPlatform.PHONE else "",
        "agenda": list(session.agenda),
        "notes": session.notes if not for_merchant else "",
        "link_version": session.links_version,
        "for_merchant": for_merchant,
    }


def tell_merchant(
    kind: Kind,
    session: IcSession,
    *,
    by: Actor,
    at: datetime,
    occasion: str,
    more: Mapping[str, Any] | None = None,
) -> list[Notification]:
    """occasion  what is told at most once about the session, such as "moved:3". Nobody is told who shall not be."""
    if not session.send_invitations:
        return []
    part: dict[str, Any] = {}
    if (method := ASKS.get(kind)) is not None:
        part["invitation"] = invitation_of(session, for_merchant=True, method=method).as_text()
        if method is Method.REQUEST:
            part["add_to_calendar"] = links_of(session)
    return notify(
        kind,
        [merchant_of(session)],
        context=context_of(session, for_merchant=True) | part | dict(more or {}),
        about=session,
        priority="MEDIUM",
        by=by.on(session.merchant.journey_id),
        at=at,
        dedupe=f"{session.public_id}:{occasion}",
    )


def tell_consultant(
    kind: Kind,
    session: IcSession,
    to: Staff,
    *,
    by: Actor,
    at: datetime,
    occasion: str,
    more: Mapping[str, Any] | None = None,
) -> list[Notification]:
    """Nothing when they did it themselves."""
    if by.user_id == to.pk:
        return []
    part: dict[str, Any] = {}
    if (method := ASKS.get(kind)) is not None:
        part["invitation"] = invitation_of(session, for_merchant=False, method=method, member=to).as_text()
    return notify(
        kind,
        [to],
        context=context_of(session, for_merchant=False) | part | dict(more or {}),
        about=session.entry.work_item,
        priority="MEDIUM",
        by=by.on(session.merchant.journey_id),
        at=at,
        dedupe=f"{session.public_id}:{occasion}",
    )


def tell_second_host(
    kind: Kind,
    session: IcSession,
    to: Staff | None,
    *,
    by: Actor,
    at: datetime,
    occasion: str,
    more: Mapping[str, Any] | None = None,
) -> list[Notification]:
    """What the consultant is told, and whose session it is. Nothing where there is nobody."""
    if to is None:
        return []
    said = {"second_for": session.ic.name} | dict(more or {})
    return tell_consultant(kind, session, to, by=by, at=at, occasion=occasion, more=said)


def plan_reminders(session: IcSession, *, by: Actor, at: datetime) -> list[dict[str, Any]]:
    """Merchant and hosts are reminded as the policy of its type says; moving the session moves them all. Returns
    the merchant's, as the API lists them: one that would be due already is left out."""
    planned = []
    for reminder in reminders_of(session.session_type):
        due_at = session.scheduled_for - reminder.before
        told = session.send_invitations and remind(
            Kind.SESSION_REMINDER,
            [merchant_of(session)],
            reminder=Reminder(reminder.name),
            audience=Audience.ASKER,
            due_at=due_at,
            starts_at=session.scheduled_for,
            context=context_of(session, for_merchant=True),
            about=session,
            priority="MEDIUM",
            by=by.on(session.merchant.journey_id),
            at=at,
            channels=[reminder.channel],
        )
        if told:
            address = session.merchant.contact_phone if reminder.channel == Channel.SMS else session.merchant.mail_to
            planned.append({"reminder_type": reminder.channel, "send_at": due_at, "recipient": address})
    remind_hosts(session, by=by, at=at)
    return planned


def remind_hosts(session: IcSession, *, by: Actor, at: datetime) -> None:
    """Those who hold it now, and nobody else, shortly before."""
    remind(
        Kind.SESSION_STARTS_SOON,
        session.hosts,
        reminder=Reminder.SHORTLY_BEFORE,
        audience=Audience.TEAM,
        due_at=session.scheduled_for - SHORTLY,
        starts_at=session.scheduled_for,
        context=context_of(session, for_merchant=False),
        about=session.entry.work_item,
        priority="MEDIUM",
        by=by.on(session.merchant.journey_id),
        at=at,
    )


def forget_reminders(session: IcSession) -> None:
    """The session is over, or off: nobody is reminded of it."""
    forget_reminder(session)
    forget_reminder(session.entry.work_item)
