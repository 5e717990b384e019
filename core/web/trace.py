"""First link of the chain: gives a request its id, and writes its line in the access log when it is answered."""

import logging
import time
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from core import trace
from core.metrics import REQUEST_SECONDS
from core.trace import Trace
from core.web.address import client_address
from core.web.link import Link

access = logging.getLogger("switchboard.access")
HEADER = "X-Request-ID"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
SECRET_PARTS = ("token", "secret", "uidb64", "signature")
#: asked every few seconds by machines: counted, not written down
SILENT = frozenset({"/healthz", "/readyz", "/metrics"})


class TraceMiddleware(Link):
    def answer(self, request: HttpRequest) -> HttpResponseBase:
        started = time.perf_counter()
        with trace.bound(begin(request)) as running:
            response: HttpResponseBase = self.get_response(request)
            finish(request, response, running, started)
        return response

    async def answer_async(self, request: HttpRequest) -> HttpResponseBase:
        started = time.perf_counter()
        with trace.bound(begin(request)) as running:
            response: HttpResponseBase = await self.get_response(request)
            finish(request, response, running, started)
        return response


def begin(request: HttpRequest) -> Trace:
    running = Trace(ip=client_address(request))
    if (claimed := request.headers.get(HEADER)) and (believed := _uuid(claimed)):
        running.trace_id = believed
    request.id = running.trace_id  # type: ignore[attr-defined]  # error pages show it
    return running


def finish(request: HttpRequest, response: HttpResponseBase, running: Trace, started: float) -> None:
    response[HEADER] = running.trace_id
    seconds = time.perf_counter() - started
    match = request.resolver_match
    route = (match.view_name or match.route) if match else "unmatched"
    method = request.method if request.method in METHODS else "OTHER"
    REQUEST_SECONDS.labels(method, route, f"{response.status_code // 100}xx").observe(seconds)
    if request.path in SILENT:
        return
    access.info(
        "request",
        extra={
            "method": request.method,
            "path": _shown_path(request),
            "route": route,
            "status": response.status_code,
            "ms": round(seconds * 1000, 1),
        },
    )


def _shown_path(request: HttpRequest) -> str:
    """Without the secrets that some addresses carry: links to reset a password, to a calendar, to a wizard."""
    path, match = request.path, request.resolver_match
    for name, value in (match.kwargs if match else {}).items():
        if any(word in name for word in SECRET_PARTS) and value:
            path = path.replace(str(value), "[hidden]")
    return path


def _uuid(text: str) -> str | None:
    if len(text) != 36:
        return None
    try:
        return str(UUID(text))
    except ValueError:
        return None
