"""What exceeded a person's mails of the day goes out as one."""

from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import Min

from core.clock import DatabaseNow
from events.hints import nudge
from notifications.actions.notify import SEND_TASK
from notifications.enums import DeliveryState
from notifications.models import Delivery
from notifications.queries.attention import attention

#: subjects that one digest names; the bell has them all
NAMED = 50


def send_digests(*, at: datetime) -> int:
    """Everybody whose first held mail is older than the policy's digest_minutes gets one mail; returns how many.

    It is the newest held message, which names the others. What was read or withdrawn meanwhile is not in it; when
    nothing is left, no mail goes out. Run by two at once, each person's digest goes out once.
    """
    oldest = at - timedelta(minutes=attention().digest_minutes)
    people = Delivery.objects.held().values_list("notification__recipient").annotate(first=Min("created_at"))
    ready = people.filter(first__lte=oldest).order_by("first").values_list("notification__recipient", flat=True)
    return sum(_send(recipient_id) for recipient_id in list(ready))


def _send(recipient_id: UUID) -> bool:
    with transaction.atomic():
        held = Delivery.objects.held().filter(notification__recipient=recipient_id).order_by("pk")
        rows = list(held.select_for_update(of=("self",), skip_locked=True).select_related("notification"))
        wanted = [row for row in rows if row.notification.withdrawn_at is None and row.notification.read_at is None]
        carrier = wanted[-1] if wanted else None
        named = carrier.public_id if carrier else "nothing"
        Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(provider_id=named)
        if carrier is None:
            return False
        others = [row.notification.subject for row in reversed(wanted[:-1])]
        if others:
            notification = carrier.notification
            notification.overrides |= {"digest": others[:NAMED], "digest_count": len(wanted)}
            notification.save(update_fields=["overrides"])
        Delivery.objects.filter(pk=carrier.pk).update(
            state=DeliveryState.QUEUED, reason="", provider_id="", next_try_at=DatabaseNow()
        )
        transaction.on_commit(partial(nudge, SEND_TASK), robust=True)
    return True
