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
from core.errors import DomainError, Forbidden
from routing.actions.assign_lead import assign_lead
from routing.actions.close_work import reopen_work
from routing.actions.log_contact import log_contact
from routing.actions.park_work import park_work
from routing.actions.release_work import release_work
from routing.enums import AssignmentReason, CommunicationType
from routing.models import WorkItem
from routing.pages.acting import WRITERS, done, form_page, name_of, perform, told
from routing.pages.clocks import zone_name
from routing.pages.forms import AssignForm, ParkForm, ReleaseForm
from routing.pages.log_form import LogContactForm
from routing.policies import can_override_capacity, is_routing_admin
from routing.queries.entries import item_of_lead
from workforce.enums import Presence
from workforce.models import Staff
from workforce.queries import candidates


@requires_scope(*WRITERS)
@require_POST
def claim(request: HttpRequest, lead_id: str) -> HttpResponse:
    by = actor_for_request(request)

    def act(item: WorkItem, _data: dict[str, Any]) -> None:
        me = _account_executive(by.user_id)
        assign_lead(item, me, by=by, at=clock.now(), reason=AssignmentReason.MANUAL)

    try:
        item = perform(request, lead_id, by, act)
    except DomainError as refusal:
        return told(request, lead_id, refusal)
    return done(
        request, item, _("%(name)s is yours.") % {"name": name_of(item)}, undo=reverse("lead_release", args=[lead_id])
    )


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
    by = actor_for_request(request)

    def act(item: WorkItem, data: dict[str, Any]) -> None:
        release_work(item, reason=data["reason"], by=by, at=clock.now())

    form = ReleaseForm(request.POST or None, auto_id="release-%s")
    if request.method == "POST" and not request.POST:  # "Undo" in the message that follows a claim
        form = ReleaseForm({"reason": _("taken by mistake")})
    return form_page(
        request, lead_id, form, act, title=_("Release"), submit=_("Release it"), done_text=_("Back in the queue.")
    )


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
    by, at = actor_for_request(request), clock.now()
    people = _people(item_of_lead(lead_id, by=by))

    def act(item: WorkItem, data: dict[str, Any]) -> None:
        to = _account_executive(Staff.parse_id(data["to"]))
        reason = AssignmentReason.REASSIGNMENT if item.is_owned else AssignmentReason.MANUAL
        override = data.get("override_capacity", False)
        assign_lead(item, to, by=by, at=at, reason=reason, notes=data["notes"], override_capacity=override)

    form = AssignForm(request.POST or None, people=people, may_override=can_override_capacity(by), auto_id="assign-%s")
    title, submit = _("Assign"), _("Assign it")
    return form_page(
        request, lead_id, form, act, title=title, submit=submit, done_text=_("Assigned."), may=lambda _by: True
    )


@requires_scope(*WRITERS)
@require_POST
def reopen(request: HttpRequest, lead_id: str) -> HttpResponse:
    by = actor_for_request(request)

    def act(item: WorkItem, _data: dict[str, Any]) -> None:
        reopen_work(item, by=by, at=clock.now())

    try:
        item = perform(request, lead_id, by, act)
    except DomainError as refusal:
        return told(request, lead_id, refusal)
    return done(request, item, _("%(name)s is in the queue again.") % {"name": name_of(item)})


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
