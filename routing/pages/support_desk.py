"""What is done from pages with a merchant's need for help: who has it."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.enums import Role
from accounts.web import requires_scope
from core.errors import DomainError, ErrorCode
from routing.actions.assign_work import assign_work
from routing.conf import ADMIN_SCOPE
from routing.models import WorkItem
from routing.pages import ownership
from routing.pages.acting import Desk, any_words
from routing.pages.answering import Place
from routing.queries.merchants import item_of_entry

WRITERS = ("ic:queue:assign", ADMIN_SCOPE)


def place_of(item: WorkItem) -> Place:
    merchant = item.ic_entry.merchant
    return Place(merchant.business_name, reverse("merchant", args=[merchant.public_id]), f"form-{merchant.public_id}")


def in_words(refusal: DomainError) -> str:
    """What happened, and what to do now."""
    match refusal.code:
        case ErrorCode.MERCHANT_ALREADY_ASSIGNED:
            owner = refusal.details["assigned_to"]["name"]
            return _("%(name)s was faster and has this merchant now. Take the next one.") % {"name": owner}
        case ErrorCode.IC_CAPACITY_EXCEEDED:
            full = {"taken": refusal.details["current_assigned"], "places": refusal.details["max_capacity"]}
            return _("No room: %(taken)s of %(places)s merchants. Finish or release one first.") % full
        case ErrorCode.QUEUE_ENTRY_CLOSED:
            return _("This is done. What is needed next waits in the queue by itself.")
        case ErrorCode.NOBODY_AVAILABLE:
            return _("Nobody of the team can take it now. It waits in line.")
        case ErrorCode.IC_UNAVAILABLE | ErrorCode.SLOT_UNAVAILABLE if refusal.details.get("alternatives"):
            return _("That time is taken. Choose one of these, or another.")
        case ErrorCode.IC_UNAVAILABLE | ErrorCode.SLOT_UNAVAILABLE:
            return _("That time is taken. Choose another.")
    return any_words(refusal)


MERCHANTS = Desk(
    find=item_of_entry,
    place=place_of,
    words=in_words,
    assign=assign_work,
    role=Role.IC,
    not_one=lambda: _("Only implementation consultants have merchants."),
    release="need_release",
)


@requires_scope(*WRITERS)
@require_POST
def claim(request: HttpRequest, entry_id: str) -> HttpResponse:
    return ownership.claim(request, entry_id, MERCHANTS)


@requires_scope(*WRITERS)
@require_POST
def choose(request: HttpRequest, entry_id: str) -> HttpResponse:
    return ownership.choose(request, entry_id, MERCHANTS)


@requires_scope(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def assign(request: HttpRequest, entry_id: str) -> HttpResponse:
    return ownership.assign(request, entry_id, MERCHANTS)


@requires_scope(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def release(request: HttpRequest, entry_id: str) -> HttpResponse:
    return ownership.release(request, entry_id, MERCHANTS)
