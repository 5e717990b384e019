"""Refusals that a page view lets through: 404, 403 or 409 as a page, 400 for a NUL, 503 when the database is busy."""

from django.db import DataError, InterfaceError, OperationalError
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from core.errors import DomainError
from core.web import pages
from core.web.link import PassingLink


class RefusalMiddleware(PassingLink):
    """Innermost link: the API has its own handler, so only pages come here."""

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponseBase | None:
        if isinstance(problem, DomainError):
            return pages.refused(request, problem)
        if isinstance(problem, OperationalError | InterfaceError):
            return pages.unavailable(request)
        if isinstance(problem, DataError) and "NUL" in str(problem):
            return pages.bad_request(request)  # somebody's probe: no text of ours can hold or find it
        return None
