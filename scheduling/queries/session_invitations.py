"""What a session looks like in a calendar."""

from django.utils import translation
from django.utils.translation import gettext as _

from core.links import HIGHEST_VERSION, link_token, read_link
from scheduling.enums import MeetingPlatform, SessionStatus
from scheduling.models import IcSession
from scheduling.queries.sessions import consultant
from scheduling.rules.calendar_links import calendar_links
from scheduling.rules.invitation import Invitation, Method, Person, Status
from workforce.models import Staff

#: what opens a session's file without login; the member's names them, so each has a purpose of its own
MERCHANT_FILE, MEMBER_FILE = "session.file", "session.member_file"


def uid_of(session: IcSession) -> str:
    """For life, and whatever the addresses of this installation will be."""
    return f"{session.public_id}@switchboard"


def file_token(session: IcSession, host: Staff | None = None) -> str:
    """Opens the file as long as the session is kept: it holds nothing that can be done.

    host  whose file it is; None: the merchant's. A host's says more, and is of no use once they do not hold the session
          any more, or have left
    """
    purpose, version = (MERCHANT_FILE, 0) if host is None else (MEMBER_FILE, _whose(host))
    return link_token(purpose, session.pk, version)


def session_of_file(file_token: str) -> tuple[IcSession, Staff | None] | None:
    """The session, and the host whose file it is (None: its merchant's); None for what opens none."""
    for purpose in (MERCHANT_FILE, MEMBER_FILE):
        link = read_link(purpose, file_token)
        session = IcSession.objects.shown().filter(pk=link.key).first() if link else None
        if link is None or session is None:
            continue
        if purpose == MERCHANT_FILE:
            return session, None
        host = next((one for one in session.hosts if link.version == _whose(one)), None)
        if host is not None and consultant(host.pk) is not None:
            return session, host
    return None


def _whose(host: Staff) -> int:
    """A number of that member's, as a link's version."""
    return host.pk.int & HIGHEST_VERSION


def invitation_of(
    session: IcSession, *, for_merchant: bool, method: Method = Method.REQUEST, member: Staff | None = None
) -> Invitation:
    """The session as it is now, in the reader's language and zone.

    member  the reader, if not the one who has it now: its second host, or one who lost it and gets a CANCEL
    """
    who = member or session.ic
    merchant = session.merchant
    with translation.override((merchant.language or "en") if for_merchant else who.user.language):
        return Invitation(
            uid=uid_of(session),
            sequence=session.version,
            method=method,
            starts_at=session.scheduled_for,
            ends_at=session.ends_at,
            said_at=session.updated_at,
            created_at=session.created_at,
            zone=session.timezone if for_merchant else who.timezone,
            summary=_summary(session, for_merchant=for_merchant),
            description=_description(session, for_merchant=for_merchant),
            location=_location(session),
            video_url=session.join_url,
            organizer=_person(session.ic.name, session.ic.email),
            attendees=(
                _person(merchant.contact_name, merchant.mail_to),
                *(_person(host.name, host.email) for host in (session.hosts if who in session.hosts else [who])),
            ),
            status=Status.CANCELLED if session.status == SessionStatus.CANCELLED else Status.CONFIRMED,
        )


def links_of(session: IcSession) -> dict[str, str]:
    """Calendars on the web, filled in for the merchant."""
    invitation = invitation_of(session, for_merchant=True)
    return calendar_links(
        invitation.summary,
        invitation.starts_at,
        invitation.ends_at,
        details=invitation.description,
        location=invitation.location,
    ).as_json()


def _person(name: str, email: str) -> Person:
    return name, email


def _summary(session: IcSession, *, for_merchant: bool) -> str:
    kind = session.get_session_type_display()
    if for_merchant:
        return _("Set-up session: %(type)s") % {"type": kind}
    return _("%(type)s: %(name)s") % {"type": kind, "name": session.merchant.business_name}


def _location(session: IcSession) -> str:
    if session.platform == MeetingPlatform.PHONE:
        return _("Phone: %(number)s") % {"number": session.merchant.contact_phone or "-"}
    return session.join_url or str(session.get_platform_display())


def _description(session: IcSession, *, for_merchant: bool) -> str:
    hosts = ", ".join(host.name for host in session.hosts)
    lines = [_("With: %(name)s") % {"name": hosts if for_merchant else session.merchant.contact_name}]
    if session.join_url:
        lines.append(_("Join: %(url)s") % {"url": session.join_url})
    lines += ["", *(f"- {one}" for one in session.agenda)] if session.agenda else []
    if session.notes and not for_merchant:
        lines += ["", _("Notes: %(notes)s") % {"notes": session.notes}]
    return "\n".join(lines)
