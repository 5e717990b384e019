"""A lead that serves itself: who it is, what has happened, and the way to a person."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.actors import actor_for_request
from accounts.web import requires_scope
from core import clock
from core.actor import Actor
from core.errors import DomainError, NotFound
from core.web.pages import once_for_form
from routing.actions.escalate_lead import escalate_lead
from routing.enums import Cohort
from routing.models import Lead
from routing.pages.answering import put_on
from routing.pages.forms import ReleaseForm
from routing.pages.panel import WRITE, contact_of, facts_of
from routing.pages.story import story_of
from routing.pages.work import WRITERS, in_words
from routing.policies import is_routing_admin
from routing.queries.leads import lead_without_entry


def shown(lead_id: str, by: Actor, at: datetime) -> dict[str, Any]:
    """What routing/lead_self_serve.html needs. Raises NotFound for what the reader may not see."""
    lead = lead_without_entry(lead_id, by=by)
    writes = by.may(WRITE) or is_routing_admin(by)
    return {
        "template": "routing/lead_self_serve.html",
        "id": lead.public_id,
        "url": reverse("lead", args=[lead.public_id]),
        "panel_url": reverse("lead_panel", args=[lead.public_id]),
        "name": lead.business_name,
        "cohort": str(Cohort(lead.cohort).label).capitalize(),
        "contact": contact_of(lead),
        "facts": facts_of(lead),
        "story": story_of(lead, by, at),
        "escalate_url": reverse("lead_escalate", args=[lead.public_id]) if writes else "",
    }


@requires_scope(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def escalate(request: HttpRequest, lead_id: str) -> HttpResponse:
    by = actor_for_request(request)
    lead, status = _escalatable(lead_id, by), 200
    form = ReleaseForm(request.POST or None, auto_id="escalate-%s")
    address = reverse("lead", args=[lead.public_id])

    def effect() -> str:
        escalate_lead(lead.pk, reason=form.cleaned_data["reason"], by=by, at=clock.now())
        return address

    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                once_for_form(request, by, effect)
            except DomainError as refusal:
                status = put_on(form, refusal, in_words)
            else:
                messages.success(request, _("%(name)s is in the queue now.") % {"name": lead.business_name})
                return redirect(address)
    form.begin()
    context = {
        "form": form,
        "title": _("Escalate"),
        "submit": _("Escalate it"),
        "name": lead.business_name,
        "slot": f"form-{lead.public_id}",
        "url": request.path,
        "back_url": address,
    }
    return render(request, "routing/lead_form.html", context, status=status)


def _escalatable(lead_id: str, by: Actor) -> Lead:
    """A lead that people work on anyway has no such page."""
    lead = lead_without_entry(lead_id, by=by)
    if lead.cohort != Cohort.SELF_SERVE:
        raise NotFound("lead")
    return lead
