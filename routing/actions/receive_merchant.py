"""A business is to be set up. It may have been a lead, and it may be one that is already here."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from core.actor import Actor
from core.errors import Invalid
from events.publish import emit
from routing.actions._merchants import store
from routing.actions._names import hold_names
from routing.enums import SetupStatus
from routing.events import MerchantReceived
from routing.models import Lead, Merchant, MerchantStep, OnboardingStep

#: what a merchant takes over from the lead it was, unless it is told otherwise
FROM_LEAD = (
    "email", "business_name", "business_category", "contact_name", "contact_phone", "contact_email",
    "preferred_contact_method", "cohort", "region", "language",
)  # fmt: skip
#: what it cannot be without → what the caller calls it
REQUIRED = {"email": "email", "business_name": "business_name", "contact_name": "contact.name", "cohort": "cohort"}


@transaction.atomic
def receive_merchant(
    facts: Mapping[str, Any], *, lead: Lead | None = None, step: int | None = None, by: Actor, at: datetime
) -> tuple[Merchant, bool]:
    """The merchant is stored and stands at `step`; returns it, and whether it is new.

    facts  values of Merchant's fields
    lead   what it was before: what the facts leave out is taken from it, and its journey goes on
    step   number of the step it is at; those before it are done. None: the first

    One that is here already (same external id or email) is that merchant: empty fields are filled, the rest stays.
    Two at the same instant are taken one after the other. Emits merchant.received for a new one. Refuses (422) a
    merchant without email, business name, contact or cohort.
    """
    told = {name: getattr(lead, name) for name in FROM_LEAD} if lead else {}
    told |= {name: value for name, value in facts.items() if value not in (None, "")}
    if missing := [wire for name, wire in REQUIRED.items() if not told.get(name)]:
        raise Invalid({wire: ["Is required where no lead_id has it."] for wire in missing})
    hold_names("merchant", told)
    standing = _standing(told["email"], told.get("external_id"))
    if standing is not None:
        _fill(standing, told, at)
        return standing, False
    steps = list(OnboardingStep.objects.all())
    current = next((one for one in steps if one.number == step), None) if step else steps[0]
    if current is None:
        raise Invalid({"current_step": [f"Is not one of the steps 1 to {steps[-1].number}."]})
    done = [one for one in steps if one.number < current.number]
    merchant = Merchant.objects.create(
        **told,
        lead=lead,
        current_step=current,
        step_started_at=at,
        completion=sum(one.share for one in done),
        journey_id=lead.journey_id if lead else by.journey_id,
        created_at=at,
        updated_at=at,
    )
    MerchantStep.objects.bulk_create(
        [
            *(MerchantStep(merchant=merchant, step=one, status=SetupStatus.COMPLETED, completed_at=at) for one in done),
            MerchantStep(merchant=merchant, step=current, status=SetupStatus.IN_PROGRESS, started_at=at),
        ]
    )
    emit(_received(merchant), by=by.on(merchant.journey_id), at=at)
    return merchant, True


def _standing(email: str, external_id: str | None) -> Merchant | None:
    """By external id, else by email."""
    merchants = Merchant.objects.select_for_update(of=("self",))
    found = merchants.filter(external_id=external_id).first() if external_id else None
    return found or merchants.with_email(email).first()


def _fill(merchant: Merchant, told: Mapping[str, Any], at: datetime) -> None:
    empty = [name for name, value in told.items() if value and getattr(merchant, name) in (None, "")]
    for name in empty:
        setattr(merchant, name, told[name])
    if empty:
        store(merchant, empty, at)


def _received(merchant: Merchant) -> MerchantReceived:
    return MerchantReceived(
        merchant_id=merchant.public_id,
        business_name=merchant.business_name,
        email=merchant.email,
        contact_name=merchant.contact_name,
        cohort=merchant.cohort,
        lead_id=merchant.lead.public_id if merchant.lead else "",
    )
