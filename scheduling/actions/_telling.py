"""Who hears of a call: the customer, who else joins, and the member. The words are the messages' own."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from core.actor import Actor
from notifications.about import About
from notifications.actions import notify, remind
from notifications.actions.remind import forget_reminder
from notifications.enums import Audience, Kind, Reminder
from notifications.models import Notification
from notifications.people import Outsider
from scheduling import conf
from scheduling.enums import Urgency
from scheduling.models import CallRequest
from scheduling.queries.invitations import Reader, calendar_links_of, invitation_of
from scheduling.rules.invitation import Method
from workforce.models import Staff

#: what each message asks the reader's calendar to do
ASKS = {
    Kind.CALL_CONFIRMED: Method.REQUEST,
    Kind.CALL_INVITED: Method.REQUEST,
    Kind.CALL_MOVED: Method.REQUEST,
    Kind.CALL_CANCELLED: Method.CANCEL,
    Kind.CALL_ASSIGNED: Method.REQUEST,
    Kind.CALL_MOVED_FOR_TEAM: Method.REQUEST,
    Kind.CALL_CANCELLED_FOR_TEAM: Method.CANCEL,
    Kind.CALL_GIVEN_BACK: Method.CANCEL,
}
_PRIORITY = {Urgency.URGENT: "URGENT", Urgency.THIS_WEEK: "HIGH", Urgency.WITHIN_2_WEEKS: "MEDIUM"}


def priority_of(call: CallRequest) -> str:
    return _PRIORITY.get(Urgency(call.urgency_level), "LOW") if call.urgency_level else "MEDIUM"


def customer_of(call: CallRequest) -> Outsider:
    """The one who asked, in the language and zone of the request."""
    return Outsider(
        name=call.contact_name,
        email=call.contact_email,
        phone=call.contact_phone,
        language=call.language_preference,
        zone=call.timezone,
    )


def attendees_of(call: CallRequest, emails: Iterable[str] | None = None) -> list[Outsider]:
    """Those who shall join, or these addresses."""
    return [
        Outsider(name=email, email=email, language=call.language_preference, zone=call.timezone)
        for email in (call.additional_attendees if emails is None else emails)
    ]


def context_of(call: CallRequest, *, for_customer: bool) -> dict[str, Any]:
    """What every message about a call says of it."""
    owner = call.owner
    return {
        "call_id": call.public_id,
        "number": call.number,
        "topic": call.topic.code,
        "custom_topic": call.custom_topic_description,
        "starts_at": call.scheduled_date_time,
        "ends_at": call.ends_at,
        "answer_by": call.work_item.due_at if call.scheduled_date_time is None else None,
        "preferred_times": call.preferred_times,
        "notes": call.notes,
        "contact_method": call.preferred_contact_method,
        "phone": call.contact_phone,
        "meeting_url": call.meeting_url,
        "place": call.place,
        "member_name": owner.name if owner else "",
        "customer_name": call.contact_name,
        "company_name": call.company.name if call.company else "",
        "link_version": call.links_version,
        "for_customer": for_customer,
    }


def calendar_part(
    kind: Kind, call: CallRequest, reader: Reader, member: Staff | None = None, also: Iterable[str] = ()
) -> dict[str, Any]:
    """The invitation as it stands at this moment, and links for calendars on the web; nothing without a time."""
    method = ASKS.get(kind)
    if method is None or call.scheduled_date_time is None:
        return {}
    people = [("", email) for email in also]
    invitation = invitation_of(call, reader, method=method, member=member, also=people)
    part: dict[str, Any] = {"invitation": invitation.as_text()}
    if reader is not Reader.MEMBER and method is Method.REQUEST:
        part["add_to_calendar"] = calendar_links_of(call, reader).as_json()
    return part


def tell_customer(
    kind: Kind, call: CallRequest, *, by: Actor, at: datetime, occasion: str, more: Mapping[str, Any] | None = None
) -> None:
    """occasion  what is told at most once about the call, such as "moved:3"."""
    notify(
        kind,
        [customer_of(call)],
        context=context_of(call, for_customer=True) | calendar_part(kind, call, Reader.CUSTOMER) | dict(more or {}),
        about=call,
        priority=priority_of(call),
        by=by.on(call.journey_id),
        at=at,
        dedupe=f"{call.public_id}:{occasion}",
    )


def tell_attendees(
    kind: Kind,
    call: CallRequest,
    *,
    by: Actor,
    at: datetime,
    occasion: str,
    only: Iterable[str] | None = None,
    more: Mapping[str, Any] | None = None,
) -> None:
    """They hear of the time, not of what can be done about the call: they have no links.

    only  these addresses, who need not be attendees any more, instead of all attendees
    """
    guests = attendees_of(call, only)
    if not guests:
        return
    others = [guest.email for guest in guests if guest.email not in call.additional_attendees]
    part = calendar_part(kind, call, Reader.ATTENDEE, also=others)
    notify(
        kind,
        guests,
        context=context_of(call, for_customer=False) | part | dict(more or {}),
        about=call,
        priority=priority_of(call),
        by=by.on(call.journey_id),
        at=at,
        dedupe=f"{call.public_id}:{occasion}",
    )


def notify_members(
    kind: Kind,
    call: CallRequest,
    to: Sequence[Staff],
    *,
    by: Actor,
    at: datetime,
    occasion: str,
    more: Mapping[str, Any] | None = None,
    priority: str = "",
) -> list[Notification]:
    """About the work item: taken from the bells when the call is somebody else's, or over."""
    part = calendar_part(kind, call, Reader.MEMBER, to[0]) if to else {}
    return notify(
        kind,
        list(to),
        context=context_of(call, for_customer=False) | part | dict(more or {}),
        about=call.work_item,
        priority=priority or priority_of(call),
        by=by.on(call.journey_id),
        at=at,
        dedupe=f"{call.public_id}:{occasion}",
    )


