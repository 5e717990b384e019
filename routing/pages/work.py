"""What is done with a lead from a page: claim, assign, release, log a contact, park, reopen."""

import json
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actors import actor_for_request
from accounts.enums import Role
from accounts.web import requires_scope, safe_next
from core import clock
from core.actor import Actor
from core.errors import DomainError, ErrorCode, Forbidden, Invalid, NotFound
from core.web.pages import once_for_form
from routing.actions.assign_lead import assign_lead
from routing.actions.close_work import reopen_work
from routing.actions.log_contact import log_contact
from routing.actions.park_work import park_work
from routing.actions.release_work import release_work
from routing.conf import ADMIN_SCOPE
from routing.enums import AssignmentReason
from routing.models import WorkItem
from routing.pages.clocks import labelled, zone_name
from routing.pages.forms import AssignForm, ParkForm, ReleaseForm, WorkForm
from routing.pages.log_form import LogContactForm
from routing.policies import can_override_capacity, can_work_on, is_routing_admin
from routing.queries.entries import item_of_lead
from workforce.enums import Presence
from workforce.models import Staff
from workforce.queries import candidates

WRITERS = ("ae:queue:assign", ADMIN_SCOPE)
Act = Callable[[WorkItem, dict[str, Any]], None]


@requires_scope(*WRITERS)
@require_POST
def claim(request: HttpRequest, lead_id: str) -> HttpResponse:
    by = actor_for_request(request)

    def act(item: WorkItem, _data: dict[str, Any]) -> None:
        me = _account_executive(by.user_id)
        assign_lead(item, me, by=by, at=clock.now(), reason=AssignmentReason.MANUAL)

    try:
        item = _perform(request, lead_id, by, act)
    except DomainError as refusal:
        return _told(request, lead_id, refusal)
    return _done(
        request, item, _("%(name)s is yours.") % {"name": _name(item)}, undo=reverse("lead_release", args=[lead_id])
    )


