"""Where people land: their own work, the wall board, or a plain page that says what will be here."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.enums import Role
from accounts.models import User
from accounts.web import signed_in


@signed_in
@require_safe
def home(request: HttpRequest) -> HttpResponseBase:
    user = request.user
    assert isinstance(user, User)
    if user.has_role(Role.SUPERVISOR, Role.ADMIN):
        return redirect("wall")
    if user.has_role(Role.AE):
        return redirect("/queue/")
    context = {"coming": _coming(user), "asks_for_calls": user.has_role(Role.CUSTOMER) and not user.is_worker}
    return render(request, "workspace/home.html", context)


def _coming(user: User) -> str:
    """One sentence for those whose work has no page yet."""
    if user.has_role(Role.IC):
        return _("Your set-up queue and your calendar of sessions will open here.")
    if user.has_role(Role.AGENT):
        return _("Your inbox of tickets and incidences will open here.")
    if user.has_role(Role.MECHANIC):
        return _("Offers of service sessions and your jobs will open here.")
    return _("Ask for a call, see and change the calls that you have. Your tickets will open here as well.")
