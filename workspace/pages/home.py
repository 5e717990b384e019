"""Where people land: their own work, the wall board, or what customers can ask for."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.enums import Role
from accounts.models import User
from accounts.scopes import Scope
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
    if user.has_role(Role.IC):
        return redirect("ic_queue")
    if Scope.CALLS_HANDLE in user.scopes:
        return redirect("calls")
    context = {"asks_for_calls": user.has_role(Role.CUSTOMER) and not user.is_worker}
    return render(request, "workspace/home.html", context)
