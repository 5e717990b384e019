"""Merchants that somebody may see, and their needs."""

from datetime import datetime
from typing import Any

from core.actor import Actor
from core.errors import NotFound
from routing.enums import Queue, SetupStatus
from routing.models import IcEntry, Merchant, MerchantStep, WorkItem
from routing.models.merchant import MerchantQuerySet
from routing.queries.ic_entry_json import ic_entry_as_json
from routing.queries.ic_queue import MERCHANTS
from routing.queries.line import rows_of, sees_everything, visible_to
from routing.rules.cohorts import PLANS


def visible_merchants(by: Actor, *, to_help: bool = False) -> MerchantQuerySet:
    """Admins and systems see all; members those who need, or needed, help of their teams or their own.

    to_help  to ask for help for: whoever can name one may
    """
    if sees_everything(by) or to_help:
        return Merchant.objects.all()
    seen = visible_to(Queue.IC, by, team_view=True)
    return Merchant.objects.filter(pk__in=IcEntry.objects.filter(work_item__in=seen).values("merchant"))


def merchant_for(merchant_id: str, *, by: Actor) -> Merchant:
    """Raises NotFound, for what is not there and what is not for the caller alike."""
    key = Merchant.parse_id(merchant_id)
    found = visible_merchants(by).shown().filter(pk=key).first() if key is not None else None
    if found is None:
        raise NotFound("merchant")
    return found


def item_of_entry(entry_id: str, *, by: Actor, lock: bool = False) -> WorkItem:
    """The work item of a queue entry, or of a merchant: then its most urgent open one, else its latest.

    lock  hold the row until the end of the transaction, for an action

    Raises NotFound, for what is not there and what is not for the caller alike.
    """
    items = visible_to(Queue.IC, by, team_view=True)
    if (key := IcEntry.parse_id(entry_id)) is not None:
        items = items.filter(ic_entry=key)
    elif (key := Merchant.parse_id(entry_id)) is not None:
        items = items.filter(ic_entry__merchant=key).order_by("-ic_entry__is_open", "-score", "-id")
    else:
        raise NotFound("merchant in the queue")
    items = items.locked() if lock else items.select_related("team", "owner__user", "ic_entry__merchant")
    found = items.first()
    if found is None:
        raise NotFound("merchant in the queue")
    return found


def merchants_as_json(merchants: list[Merchant], at: datetime) -> list[dict[str, Any]]:
    """Each with its steps and its open needs. Two queries, however many."""
    items = WorkItem.objects.filter(ic_entry__merchant__in=merchants, ic_entry__is_open=True).order_by("queued_at")
    entries: dict[str, list[dict[str, Any]]] = {}
    for row in rows_of(MERCHANTS, items, at):
        shown = ic_entry_as_json(row, at)
        entries.setdefault(shown["merchant_id"], []).append(shown)
    return [_as_json(merchant, entries.get(merchant.public_id, [])) for merchant in merchants]


def _as_json(merchant: Merchant, entries: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "merchant_id": merchant.public_id,
        "external_id": merchant.external_id,
        "lead_id": merchant.lead.public_id if merchant.lead else None,
        "email": merchant.email,
        "business_name": merchant.business_name,
        "business_category": merchant.business_category or None,
        "contact": {
            "name": merchant.contact_name,
            "phone": merchant.contact_phone or None,
            "email": merchant.mail_to,
            "preferred_contact_method": merchant.preferred_contact_method or None,
        },
        "cohort": {"type": merchant.cohort, "setup_plan": PLANS[merchant.cohort][1]},
        "region": merchant.region or None,
        "language": merchant.language or None,
        "timezone": merchant.zone or None,
        "onboarding": {
            "journey_status": merchant.journey_status,
            "current_step": merchant.current_step_id,
            "step_name": merchant.current_step.name,
            "step_started_at": merchant.step_started_at,
            "completion_percentage": merchant.completion,
            "steps": [_step(one) for one in merchant.steps.all()],
        },
        "queue_entries": entries,
        "created_at": merchant.created_at,
        "updated_at": merchant.updated_at,
        "version": merchant.version,
    }


def _step(step: MerchantStep) -> dict[str, Any]:
    return {
        "step_number": step.step_id,
        "step_name": step.step.name,
        "status": SetupStatus(step.status).value,
        "started_at": step.started_at,
        "completed_at": step.completed_at,
    }
