"""A session as a calendar file, for whoever holds its address; there is no login."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from core.links import read_link
from scheduling.enums import SessionStatus
from scheduling.models import IcSession
from scheduling.queries.session_invitations import MEMBER_FILE, MERCHANT_FILE, invitation_of
from scheduling.rules.invitation import CONTENT_TYPE, Method


@require_safe
def session_file(_request: HttpRequest, file_token: str) -> HttpResponse:
    """As it stands now; one that is off strikes itself out. A wrong address is not there."""
    for purpose in (MERCHANT_FILE, MEMBER_FILE):
        link = read_link(purpose, file_token)
        session = IcSession.objects.shown().filter(pk=link.key).first() if link else None
        if session is not None:
            method = Method.CANCEL if session.status == SessionStatus.CANCELLED else Method.PUBLISH
            invitation = invitation_of(session, for_merchant=purpose == MERCHANT_FILE, method=method)
            answer = HttpResponse(invitation.as_bytes(), content_type=CONTENT_TYPE)
            answer["Content-Disposition"] = 'attachment; filename="session.ics"'
            answer["Cache-Control"], answer["X-Robots-Tag"] = "private, no-store", "noindex"
            return answer
    raise Http404
