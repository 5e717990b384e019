"""The switch in the bar."""

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from accounts.actors import actor_for_request
from accounts.web import signed_in
from core.errors import Invalid
from workforce.actions import set_presence
from workforce.enums import Presence
from workforce.models import Staff
from workspace.context import presence_of


@signed_in
@require_http_methods(["GET", "POST"])
def switch(request: HttpRequest) -> HttpResponseBase:
    """The bar's component as it stands now, or back to the page for browsers without scripts."""
    staff = Staff.objects.active().filter(pk=request.user.pk).first()
    if staff is None:
        raise Http404
    if request.method == "POST":
        wanted = request.POST.get("presence", "").upper()
        if wanted not in Presence.values:
            raise Invalid({"presence": ["Must be online, busy, away or offline."]})
        staff = set_presence(staff, Presence(wanted), by=actor_for_request(request))
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "components/presence.html", {"presence": presence_of(staff.pk, staff.presence)})
    return redirect(_back(request))


def _back(request: HttpRequest) -> str:
    came_from = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure())
    return came_from if ours else "home"
