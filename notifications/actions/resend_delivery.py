"""A person has ended deliveries sent once more."""

from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Case, F, Value, When

from core.actor import Actor
from core.clock import DatabaseNow
from core.errors import DomainError, ErrorCode
from events.hints import nudge
from events.publish import emit
from notifications import conf
from notifications.actions.notify import SEND_TASK
from notifications.enums import DeliveryState
from notifications.events import DeliveryRequeued
from notifications.models import Delivery
from notifications.models.delivery import DeliveryQuerySet

#: an end from which sending once more makes sense
RESENDABLE = (DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.UNKNOWN)


def resend_delivery(delivery: Delivery, *, by: Actor, at: datetime) -> Delivery:
    """It is queued again with all its tries. Emits delivery.requeued; the sender is nudged after commit.

    One that ended is sent as a new round, under a new key; an UNKNOWN one keeps its key, so that a provider that
    honours keys sends it only if it had not.
    Refused: INVALID_TRANSITION when it is on its way, withdrawn, expired or skipped, or is the bell's.
    """
    with transaction.atomic():
        if _requeue(Delivery.objects.filter(pk=delivery.pk, state__in=RESENDABLE), by=by, at=at) == 0:
            raise DomainError(
                ErrorCode.INVALID_TRANSITION,
                "Only a delivery that was sent, failed or has an unknown outcome can be sent once more.",
            )
    delivery.refresh_from_db()
    return delivery


def replay_dead(channel: str | None = None, *, by: Actor, at: datetime) -> int:
    """Everything that failed or ended unknown is queued again; returns how many. Emits delivery.requeued if any.

    channel  only this one, for instance after its provider came back
    """
    dead = Delivery.objects.dead()
    if channel is not None:
        dead = dead.filter(channel=channel)
    with transaction.atomic():
        return _requeue(dead, by=by, at=at)


def _requeue(chosen: DeliveryQuerySet, *, by: Actor, at: datetime) -> int:
    chosen = chosen.filter(notification__withdrawn_at=None).exclude(channel__in=conf.INSTANT)
    locked = list(chosen.select_for_update(of=("self",)).order_by("pk"))
    if not locked:
        return 0
    fresh: dict[str, Any] = {
        "state": DeliveryState.QUEUED,
        "reason": "",
        "attempts": 0,
        "next_try_at": DatabaseNow(),
        "sent_at": None,
        "provider_id": "",
        "round": F("round") + Case(When(state=DeliveryState.UNKNOWN, then=Value(0)), default=Value(1)),
    }
    Delivery.objects.filter(pk__in=[row.pk for row in locked]).update(**fresh)
    emit(DeliveryRequeued(delivery_ids=[row.public_id for row in locked]), by=by, at=at)
    transaction.on_commit(partial(nudge, SEND_TASK), robust=True)
    return len(locked)
