"""What the search field finds of routing: leads and whose they are, merchants and how far they have come."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.scopes import Scope
from core.actor import Actor
from core.web.finds import Find, finder
from routing.enums import LEAD_STATUS, State
from routing.models import Lead, Merchant
from routing.queries.lead_search import FoundLead, find_leads
from routing.queries.merchant_search import find_merchants


@finder("leads", lambda: _("Leads"), order=10)
def leads(text: str, by: Actor, limit: int) -> list[Find]:
    if not by.may(Scope.AE_QUEUE_READ, Scope.ADMIN_ROUTING):
        return []
    return [_lead(lead) for lead in find_leads(text, by=by, limit=limit)]


def _lead(lead: FoundLead) -> Find:
    state = State(lead.state)
    standing = state.label if state == State.PARKED else LEAD_STATUS[state].label
    parts = (lead.contact_name, str(standing), lead.owner or lead.team, lead.email)
    url = reverse("lead", args=[Lead(pk=lead.lead_id).public_id])
    return Find(lead.business_name, url, "briefcase", " · ".join(part for part in parts if part))


@finder("merchants", lambda: _("Merchants"), order=11)
def merchants(text: str, by: Actor, limit: int) -> list[Find]:
    if not by.may(Scope.IC_QUEUE_READ, Scope.ADMIN_ROUTING):
        return []
    return [_merchant(merchant) for merchant in find_merchants(text, by=by, limit=limit)]


def _merchant(merchant: Merchant) -> Find:
    step = _("step %(n)s, %(name)s") % {"n": merchant.current_step_id, "name": _(merchant.current_step.name)}
    parts = (merchant.contact_name, step, merchant.mail_to)
    url = reverse("merchant", args=[merchant.public_id])
    return Find(merchant.business_name, url, "building-store", " · ".join(part for part in parts if part))
