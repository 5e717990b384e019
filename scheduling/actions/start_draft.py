"""Somebody begins to ask for a call."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import Customer
from core.ids import new_id
from core.locks import advisory_lock
from scheduling import conf
from scheduling.models import CallDraft
from scheduling.rules.wizard import Step, first_open


@transaction.atomic
def start_draft(customer: Customer | None, known: Mapping[str, Any], *, at: datetime) -> CallDraft:
    """A draft with what is known of the reader already. A customer's own, when they have one that counts: it goes on
    where it was, on whatever device."""
    if customer is not None:
        advisory_lock("call draft", customer.pk)
        mine = CallDraft.objects.filter(customer=customer, call=None)
        if (found := mine.filter(expires_at__gt=at).first()) is not None:
            return found
        mine.delete()
    said = {"passed": [Step.START]} | dict(known)
    return CallDraft.objects.create(
        customer=customer,
        said=said,
        step=first_open(said, guest=customer is None, has_place=True, at=at),
        journey_id=new_id(),
        created_at=at,
        updated_at=at,
        expires_at=at + conf.DRAFT_LASTS,
    )
