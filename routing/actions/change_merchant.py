"""What is known of a merchant is corrected."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from core.actor import Actor
from core.errors import Invalid
from core.versions import refuse_stale
from events.publish import emit
from routing.actions._merchants import lock_merchant, store
from routing.actions._names import hold_names
from routing.actions.score_support import score_merchant
from routing.events import MerchantChanged
from routing.models import Merchant


@transaction.atomic
def change_merchant(
    merchant_id: UUID, facts: Mapping[str, Any], *, asked: frozenset[int] | None = None, by: Actor, at: datetime
) -> Merchant:
    """The merchant holds these facts now; what they leave out stays. Without a difference nothing happens.

    facts  values of Merchant's fields, those that follow from its steps apart
    asked  the versions that the change is meant for; None = any

    Its open needs are scored again when its cohort is another. Emits merchant.changed with the difference. Refuses
    another version (STALE_VERSION), and an email or external id that is another merchant's.
    """
    hold_names("merchant", facts)
    merchant = lock_merchant(merchant_id)
    refuse_stale(merchant.version, asked)
    before = {name: getattr(merchant, name) for name, value in facts.items() if getattr(merchant, name) != value}
    if not before:
        return merchant
    for name in before:
        setattr(merchant, name, facts[name])
    _refuse_names_of_others(merchant, before)
    store(merchant, before, at)
    emit(
        MerchantChanged(
            merchant_id=merchant.public_id,
            fields=sorted(before),
            before=before,
            after={name: facts[name] for name in before},
            version=merchant.version,
        ),
        by=by.on(merchant.journey_id),
        at=at,
    )
    if "cohort" in before:
        score_merchant(merchant, ["cohort"], by=by, at=at)
    return merchant


def _refuse_names_of_others(merchant: Merchant, changed: Mapping[str, Any]) -> None:
    others = Merchant.objects.exclude(pk=merchant.pk)
    problems = {}
    if "external_id" in changed and merchant.external_id and others.filter(external_id=merchant.external_id).exists():
        problems["external_id"] = ["Another merchant has this reference."]
    if "email" in changed and others.with_email(merchant.email).exists():
        problems["email"] = ["Another merchant has this address."]
    if problems:
        raise Invalid(problems)
