"""One way for everything that is done with a piece of work from a page: once, on the locked item, and refused in
words."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actors import actor_for_request
from accounts.enums import Role
from core.actor import Actor
from core.errors import DomainError, ErrorCode, Forbidden, NotFound
from core.web.pages import once_for_form
from routing.actions.assign_lead import assign_lead
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


@dataclass(frozen=True, slots=True, eq=False)
class Desk:
    """What pages need to know of a kind of work.

    find     (key, by=, lock=) → the item that the key in an address names; raises NotFound
    place    where its forms stand; its name is what people call it
    words    a refusal: what happened, and what to do now
    assign   (item, to, by=, at=, reason=, …): somebody gets it
    role     who can have it, and what is said to others
    release  the page that gives it back
    """

    find: Callable[..., WorkItem]
    place: Callable[[WorkItem], Place]
    words: Callable[[DomainError], str]
    assign: Callable[..., Any]
    role: Role
    not_one: Callable[[], str]
    release: str


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


def any_words(refusal: DomainError) -> str:
    """What is said alike whatever the work."""
    if refusal.code == ErrorCode.MEMBER_RETIRED:
        return _("This person has left. Choose somebody else.")
    return _(refusal.message)


LEADS = Desk(
    find=item_of_lead,
    place=place_of,
    words=in_words,
    assign=assign_lead,
    role=Role.AE,
    not_one=lambda: _("Only account executives have leads."),
    release="lead_release",
)


def perform(
    request: HttpRequest, key: str, by: Actor, act: Act, data: dict[str, Any] | None = None, *, desk: Desk = LEADS
) -> WorkItem:
    """The act, once for this very form, on the locked item; the item as it was when it was looked up."""
    item = desk.find(key, by=by)

    def effect() -> str:
        act(desk.find(key, by=by, lock=True), data or {})
        return desk.place(item).url

    once_for_form(request, by, effect)
    return item


def form_page(
    request: HttpRequest,
    key: str,
    form: WorkForm,
    act: Act,
    *,
    title: str,
    submit: str,
    done_text: str,
    may: Callable[[Actor], bool] = lambda _by: False,
    desk: Desk = LEADS,
) -> HttpResponse:
    """The form, or its effect. What a rule refuses stands on the form, with everything that was filled in.

    may  who may see the form beside the owner
    """
    by = actor_for_request(request)
    item, status = desk.find(key, by=by), 200
    if request.method == "POST" and form.is_valid():
        try:
            perform(request, key, by, act, form.cleaned_data, desk=desk)
        except (NotFound, Forbidden):
            raise
        except DomainError as refusal:
            status = put_on(form, refusal, desk.words)
        else:
            return answering.done(request, desk.place(item), labelled(desk.place(item).name, done_text))
    elif request.method == "POST":
        status = 422
    elif not (may(by) or can_work_on(by, item)):
        raise Forbidden(_("Only the owner or an admin can do this."))
    return show_form(request, form, desk.place(item), title=title, submit=submit, status=status)


def done(request: HttpRequest, item: WorkItem, text: str, *, undo: str = "") -> HttpResponse:
    """Said on the page that asked, whose live parts are fetched again at once."""
    return answering.done(request, place_of(item), text, undo=undo)


def told(request: HttpRequest, lead_id: str, refusal: DomainError) -> HttpResponse:
    """A refusal in a friendly sentence where the reader is, never on an error page."""
    return answering.told(request, reverse("lead", args=[lead_id]), refusal, in_words)


def name_of(item: WorkItem) -> str:
    return place_of(item).name