@requires_scope(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def log(request: HttpRequest, lead_id: str) -> HttpResponse:
    by = actor_for_request(request)

    def act(item: WorkItem, _data: dict[str, Any]) -> None:
        log_contact(item, form.facts(), by=by, at=clock.now())

    form = LogContactForm(request.POST or None, auto_id="log-%s")
    return _form(request, lead_id, form, act, title=_("Log a contact"), submit=_("Log it"), done=_("Logged."))


@requires_scope(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def release(request: HttpRequest, lead_id: str) -> HttpResponse:
    by = actor_for_request(request)

    def act(item: WorkItem, data: dict[str, Any]) -> None:
        release_work(item, reason=data["reason"], by=by, at=clock.now())

    form = ReleaseForm(request.POST or None, auto_id="release-%s")
    if request.method == "POST" and not request.POST:  # "Undo" in the message that follows a claim
        form = ReleaseForm({"reason": _("taken by mistake")})
    return _form(request, lead_id, form, act, title=_("Release"), submit=_("Release it"), done=_("Back in the queue."))


@requires_scope(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def park(request: HttpRequest, lead_id: str) -> HttpResponse:
    by = actor_for_request(request)

    def act(item: WorkItem, data: dict[str, Any]) -> None:
        park_work(item, until=data["until"], reason=data["reason"], by=by, at=clock.now())

    form = ParkForm(request.POST or None, zone=zone_name(), auto_id="park-%s")
    may = is_routing_admin
    return _form(request, lead_id, form, act, title=_("Park"), submit=_("Park it"), done=_("Parked."), may=may)


@requires_scope(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def assign(request: HttpRequest, lead_id: str) -> HttpResponse:
    by, at = actor_for_request(request), clock.now()
    people = _people(item_of_lead(lead_id, by=by))

    def act(item: WorkItem, data: dict[str, Any]) -> None:
        to = _account_executive(Staff.parse_id(data["to"]))
        reason = AssignmentReason.REASSIGNMENT if item.is_owned else AssignmentReason.MANUAL
        override = data.get("override_capacity", False)
        assign_lead(item, to, by=by, at=at, reason=reason, notes=data["notes"], override_capacity=override)

    form = AssignForm(request.POST or None, people=people, may_override=can_override_capacity(by), auto_id="assign-%s")
    title, submit = _("Assign"), _("Assign it")
    return _form(request, lead_id, form, act, title=title, submit=submit, done=_("Assigned."), may=lambda _by: True)


@requires_scope(*WRITERS)
@require_POST
def reopen(request: HttpRequest, lead_id: str) -> HttpResponse:
    by = actor_for_request(request)

    def act(item: WorkItem, _data: dict[str, Any]) -> None:
        reopen_work(item, by=by, at=clock.now())

    try:
        item = _perform(request, lead_id, by, act)
    except DomainError as refusal:
        return _told(request, lead_id, refusal)
    return _done(request, item, _("%(name)s is in the queue again.") % {"name": _name(item)})


# -- one way for all of them -------------------------------------------------------------------------


def _perform(request: HttpRequest, lead_id: str, by: Actor, act: Act, data: dict[str, Any] | None = None) -> WorkItem:
    """The act, once for this very form, on the locked item; the item as it was when it was looked up."""
    item = item_of_lead(lead_id, by=by)

    def effect() -> str:
        act(item_of_lead(lead_id, by=by, lock=True), data or {})
        return reverse("lead", args=[lead_id])

    once_for_form(request, by, effect)
    return item


def _form(
    request: HttpRequest,
    lead_id: str,
    form: WorkForm,
    act: Act,
    *,
    title: str,
    submit: str,
    done: str,
    may: Callable[[Actor], bool] = lambda _by: False,
) -> HttpResponse:
    """The form, or its effect. What a rule refuses stands on the form, with everything that was filled in.

    may  who may see the form beside the owner
    """
    by = actor_for_request(request)
    item, status = item_of_lead(lead_id, by=by), 200
    if request.method == "POST" and form.is_valid():
        try:
            _perform(request, lead_id, by, act, form.cleaned_data)
        except (NotFound, Forbidden):
            raise
        except DomainError as refusal:
            status = _put_on(form, refusal)
        else:
            return _done(request, item, labelled(_name(item), done))
    elif request.method == "POST":
        status = 422
    elif not (may(by) or can_work_on(by, item)):
        raise Forbidden(_("Only the owner or an admin can do this."))
    form.begin()
    context = {
        "form": form,
        "title": title,
        "submit": submit,
        "name": _name(item),
        "slot": f"form-{lead_id}",
        "url": request.path,
        "lead_url": reverse("lead", args=[lead_id]),
        "next": safe_next(request) if "next" in request.GET or "next" in request.POST else "",
    }
    part = "#form" if request.htmx else ""  # type: ignore[attr-defined]
    return render(request, f"routing/lead_form.html{part}", context, status=status)


def _put_on(form: forms.Form, refusal: DomainError) -> int:
    if isinstance(refusal, Invalid):
        for name, texts in refusal.details.items():
            form.add_error(name if name in form.fields else None, [_(text) for text in texts])
    else:
        form.add_error(None, _sentence(refusal))
    return refusal.status if refusal.status in (409, 422) else 422


def _done(request: HttpRequest, item: WorkItem, text: str, *, undo: str = "") -> HttpResponse:
    """Said on the page that asked, whose live parts are fetched again at once."""
    if request.htmx:  # type: ignore[attr-defined]
        toast = {"text": text, "level": "success"} | ({"undo_url": undo} if undo else {})
        return _said(toast, 200)
    messages.success(request, text)
    return redirect(_back(request, item.queue_entry.lead.public_id))


def _told(request: HttpRequest, lead_id: str, refusal: DomainError) -> HttpResponse:
    """A refusal in a friendly sentence where the reader is, never on an error page."""
    if isinstance(refusal, NotFound | Forbidden) and refusal.status != 409:
        raise refusal
    if request.htmx:  # type: ignore[attr-defined]
        return _said({"text": _sentence(refusal), "level": "warning"}, refusal.status)
    messages.warning(request, _sentence(refusal))
    return redirect(_back(request, lead_id))


def _said(toast: dict[str, str], status: int) -> HttpResponse:
    answer = HttpResponse(status=status)
    # told to the page, not to the form: a live update may have replaced the form before this answer comes
    answer["HX-Trigger"] = json.dumps({"toast": toast | {"target": "body"}, "refetch": {"target": "body"}})
    return answer


def _sentence(refusal: DomainError) -> str:
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
        case ErrorCode.MEMBER_RETIRED:
            return _("This person has left. Choose somebody else.")
    return _(refusal.message)


def _back(request: HttpRequest, lead_id: str) -> str:
    return safe_next(request) if "next" in request.POST else reverse("lead", args=[lead_id])


def _account_executive(key: Any) -> Staff:
    staff = Staff.objects.with_person().filter(pk=key, user__roles__contains=[Role.AE]).first() if key else None
    if staff is None:
        raise Forbidden(_("Only account executives have leads."))
    return staff


def _people(item: WorkItem) -> list[tuple[str, str]]:
    """The team's account executives with their load, the lightest first."""
    rows = candidates(item.queue, clock.now(), team_ids=[item.team_id])
    rows.sort(key=lambda row: (row.taken, row.name))
    return [
        (
            row.public_id,
            _("%(name)s: %(taken)s of %(places)s, %(presence)s")
            % {
                "name": row.name,
                "taken": row.taken,
                "places": row.places,
                "presence": Presence(row.presence).label.lower(),
            },
        )
        for row in rows
        if row.staff_id != item.owner_id
    ]


def _name(item: WorkItem) -> str:
    return item.queue_entry.lead.business_name
