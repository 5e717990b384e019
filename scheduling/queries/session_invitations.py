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


def file_token(session: IcSession, *, for_merchant: bool) -> str:
    """Opens the file as long as the session is kept: it holds nothing that can be done. The consultant's is theirs: it
    says more, and is of no use once the session is somebody else's, or they have left."""
    purpose, version = (MERCHANT_FILE, 0) if for_merchant else (MEMBER_FILE, _whose(session))
    return link_token(purpose, session.pk, version)


def session_of_file(file_token: str) -> tuple[IcSession, bool] | None:
    """The session, and whether the file is its merchant's; None for what opens none."""
    for purpose in (MERCHANT_FILE, MEMBER_FILE):
        link = read_link(purpose, file_token)
        session = IcSession.objects.shown().filter(pk=link.key).first() if link else None
        if link is None or session is None:
            continue
        if purpose == MERCHANT_FILE or (link.version == _whose(session) and consultant(session.ic_id) is not None):
            return session, purpose == MERCHANT_FILE
    return None


def _whose(session: IcSession) -> int:
    """A number of its consultant's, as a link's version."""
    return session.ic_id.int & HIGHEST_VERSION


def invitation_of(
    session: IcSession, *, for_merchant: bool, method: Method = Method.REQUEST, member: Staff | None = None
) -> Invitation:
    """The session as it is now, in the reader's language and zone.

    member  the reader, if not the one who has it now: one who lost it gets a CANCEL
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
            attendees=(_person(merchant.contact_name, merchant.mail_to), _person(who.name, who.email)),
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
    lines = [_("With: %(name)s") % {"name": session.ic.name if for_merchant else session.merchant.contact_name}]
    if session.join_url:
        lines.append(_("Join: %(url)s") % {"url": session.join_url})
    lines += ["", *(f"- {one}" for one in session.agenda)] if session.agenda else []
    if session.notes and not for_merchant:
        lines += ["", _("Notes: %(notes)s") % {"notes": session.notes}]
    return "\n".join(lines)
