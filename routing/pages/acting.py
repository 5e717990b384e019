"""One way for everything that is done with a piece of work from a page: once, on the locked item, and refused in
words."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts.actors import actor_for_request
from accounts.enums import Role
from core.actor import Actor
from core.errors import DomainError, ErrorCode, Forbidden, NotFound
from core.web.pages import once_for_form
from routing.models import WorkItem
from routing.pages import answering
from routing.pages.answering import Place, put_on, show_form
from routing.pages.clocks import labelled
from routing.pages.forms import WorkForm
from routing.policies import can_work_on

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


def any_words(refusal: DomainError) -> str:
    """What is said alike whatever the work."""
    if refusal.code == ErrorCode.MEMBER_RETIRED:
        return _("This person has left. Choose somebody else.")
    return _(refusal.message)


def perform(
    request: HttpRequest, key: str, by: Actor, act: Act, desk: Desk, data: dict[str, Any] | None = None
) -> None:
    """The act, once for this very form, on the locked item."""
    item = desk.find(key, by=by)

    def effect() -> str:
        act(desk.find(key, by=by, lock=True), data or {})
        return desk.place(item).url

    once_for_form(request, by, effect)


def form_page(
    request: HttpRequest,
    key: str,
    form: WorkForm,
    act: Act,
    desk: Desk,
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
    item, status = desk.find(key, by=by), 200
    place = desk.place(item)
    if request.method == "POST" and form.is_valid():
        try:
            perform(request, key, by, act, desk, form.cleaned_data)
        except (NotFound, Forbidden):
            raise
        except DomainError as refusal:
            status = put_on(form, refusal, desk.words)
        else:
            return answering.done(request, place, labelled(place.name, done_text))
    elif request.method == "POST":
        status = 422
    elif not (may(by) or can_work_on(by, item)):
        raise Forbidden(_("Only the owner or an admin can do this."))
    return show_form(request, form, place, title=title, submit=submit, status=status)
