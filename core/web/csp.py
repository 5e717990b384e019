"""Relaxes the content security policy where a page of somebody else's making needs it, and nowhere else."""

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from core.web.link import Link

RELAXED = ("/admin/", "/api/docs", "/api/redoc")


class RelaxedPolicyMiddleware(Link):
    """Inside of django-csp's link, which reads what stands on the response."""

    def answer(self, request: HttpRequest) -> HttpResponseBase:
        return relax(request, self.get_response(request))

    async def answer_async(self, request: HttpRequest) -> HttpResponseBase:
        return relax(request, await self.get_response(request))


def relax(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    if request.path.startswith(RELAXED):
        # the attribute that django-csp's own decorator sets
        response._csp_replace = settings.ADMIN_POLICY  # type: ignore[attr-defined]  # noqa: SLF001
    return response
