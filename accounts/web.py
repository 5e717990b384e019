"""Pages: whose language and zone they speak, and who may open them."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect

from accounts.actors import actor_for
from accounts.models import User
from core import trace
from core.web.link import Link

Page = Callable[..., HttpResponseBase]


class CurrentPersonMiddleware(Link):
    """Signed in: the person's own language and zone. Others: the browser's language, UTC."""

    def answer(self, request: HttpRequest) -> HttpResponseBase:
        language, zone = _settle(request, request.user)
        with translation.override(language), timezone.override(zone):
            return _in_language(self.get_response(request), language)

    async def answer_async(self, request: HttpRequest) -> HttpResponseBase:
        request.user = await request.auser()  # read once; the lazy attribute would read it again in a sync view
        language, zone = _settle(request, request.user)
        with translation.override(language), timezone.override(zone):
            return _in_language(await self.get_response(request), language)


def _settle(request: HttpRequest, user: Any) -> tuple[str, ZoneInfo]:
    if not user.is_authenticated:
        return translation.get_language() or settings.LANGUAGE_CODE, ZoneInfo("UTC")
    trace.current().actor_id = actor_for(user).id
    request.LANGUAGE_CODE = user.language
    return user.language, zone_of(user)


def _in_language(response: HttpResponseBase, language: str) -> HttpResponseBase:
    response.headers.setdefault("Content-Language", language)
    return response


def zone_of(user: User) -> ZoneInfo:
    """The person's zone; UTC when the tables do not know it any more."""
    try:
        return ZoneInfo(user.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def signed_in(page: Page) -> Page:
    """Others are sent to the login page and come back afterwards. Answers are not kept by any cache."""

    @wraps(page)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = page(request, *args, **kwargs) if request.user.is_authenticated else to_login(request)
        response.headers.setdefault("Cache-Control", "no-store")
        patch_vary_headers(response, ["HX-Request", "Cookie"])
        return response

    return guarded


def requires_scope(*scopes: str) -> Callable[[Page], Page]:
    """Signed in, and with any of these scopes; others see the page for 403."""

    def decorate(page: Page) -> Page:
        @signed_in
        @wraps(page)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.user.scopes.isdisjoint(scopes):  # type: ignore[union-attr]  # signed in
                raise PermissionDenied
            return page(request, *args, **kwargs)

        return guarded

    return decorate


def to_login(request: HttpRequest) -> HttpResponse:
    """To the login page. Part of a page: the whole page goes there, and comes back to itself, not to the part."""
    htmx = getattr(request, "htmx", None)
    if htmx:
        here = htmx.current_url_abs_path or "/"
    else:
        here = request.get_full_path() if request.method in {"GET", "HEAD"} else "/"
    answer = redirect_to_login(here, resolve_url(settings.LOGIN_URL))
    return HttpResponseClientRedirect(answer.url) if htmx else answer


def safe_next(request: HttpRequest) -> str:
    """Where to go after the login: `next` when it is a page of ours, else the start page."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    # a path from the root: anything else would be looked up as the name of a page
    return wanted if ours and wanted.startswith("/") else resolve_url(settings.LOGIN_REDIRECT_URL)
