"""One way for everything that is done with a lead from a page: once, on the locked item, and refused in words."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actors import actor_for_request
from core.actor import Actor
from core.errors import DomainError, ErrorCode, Forbidden, NotFound
from core.web.pages import once_for_form
from routing.conf import ADMIN_SCOPE
from routing.models import WorkItem
from routing.pages import answering
from routing.pages.answering import Place, put_on, show_form
from routing.pages.clocks import labelled
from routing.pages.forms import WorkForm
from routing.policies import can_work_on
from routing.queries.entries import item_of_lead

WRITERS = ("ae:queue:assign", ADMIN_SCOPE)
Act = Callable[[WorkItem, dict[str, Any]], None]


def perform(request: HttpRequest, lead_id: str, by: Actor, act: Act, data: dict[str, Any] | None = None) -> WorkItem:
    """The act, once for this very form, on the locked item; the item as it was when it was looked up."""
    item = item_of_lead(lead_id, by=by)

    def effect() -> str:
        act(item_of_lead(lead_id, by=by, lock=True), data or {})
        return reverse("lead", args=[lead_id])

    once_for_form(request, by, effect)
    return item


def form_page(
    request: HttpRequest,
    lead_id: str,
    form: WorkForm,
    act: Act,
    *,
    title: str,
    submit: str,
    done_text: str,
    may: Callable[[Actor], bool] = lambda _by: False,
) -> HttpResponse:
    """The form, or its effect. What a rule refuses stands on the form, with everything that was filled in.

    may  who may see the form beside the owner
    """
    by = actor_for_request(request)
    item, status = item_of_lead(lead_id, by=by), 200
    if request.method == "POST" and form.is_valid():
        try:
            perform(request, lead_id, by, act, form.cleaned_data)
        except (NotFound, Forbidden):
            raise
        except DomainError as refusal:
            status = put_on(form, refusal, in_words)
        else:
            return done(request, item, labelled(name_of(item), done_text))
    elif request.method == "POST":
        status = 422
    elif not (may(by) or can_work_on(by, item)):
        raise Forbidden(_("Only the owner or an admin can do this."))
    return show_form(request, form, place_of(item), title=title, submit=submit, status=status)


def done(request: HttpRequest, item: WorkItem, text: str, *, undo: str = "") -> HttpResponse:
    """Said on the page that asked, whose live parts are fetched again at once."""
    return answering.done(request, place_of(item), text, undo=undo)


def told(request: HttpRequest, lead_id: str, refusal: DomainError) -> HttpResponse:
    """A refusal in a friendly sentence where the reader is, never on an error page."""
    return answering.told(request, reverse("lead", args=[lead_id]), refusal, in_words)


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
        case ErrorCode.MEMBER_RETIRED:
            return _("This person has left. Choose somebody else.")
    return _(refusal.message)


def place_of(item: WorkItem) -> Place:
    lead = item.queue_entry.lead
    return Place(lead.business_name, reverse("lead", args=[lead.public_id]), f"form-{lead.public_id}")


def name_of(item: WorkItem) -> str:
    return item.queue_entry.lead.business_name
