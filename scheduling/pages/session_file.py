"""A session as a calendar file, for whoever holds its address; there is no login."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from scheduling.enums import SessionStatus
from scheduling.queries.session_invitations import invitation_of, session_of_file
from scheduling.rules.invitation import CONTENT_TYPE, Method


@require_safe
def session_file(_request: HttpRequest, file_token: str) -> HttpResponse:
    """As it stands now; one that is off strikes itself out. A wrong address is not there."""
    found = session_of_file(file_token)
    if found is None:
        raise Http404
    session, host = found
    method = Method.CANCEL if session.status == SessionStatus.CANCELLED else Method.PUBLISH
    invitation = invitation_of(session, for_merchant=host is None, method=method, member=host)
    answer = HttpResponse(invitation.as_bytes(), content_type=CONTENT_TYPE)
    answer["Content-Disposition"] = 'attachment; filename="session.ics"'
    answer["Cache-Control"], answer["X-Robots-Tag"] = "private, no-store", "noindex"
    return answer
