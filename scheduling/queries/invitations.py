"""What a call looks like in a calendar: as an invitation, and as links that fill in a calendar on the web."""

from collections.abc import Iterable
from email.utils import parseaddr
from enum import StrEnum

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from scheduling.enums import CallStatus, ContactMethod, TopicCode
from scheduling.models import CallRequest
from scheduling.rules.calendar_links import CalendarLinks, calendar_links
from scheduling.rules.invitation import Invitation, Method, Person, Status
from workforce.models import Staff


class Reader(StrEnum):
    """Whose calendar it is for: in their language and zone, with what is theirs to know.

    CUSTOMER  who asked for the call
    ATTENDEE  whom the customer wants to join: neither notes nor the customer's number, and no link to change it
    MEMBER    who takes it
    """

    CUSTOMER = "CUSTOMER"
    ATTENDEE = "ATTENDEE"
    MEMBER = "MEMBER"


def uid_of(call: CallRequest) -> str:
    """For life, and whatever the addresses of this installation will be."""
    return f"{call.public_id}@switchboard"


def invitation_of(
    call: CallRequest,
    reader: Reader,
    *,
    method: Method = Method.REQUEST,
    member: Staff | None = None,
    also: Iterable[Person] = (),
    manage_url: str = "",
) -> Invitation:
    """The call as it is now; it needs a time. REQUEST and CANCEL are for mails, PUBLISH for a file to be downloaded.

    member      the reader, if not the one who has the call now: one who lost it gets a CANCEL
    also        further people to be named, such as attendees who are not any more
    manage_url  a signed link for the customer; else the call's own page, since what is stored should open nothing
    """
    if call.scheduled_date_time is None:
        raise ValueError(f"{call.number} has no time yet")
    with translation.override(_language(call, reader, member)):
        return Invitation(
            uid=uid_of(call),
            sequence=call.version,
            method=method,
            starts_at=call.scheduled_date_time,
            ends_at=call.scheduled_date_time + call.duration,
            said_at=call.updated_at,
            created_at=call.created_at,
            zone=_zone(call, reader, member),
            summary=_summary(call, reader),
            description=_description(call, reader, manage_url),
            location=_location(call, reader),
            url=_own_url(call, reader, manage_url),
            video_url=_video_url(call),
            organizer=_organizer(call),
            attendees=(*_people(call, member), *also),
            status=_status(call),
        )


def download_of(call: CallRequest, reader: Reader, *, manage_url: str = "") -> Invitation:
    """What a downloaded file says: keep it, or, when it is off, strike it out."""
    method = Method.CANCEL if call.status == CallStatus.CANCELLED else Method.PUBLISH
    return invitation_of(call, reader, method=method, manage_url=manage_url)


def calendar_links_of(call: CallRequest, reader: Reader, *, manage_url: str = "") -> CalendarLinks:
    """For a call that has a time."""
    invitation = invitation_of(call, reader, manage_url=manage_url)
    return calendar_links(
        invitation.summary,
        invitation.starts_at,
        invitation.ends_at,
        details=invitation.description,
        location=invitation.location,
    )


def _language(call: CallRequest, reader: Reader, member: Staff | None) -> str:
    who = member or call.owner
    return who.user.language if reader is Reader.MEMBER and who else call.language_preference


def _zone(call: CallRequest, reader: Reader, member: Staff | None) -> str:
    who = member or call.owner
    return who.timezone if reader is Reader.MEMBER and who else call.timezone


def _summary(call: CallRequest, reader: Reader) -> str:
    topic = str(call.topic)
    if call.topic.code == TopicCode.OTHER and call.custom_topic_description:
        topic = call.custom_topic_description
    if reader is Reader.MEMBER:
        who = f"{call.contact_name} ({call.company.name})" if call.company else call.contact_name
        return _("%(topic)s: %(name)s") % {"topic": topic, "name": who}
    return _("Call: %(topic)s") % {"topic": topic}


def _location(call: CallRequest, reader: Reader) -> str:
    match call.preferred_contact_method:
        case ContactMethod.VIDEO:
            return call.meeting_url or str(call.get_preferred_contact_method_display())
        case ContactMethod.IN_PERSON:
            return call.place or str(call.get_preferred_contact_method_display())
    if reader is Reader.ATTENDEE:
        return str(call.get_preferred_contact_method_display())
    return _("Phone: %(number)s") % {"number": _number(call)}


def _description(call: CallRequest, reader: Reader, manage_url: str) -> str:
    lines = [_("Number: %(number)s") % {"number": call.number}]
    if reader is Reader.MEMBER:
        if call.preferred_contact_method != ContactMethod.PHONE:
            lines.append(_("Phone: %(number)s") % {"number": _number(call)})
        if call.backup_phone:
            lines.append(_("Second phone: %(number)s") % {"number": call.backup_phone})
    elif call.owner:
        lines.append(_("With: %(name)s") % {"name": call.owner.name})
    if link := _video_url(call):
        lines.append(_("Join: %(url)s") % {"url": link})
    if call.notes and reader is not Reader.ATTENDEE:
        lines += ["", _("Notes: %(notes)s") % {"notes": call.notes}]
    if url := _own_url(call, reader, manage_url):
        words = _("See the call: %(url)s") if reader is Reader.MEMBER else _("See, move or cancel the call: %(url)s")
        lines += ["", words % {"url": url}]
    return "\n".join(lines)


def _number(call: CallRequest) -> str:
    if not call.phone_extension:
        return call.contact_phone
    return _("%(number)s ext. %(extension)s") % {"number": call.contact_phone, "extension": call.phone_extension}


def _video_url(call: CallRequest) -> str:
    return call.meeting_url if call.preferred_contact_method == ContactMethod.VIDEO else ""


def _own_url(call: CallRequest, reader: Reader, manage_url: str) -> str:
    """A guest has no page of their own: only the links of the mails lead to the call."""
    if reader is Reader.ATTENDEE:
        return ""
    if reader is Reader.MEMBER:
        return f"{settings.BASE_URL}/calls/{call.public_id}/"
    if manage_url or call.customer_id is None:
        return manage_url
    return f"{settings.BASE_URL}/my-calls/{call.public_id}/"


def _organizer(call: CallRequest) -> Person:
    site, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return (call.owner.name if call.owner else site), address


def _people(call: CallRequest, member: Staff | None) -> list[Person]:
    people = [(call.contact_name, call.contact_email), *(("", email) for email in call.additional_attendees)]
    who = member or call.owner
    return [*people, (who.name, who.email)] if who else people


def _status(call: CallRequest) -> Status:
    if call.status == CallStatus.CANCELLED:
        return Status.CANCELLED
    return Status.TENTATIVE if call.status == CallStatus.PENDING else Status.CONFIRMED
