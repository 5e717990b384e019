"""Which sites may open sockets: ours. A browser always says where it is; other programs show a one-time ticket."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.http.request import validate_host


class AllowedOrigin:
    """Denies the handshake (403) when Origin is foreign, or missing without a ticket."""

    def __init__(self, inner: Any) -> None:
        self.inner = inner

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> Any:
        origins = [value.decode("latin1") for name, value in scope.get("headers", []) if name == b"origin"]
        allowed = all(is_ours(origin) for origin in origins) if origins else _has_ticket(scope)
        if allowed:
            return await self.inner(scope, receive, send)
        await receive()
        return await send({"type": "websocket.close"})  # before the handshake is accepted: the server answers 403


def is_ours(origin: str) -> bool:
    """Whether the origin's host is one of ALLOWED_HOSTS, by http or https, on any port."""
    try:
        parts = urlsplit(origin)
        host = parts.hostname
    except ValueError:
        return False
    if parts.scheme not in {"http", "https"} or not host:
        return False
    return validate_host(f"[{host}]" if ":" in host else host, settings.ALLOWED_HOSTS)


def _has_ticket(scope: dict[str, Any]) -> bool:
    return bool(parse_qs(scope.get("query_string", b"").decode("ascii", "replace")).get("ticket"))