def plan_reminders(call: CallRequest, *, others_join: bool = False, by: Actor, at: datetime) -> None:
    """Customer and attendees are reminded a day and an hour before, the member shortly before; moving moves them all.

    One that would be due already is skipped: whoever books inside the window is not reminded of it. Attendees have one
    of their own, since theirs holds no links to change the call; the member's hangs on the work item, which they may
    lose.

    others_join  whom it was planned for may not join any more: nobody else's reminder stays
    """
    guests = attendees_of(call)
    for name, before in conf.REMINDERS.items():
        asker, invited = Audience.ASKER, Audience.INVITED
        _remind(Kind.CALL_REMINDER, call, [customer_of(call)], Reminder(name), before, asker, about=call, by=by, at=at)
        if guests:
            _remind(Kind.CALL_REMINDER, call, guests, Reminder(name), before, invited, about=call, by=by, at=at)
        elif others_join:
            forget_reminder(call, Reminder(name), audience=invited)
    if call.owner is not None:
        soon, before, team = Reminder.SHORTLY_BEFORE, conf.MEMBER_REMINDER, Audience.TEAM
        _remind(Kind.CALL_STARTS_SOON, call, [call.owner], soon, before, team, about=call.work_item, by=by, at=at)


def _remind(
    kind: Kind,
    call: CallRequest,
    to: Sequence[Staff | Outsider],
    reminder: Reminder,
    before: timedelta,
    audience: Audience,
    *,
    about: About,
    by: Actor,
    at: datetime,
) -> None:
    assert call.scheduled_date_time is not None
    remind(
        kind,
        to,
        reminder=reminder,
        audience=audience,
        due_at=call.scheduled_date_time - before,
        starts_at=call.scheduled_date_time,
        context=context_of(call, for_customer=audience == Audience.ASKER),
        about=about,
        priority=priority_of(call),
        by=by.on(call.journey_id),
        at=at,
    )


def forget_reminders(call: CallRequest) -> None:
    """The call is over, or off: nobody is reminded of it."""
    forget_reminder(call)
    forget_reminder(call.work_item)
