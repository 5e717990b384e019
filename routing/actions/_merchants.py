"""What the verbs for merchants share: holding one, and storing what is another now."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from core.errors import NotFound
from routing.models import Merchant


def lock_merchant(merchant_id: UUID) -> Merchant:
    """The merchant as it is, held until the end of the transaction. Raises NotFound."""
    merchant = Merchant.objects.select_for_update(of=("self",)).filter(pk=merchant_id).first()
    if merchant is None:
        raise NotFound("merchant")
    return merchant


def store(merchant: Merchant, fields: Iterable[str], at: datetime) -> None:
    """These fields are another since `at`: so there is a new version."""
    merchant.updated_at, merchant.version = at, merchant.version + 1
    merchant.save(update_fields=[*fields, "updated_at", "version"])
