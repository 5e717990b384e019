"""Relaxes the content security policy where a page of somebody else's making needs it, and nowhere else."""

from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

RELAXED = ("/admin/", "/api/docs", "/api/redoc")


class RelaxedPolicyMiddleware:
    """Inside of django-csp's link, which reads what stands on the response."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self.get_response = get_response
        self.is_async = iscoroutinefunction(get_response)
        if self.is_async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        if self.is_async:
            return self.answer_async(request)
        return relax(request, self.get_response(request))

    async def answer_async(self, request: HttpRequest) -> HttpResponseBase:
        return relax(request, await self.get_response(request))


def relax(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    if request.path.startswith(RELAXED):
        # the attribute that django-csp's own decorator sets
        response._csp_replace = settings.ADMIN_POLICY  # type: ignore[attr-defined]  # noqa: SLF001
    return response
