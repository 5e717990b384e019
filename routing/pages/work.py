"""What is done with a lead from a page: claim, assign, release, log a contact, park, reopen."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actors import actor_for_request
from accounts.enums import Role
from accounts.web import requires_scope
from core import clock
from core.errors import DomainError, ErrorCode
from routing.actions.assign_lead import assign_lead
from routing.actions.close_work import reopen_work
from routing.actions.log_contact import log_contact
from routing.actions.park_work import park_work
from routing.conf import ADMIN_SCOPE
from routing.enums import CommunicationType
from routing.models import WorkItem
from routing.pages import ownership
from routing.pages.acting import Desk, any_words, form_page
from routing.pages.answering import Place
from routing.pages.clocks import zone_name
from routing.pages.forms import ParkForm
from routing.pages.log_form import LogContactForm
from routing.policies import is_routing_admin
from routing.queries.entries import item_of_lead

WRITERS = ("ae:queue:assign", ADMIN_SCOPE)


def place_of(item: WorkItem) -> Place:
    lead = item.queue_entry.lead
    return Place(lead.business_name, reverse("lead", args=[lead.public_id]), f"form-{lead.public_id}")


def in_words(refusal: DomainError) -> str:
    """What happened, and what to do now."""
    match refusal.code:
        case ErrorCode.LEAD_ALREADY_ASSIGNED:
            owner = refusal.details["assigned_to"]["name"]
            return _("%(name)s was faster and has this lead now. Take the next one.") % {"name": owner}
        case ErrorCode.AE_CAPACITY_EXCEEDED:
            full = {"taken": refusal.details["current_assigned"], "places": refusal.details["max_capacity"]}
            return _("No room: %(taken)s of %(places)s leads. Close or release one first.") % full
        case ErrorCode.QUEUE_ENTRY_CLOSED:
            return _("This lead is closed. An administrator can open it again.")
        case ErrorCode.SLOT_UNAVAILABLE if refusal.details.get("alternatives"):
            return _("You are taken at that time. Choose one of these, or another.")
    return any_words(refusal)


LEADS = Desk(
    find=item_of_lead,
    place=place_of,
    words=in_words,
    assign=assign_lead,
    role=Role.AE,
    not_one=lambda: _("Only account executives have leads."),
    release="lead_release",
)


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
    title, submit = _("Log a contact"), _("Log it")
    return form_page(request, lead_id, form, act, LEADS, title=title, submit=submit, done_text=_("Logged."))


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
    title, submit, text, may = _("Park"), _("Park it"), _("Parked."), is_routing_admin
    return form_page(request, lead_id, form, act, LEADS, title=title, submit=submit, done_text=text, may=may)


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
