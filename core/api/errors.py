"""Any failure of an API view → its status and the envelope. The only place where this is decided."""

import logging
import math
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, ValidationError
from django.core.signals import got_request_exception
from django.db import InterfaceError, OperationalError
from django.http import Http404, UnreadablePostError
from rest_framework import exceptions
from rest_framework.response import Response

from core.api.envelope import error_body
from core.errors import STATUS, DomainError, ErrorCode, Invalid
from core.retry import sqlstate

log = logging.getLogger(__name__)

BUSY = "The service cannot answer right now. Please repeat the request in a moment."
CRASHED = "Something went wrong on our side. Quote the trace id if it happens again."

_BY_EXCEPTION: dict[type[Exception], ErrorCode] = {
    Http404: ErrorCode.NOT_FOUND,
    exceptions.NotFound: ErrorCode.NOT_FOUND,
    PermissionDenied: ErrorCode.FORBIDDEN,
    exceptions.PermissionDenied: ErrorCode.FORBIDDEN,
    exceptions.ParseError: ErrorCode.MALFORMED_JSON,
    UnreadablePostError: ErrorCode.MALFORMED_JSON,
    exceptions.NotAuthenticated: ErrorCode.UNAUTHENTICATED,
    exceptions.AuthenticationFailed: ErrorCode.UNAUTHENTICATED,
    exceptions.MethodNotAllowed: ErrorCode.METHOD_NOT_ALLOWED,
    exceptions.NotAcceptable: ErrorCode.NOT_ACCEPTABLE,
    exceptions.UnsupportedMediaType: ErrorCode.UNSUPPORTED_MEDIA_TYPE,
    exceptions.Throttled: ErrorCode.RATE_LIMITED,
    RequestDataTooBig: ErrorCode.BODY_TOO_LARGE,
    OperationalError: ErrorCode.SERVICE_UNAVAILABLE,
    InterfaceError: ErrorCode.SERVICE_UNAVAILABLE,
}

_MESSAGES: dict[ErrorCode, str] = {
    ErrorCode.NOT_FOUND: "There is nothing at this address.",
    ErrorCode.FORBIDDEN: "You may not do this.",
    ErrorCode.UNAUTHENTICATED: "Send Authorization: Bearer … with an access token, or Api-Key … with a key.",
    ErrorCode.NOT_ACCEPTABLE: "Answers are JSON: accept application/json.",
    ErrorCode.UNSUPPORTED_MEDIA_TYPE: "Send the body as application/json.",
    ErrorCode.BODY_TOO_LARGE: "The body is too large.",
    ErrorCode.SERVICE_UNAVAILABLE: BUSY,
    ErrorCode.MALFORMED_JSON: "The body is not valid JSON.",
}


def to_response(exc: Exception, context: dict[str, Any]) -> Response:
    """EXCEPTION_HANDLER of the REST framework."""
    refusal = as_refusal(exc)
    if refusal is None:
        return _crash(exc, context)
    if refusal.code is ErrorCode.SERVICE_UNAVAILABLE:
        log.warning("answered 503: %s %s", type(exc).__name__, sqlstate(exc))
    answer = Response(error_body(refusal.code, refusal.message, refusal.details), status=STATUS[refusal.code])
    for name, value in _headers(exc, refusal).items():
        answer[name] = value
    return answer


def as_refusal(exc: Exception) -> DomainError | None:
    """The refusal that this exception amounts to, None for a bug of ours."""
    if isinstance(exc, DomainError):
        return exc
    if isinstance(exc, exceptions.ValidationError):
        return Invalid(flat(exc.detail))
    if isinstance(exc, ValidationError):
        fields = exc.message_dict if hasattr(exc, "error_dict") else {"non_field_errors": exc.messages}
        return Invalid(fields)
    for kind, code in _BY_EXCEPTION.items():
        if isinstance(exc, kind):
            return DomainError(code, _message(exc, code))
    return None


def flat(detail: Any, path: str = "") -> dict[str, list[str]]:
    """Nested messages as dotted paths: `{"contact": {"phone": [...]}}` → `{"contact.phone": [...]}`."""
    if isinstance(detail, dict):
        pairs = [(str(name), item) for name, item in detail.items()]
    elif isinstance(detail, list) and any(isinstance(item, dict | list) for item in detail):
        pairs = [(str(position), item) for position, item in enumerate(detail)]
    else:
        messages = detail if isinstance(detail, list) else [detail]
        return {path or "non_field_errors": [str(message) for message in messages]}
    fields: dict[str, list[str]] = {}
    for name, item in pairs:
        if item:
            inner = path if name == "non_field_errors" and path else ".".join(filter(None, (path, name)))
            fields.update(flat(item, inner))
    return fields


def _message(exc: Exception, code: ErrorCode) -> str:
    if code is ErrorCode.RATE_LIMITED:
        return "Too many requests in the last minute. Repeat after the time in Retry-After."
    if code is ErrorCode.METHOD_NOT_ALLOWED:
        return str(getattr(exc, "detail", "This method is not allowed here."))
    if code in {ErrorCode.FORBIDDEN, ErrorCode.UNAUTHENTICATED, ErrorCode.MALFORMED_JSON}:
        own = str(getattr(exc, "detail", ""))
        standard = str(getattr(type(exc), "default_detail", ""))
        if own and own != standard:
            return own
    return _MESSAGES[code]


def _headers(exc: Exception, refusal: DomainError) -> dict[str, str]:
    headers = {"Cache-Control": "no-store"}
    if wait := getattr(exc, "wait", None) or refusal.details.get("retry_after"):
        headers["Retry-After"] = str(max(1, math.ceil(wait)))
    elif refusal.code in {ErrorCode.SERVICE_UNAVAILABLE, ErrorCode.IDEMPOTENCY_IN_PROGRESS, ErrorCode.RATE_LIMITED}:
        headers["Retry-After"] = "1"
    if refusal.code is ErrorCode.UNAUTHENTICATED:
        headers["WWW-Authenticate"] = 'Bearer realm="api"'
    return headers


def _crash(exc: Exception, context: dict[str, Any]) -> Response:
    """A bug: logged with its traceback and announced as Django does, so that Sentry and tests hear of it."""
    request = context.get("request")
    log.error("unhandled error in %s", type(context.get("view")).__name__, exc_info=exc)
    got_request_exception.send(sender=type(context.get("view")), request=getattr(request, "_request", request))
    return Response(
        error_body(ErrorCode.INTERNAL_ERROR, CRASHED),
        status=STATUS[ErrorCode.INTERNAL_ERROR],
        headers={"Cache-Control": "no-store"},
    )
