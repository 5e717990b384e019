"""What is done with a lead from a page: claim, assign, release, log a contact, park, reopen."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actors import actor_for_request
from accounts.web import requires_scope
from core import clock
from routing.actions.close_work import reopen_work
from routing.actions.log_contact import log_contact
from routing.actions.park_work import park_work
from routing.enums import CommunicationType
from routing.models import WorkItem
from routing.pages import ownership
from routing.pages.acting import LEADS, WRITERS, form_page
from routing.pages.clocks import zone_name
from routing.pages.forms import ParkForm
from routing.pages.log_form import LogContactForm
from routing.policies import is_routing_admin


@requires_scope(*WRITERS)
@require_POST
def claim(request: HttpRequest, lead_id: str) -> HttpResponse:
    return ownership.claim(request, lead_id, LEADS)


@requires_scope(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def log(request: HttpRequest, lead_id: str) -> HttpResponse:
    by = actor_for_request(request)

    def act(item: WorkItem, _data: dict[str, Any]) -> None:
        log_contact(item, form.facts(), by=by, at=clock.now())

    form = LogContactForm(request.POST or None, initial=_dialled(request), auto_id="log-%s")
    return form_page(request, lead_id, form, act, title=_("Log a contact"), submit=_("Log it"), done_text=_("Logged."))


def _dialled(request: HttpRequest) -> dict[str, Any]:
    """The form that opens beside the dialler or the mail program knows how, and since when."""
    how = request.GET.get("type", "")
    return {"communication_type": how, "began": clock.now().isoformat()} if how in CommunicationType else {}


@requires_scope(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def release(request: HttpRequest, lead_id: str) -> HttpResponse:
    return ownership.release(request, lead_id, LEADS)


@requires_scope(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def park(request: HttpRequest, lead_id: str) -> HttpResponse:
    by = actor_for_request(request)

    def act(item: WorkItem, data: dict[str, Any]) -> None:
        park_work(item, until=data["until"], reason=data["reason"], by=by, at=clock.now())

    form = ParkForm(request.POST or None, zone=zone_name(), auto_id="park-%s")
    may = is_routing_admin
    return form_page(request, lead_id, form, act, title=_("Park"), submit=_("Park it"), done_text=_("Parked."), may=may)


@requires_scope(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def assign(request: HttpRequest, lead_id: str) -> HttpResponse:
    return ownership.assign(request, lead_id, LEADS)


@requires_scope(*WRITERS)
@require_POST
def reopen(request: HttpRequest, lead_id: str) -> HttpResponse:
    by = actor_for_request(request)

    def act(item: WorkItem, _data: dict[str, Any]) -> None:
        reopen_work(item, by=by, at=clock.now())

    return ownership.press(request, lead_id, act, _("%(name)s is in the queue again."), LEADS)
