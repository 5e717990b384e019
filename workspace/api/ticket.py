from typing import Any

from rest_framework import serializers

from core import clock
from core.api.schema import endpoint
from core.api.views import WriteView
from core.errors import ErrorCode, Forbidden
from workspace.sockets import ticket


class TicketOut(serializers.Serializer):
    ticket = serializers.CharField()
    expires_at = serializers.DateTimeField()
    path = serializers.CharField()


@endpoint(
    "Get a ticket for a WebSocket",
    "The ticket opens one socket within 30 seconds: `/ws/live?ticket=…`, `/ws/queues/ae`, `/ws/queues/ic` or "
    "`/ws/agents/me`. The socket ends with the login that asked for it. Pages of ours need none: they have a session. "
    "Frames, topics and close codes are listed in docs/websocket.md.",
    response={
        "ticket": "eyJpZCI6InRpY2tldF8wMWo5…:1tX2Yz:kQ…",
        "expires_at": "2026-03-02T12:00:30Z",
        "path": "/ws/live?ticket=eyJpZCI6InRpY2tldF8wMWo5…:1tX2Yz:kQ…",
    },
    codes=(ErrorCode.UNAUTHENTICATED, ErrorCode.FORBIDDEN),
    tags=("Live",),
)
class TicketView(WriteView):
    scopes = ()
    output_class = TicketOut
    success_status = 201

    def handle(self, data: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        login_id = getattr(self.request.auth, "login_id", None)
        if login_id is None:
            raise Forbidden("Sockets are for people: ask with a person's access token, not with an API key.")
        at = clock.now()
        text = ticket.issue(login_id, at=at)
        return {"ticket": text, "expires_at": at + ticket.LIFE, "path": f"/ws/live?ticket={text}"}
