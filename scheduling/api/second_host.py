"""A colleague who joins a session as its second host."""

from typing import Any, ClassVar

from django.http.response import HttpResponseBase
from rest_framework.request import Request

from core import clock
from core.api.schema import endpoint
from core.api.views import WriteView
from core.errors import ErrorCode, Invalid
from core.versions import versions_asked
from scheduling.actions import add_second_host, remove_second_host
from scheduling.api import session_outputs as outputs
from scheduling.api.examples_sessions import LISA, SESSION, WITH_SECOND_HOST
from scheduling.api.session_inputs import HostWish
from scheduling.api.sessions import TAGS, WRITERS
from scheduling.models import IcSession
from scheduling.queries.sessions import consultant, session_for


@endpoint(
    "Add a second host",
    "The colleague, of whatever team, has the session's hour in the calendar, is told and reminded, and may read the "
    "session. There is one at most: another one takes the place of the first, and the same one again changes nothing. "
    "Who is not free then is refused with `alternatives` at which both are, and `colleagues` who are free at its hour.",
    request={"ic_id": LISA["id"]},
    response=WITH_SECOND_HOST,
    codes=(ErrorCode.FORBIDDEN, ErrorCode.INVALID_TRANSITION, ErrorCode.IC_UNAVAILABLE, ErrorCode.MEMBER_RETIRED),
    tags=TAGS,
    operation="session_second_host_add",
    method="put",
)
@endpoint(
    "Remove the second host",
    "Of a session that is planned or runs; their time is free again, and they are told. Without one nothing happens.",
    response=SESSION,
    codes=(ErrorCode.FORBIDDEN, ErrorCode.INVALID_TRANSITION),
    tags=TAGS,
    operation="session_second_host_remove",
    method="delete",
)
class SecondHost(WriteView):
    verb = "put"
    scopes: ClassVar[dict[str, tuple[str, ...]]] = {"put": WRITERS, "delete": WRITERS}
    input_class = HostWish
    versioned = True

    def handle(self, data: dict[str, Any], session_id: str, **kwargs: Any) -> dict[str, Any]:
        session = session_for(session_id, self.actor)
        if self.input_class is None:
            return outputs.session_as_json(self._kept(remove_second_host(session.pk, **self._who())))
        host = consultant(data["ic_id"])
        if host is None:
            raise Invalid({"ic_id": ["Is not an implementation consultant."]})
        return outputs.host_added(self._kept(add_second_host(session.pk, host, **self._who())))

    def delete(self, request: Request, **kwargs: Any) -> HttpResponseBase:
        self.input_class = None  # type: ignore[misc, assignment]  # nothing is sent
        return self.write(request, **kwargs)

    def _who(self) -> dict[str, Any]:
        asked = versions_asked(self.request.headers.get("If-Match"))
        return {"asked": asked, "by": self.actor, "at": clock.now()}

    def _kept(self, session: IcSession) -> IcSession:
        self.version = session.version
        return session
