"""A member leaves: how much goes back in line is said before it does."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.actors import actor_for_request
from accounts.policies import can_deactivate
from accounts.web import requires_scope
from core import clock
from core.errors import NotFound
from core.web.pages import once_for_form
from routing.actions.retire_member import retire_member
from routing.conf import ADMIN_SCOPE
from routing.enums import OWNED
from workforce.models import Staff


@requires_scope(ADMIN_SCOPE)
@require_http_methods(["GET", "HEAD", "POST"])
def retire(request: HttpRequest, staff_id: str) -> HttpResponse:
    staff = Staff.objects.with_person().filter(pk=Staff.parse_id(staff_id)).first()
    if staff is None:
        raise NotFound("member")
    if request.method == "POST":
        return _retire(request, staff)
    context: dict[str, Any] = {
        "staff": staff,
        "open_work": staff.work_items.filter(state__in=OWNED).count(),
        "teams": list(staff.teams.all()),
        "may_end_login": staff.user.is_active and can_deactivate(actor_for_request(request), staff.user),
    }
    return render(request, "routing/retire.html", context)


def _retire(request: HttpRequest, staff: Staff) -> HttpResponse:
    by, and_login = actor_for_request(request), "and_login" in request.POST
    here = reverse("retire_member", args=[staff.public_id])
    handed_back = []

    def effect() -> str:
        handed_back.append(retire_member(staff, by=by, at=clock.now(), and_login=and_login))
        return here

    once_for_form(request, by, effect)
    count = handed_back[0] if handed_back else 0
    text = ngettext("%(n)s piece of work went back in line.", "%(n)s pieces of work went back in line.", count) % {
        "n": count
    }
    messages.success(request, _("%(name)s has left.") % {"name": staff.name} + " " + text % {"n": count})
    return redirect(here)
