"""Refusals that a page view lets through: 404, 403 or 409 as a page, and 503 when the database is busy."""

from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from core.errors import DomainError
from core.web import pages


class RefusalMiddleware:
    """Innermost link: the API has its own handler, so only pages come here."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self.get_response = get_response
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        return self.get_response(request)  # type: ignore[no-any-return]

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponseBase | None:
        if isinstance(problem, DomainError):
            return pages.refused(request, problem)
        if isinstance(problem, OperationalError | InterfaceError):
            return pages.unavailable(request)
        return None
