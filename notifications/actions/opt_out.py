"""An address does not want to be written to any more, or wants to again."""

from datetime import datetime

from django.db import transaction

from core.actor import SYSTEM, Actor
from events.publish import emit
from notifications.events import AddressReleased, AddressSuppressed
from notifications.models import Suppression


def opt_out(channel: str, address: str, *, why: str, by: Actor = SYSTEM, at: datetime) -> bool:
    """Nothing goes there over that channel from now on; what waits is skipped when its turn comes.

    Emits address.suppressed the first time; False when it was so already.
    """
    with transaction.atomic():
        row = Suppression(channel=channel, address=address, why=why[:200], created_at=at)
        Suppression.objects.bulk_create([row], ignore_conflicts=True)
        mine = Suppression.objects.filter(channel=channel, address=address, created_at=at).exists()
        if mine:
            emit(AddressSuppressed(channel=channel, address=address), by=by, at=at)
    return mine


def opt_in(channel: str, address: str, *, by: Actor = SYSTEM, at: datetime) -> bool:
    """The address may be written to again. Emits address.released; False when it was not suppressed."""
    with transaction.atomic():
        gone, _ = Suppression.objects.filter(channel=channel, address=address).delete()
        if gone:
            emit(AddressReleased(channel=channel, address=address), by=by, at=at)
    return gone > 0
