"""The one shape of every error: `{"error": {code, message, details, timestamp, trace_id}}`."""

from typing import Any

from django.http import HttpResponse

from core import clock, trace
from core.api.json import dump
from core.errors import STATUS, ErrorCode


def error_body(code: ErrorCode, message: str, details: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "error": {
            "code": code.value,
            "message": message,
            "details": details or {},
            "timestamp": clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "trace_id": trace.current().trace_id,
        }
    }


def error_response(
    code: ErrorCode, message: str, details: dict[str, Any] | None = None, *, retry_after: int | None = None
) -> HttpResponse:
    """The envelope outside of the REST framework: unknown paths, failed middleware, crashes."""
    answer = HttpResponse(
        dump(error_body(code, message, details)), status=STATUS[code], content_type="application/json"
    )
    answer["Cache-Control"] = "no-store"
    if retry_after is not None:
        answer["Retry-After"] = str(retry_after)
    return answer
