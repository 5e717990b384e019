"""What pages share: error pages (JSON under the API), forms that answer 422, forms that act once."""

import sys
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.csrf import requires_csrf_token

from core import trace
from core.actor import Actor
from core.api.envelope import error_response
from core.api.errors import BUSY, CRASHED, as_refusal
from core.api.json import canonical
from core.errors import DomainError, ErrorCode, NotFound
from core.idempotency import Answer, fingerprint, once
from core.ids import new_id
from core.retry import retried

#: paths that are answered in JSON whatever happens
JSON_PATHS = ("/api/", "/auth/", "/ws/")
#: the hidden field of a form
KEY_FIELD = "idempotency_key"
PAGE_OF_STATUS = {400: "400.html", 403: "403.html", 404: "404.html", 429: "429.html", 500: "500.html", 503: "503.html"}


def is_api(request: HttpRequest) -> bool:
    return request.path.startswith(JSON_PATHS)


# -- error pages: handler400 … handler500 and CSRF_FAILURE_VIEW -------------------------------------


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if is_api(request):
        refusal = as_refusal(exception) if exception else None
        if refusal is not None:
            return error_response(refusal.code, refusal.message, refusal.details)
        answer = error_response(ErrorCode.VALIDATION_FAILED, "The request cannot be used.")
        answer.status_code = 400
        return answer
    return _page(request, 400)


@requires_csrf_token
def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    if is_api(request):
        return error_response(ErrorCode.FORBIDDEN, "You may not do this.")
    return _page(request, 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    if is_api(request):
        return error_response(ErrorCode.FORBIDDEN, f"The form's token is missing or old: {reason}")
    return render(request, "403_csrf.html", {"reason": reason}, status=403)


@requires_csrf_token
def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    if is_api(request):
        return error_response(ErrorCode.NOT_FOUND, "There is nothing at this address.")
    return _page(request, 404)


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """A crash, or 503 when it was the database that could not answer."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return unavailable(request)
    if is_api(request):
        return error_response(ErrorCode.INTERNAL_ERROR, CRASHED)
    return _page(request, 500)


def unavailable(request: HttpRequest) -> HttpResponse:
    if is_api(request):
        return error_response(ErrorCode.SERVICE_UNAVAILABLE, BUSY, retry_after=1)
    answer = _page(request, 503)
    answer["Retry-After"] = "1"
    return answer


def refused(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    """A refusal that no view has caught, in the reader's language where it is a fixed sentence."""
    if is_api(request):
        return error_response(refusal.code, refusal.message, refusal.details)
    message = "" if isinstance(refusal, NotFound) else gettext(refusal.message)  # the page for 404 says it itself
    return _page(request, refusal.status, {"message": message, "code": refusal.code.value})


def _page(request: HttpRequest, status: int, context: dict[str, Any] | None = None) -> HttpResponse:
    """Without context processors, which may need what has just failed."""
    from django.template.loader import render_to_string

    shown = {"request": request, "trace_id": trace.current().trace_id, **(context or {})}
    return HttpResponse(render_to_string(PAGE_OF_STATUS.get(status, "400.html"), shown), status=status)


# -- forms ------------------------------------------------------------------------------------------


def render_form(
    request: HttpRequest, template: str, context: dict[str, Any], *, invalid: bool = False, partial: str = ""
) -> HttpResponse:
    """The form's page, or `template#partial` for htmx; 422 when it has to be corrected."""
    if partial and getattr(request, "htmx", False):
        template = f"{template}#{partial}"
    return render(request, template, context, status=422 if invalid else 200)


def new_form_key() -> str:
    """What a form's hidden field holds: one fresh key for each form shown."""
    return str(new_id())


def once_for_form(request: HttpRequest, actor: Actor, effect: Callable[[], str]) -> str:
    """Where to go next: what `effect` returned the first time this very form was sent.

    A double click or a reload sends the same hidden key and gets the same address, without a second effect. A
    refusal is raised, so that the form can show it, and stores nothing: the corrected form may carry the same key.
    """
    key = _form_key(request)

    def act() -> str:
        with transaction.atomic():
            return effect()

    if key is None:
        return retried(act)
    fields = {name: request.POST.getlist(name) for name in request.POST if name != "csrfmiddlewaretoken"}
    answer = once(
        caller=actor.id or f"session:{request.session.session_key}",
        route=f"FORM {request.path}"[:300],
        key=key,
        fingerprint=fingerprint(canonical(fields)),
        effect=lambda: Answer(303, effect().encode()),
    )
    return answer.body.decode()


def _form_key(request: HttpRequest) -> str | None:
    try:
        return str(UUID(request.POST.get(KEY_FIELD, "")))
    except ValueError:
        return None
