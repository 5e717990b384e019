"""Write down what a try came to; only the holder of the lease's token may."""

import logging
import random
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from core.actor import SYSTEM
from core.clock import DatabaseNow
from events.publish import emit
from notifications import conf
from notifications.actions.opt_out import opt_out
from notifications.enums import Channel, DeliveryState, Reason
from notifications.events import DeliverySettled
from notifications.messages import MESSAGES
from notifications.models import Delivery, DeliveryAttempt, DeliveryReport, Notification
from notifications.ports import Outcome
from notifications.rules.after_try import Verdict, after_try
from notifications.rules.later_word import later_word

log = logging.getLogger(__name__)

ANSWER_LENGTH = 2000
ABANDONED = Outcome.unknown("The sender did not come back.")
BATCH = 200


def settle_delivery(delivery: Delivery, outcome: Outcome, *, at: datetime) -> Verdict | None:
    """SENT, queued for another try, or ended visibly (FAILED, UNKNOWN), by rules.after_try.

    What the provider has reported meanwhile counts too (rules.later_word). An address that opted out is written to
    no more. Emits delivery.settled when it has ended.

    None: the lease had run out and somebody else decides; only the try's own record tells what we know.
    """
    with transaction.atomic():
        _record(delivery, outcome, at)
        verdict = _apply(delivery, outcome, at)
        if verdict is not None:
            apply_reports(delivery, at=at)
            _close_if_withdrawn(delivery)
        if outcome.opted_out:
            opt_out(delivery.channel, delivery.address, why=outcome.answer, at=at)
    if verdict is None:
        log.warning("lease_lost", extra={"delivery": delivery.public_id, "outcome": outcome.result})
    return verdict


def release_abandoned(*, at: datetime) -> int:
    """Decide for senders that did not come back in time: their tries are UNKNOWN. Returns how many there were."""
    with transaction.atomic():
        found = list(
            Delivery.objects.abandoned()
            .select_for_update(skip_locked=True, of=("self",))
            .select_related("notification")
            .order_by("lease_until")[:BATCH]
        )
        for delivery in found:
            _record(delivery, ABANDONED, at)
            _apply(delivery, ABANDONED, at)
            apply_reports(delivery, at=at)
    return len(found)


def apply_reports(delivery: Delivery, *, at: datetime) -> None:
    """Inside the transaction that holds the delivery's row: it is what the furthest report of this round says."""
    reports = DeliveryReport.objects.filter(delivery=delivery, round=delivery.round).order_by("id")
    heard = {report.state: report for report in reports}
    state = later_word(delivery.state, heard)  # type: ignore[arg-type]  # the enum's values
    if state is None:
        return
    report = heard[state]
    reason = Reason.NOT_DELIVERED if state == DeliveryState.FAILED else ""
    end(delivery, DeliveryState(state), reason, at=at, provider_id=report.provider_id)


def _record(delivery: Delivery, outcome: Outcome, at: datetime) -> None:
    assert delivery.lease_token is not None  # it was claimed
    this_try = DeliveryAttempt.objects.filter(token=delivery.lease_token)
    this_try.update(ended_at=at, outcome=outcome.result, answer=outcome.answer[:ANSWER_LENGTH])


def _apply(delivery: Delivery, outcome: Outcome, at: datetime) -> Verdict | None:
    message = MESSAGES.get(delivery.notification.kind)
    verdict = after_try(
        outcome.result,
        attempts=delivery.attempts,
        retryable=outcome.retryable,
        repeat_when_unknown=message is not None and message.repeat_when_unknown,
        waits=conf.WAITS,
        jitter=conf.JITTER,
        draw=random.uniform(-1, 1),  # noqa: S311  (spreads the load, guards nothing)
    )
    if verdict.wait is None and delivery.is_closing:
        mine = end(delivery, DeliveryState.WITHDRAWN, Reason.NO_LONGER_NEEDED, at=at)
    elif verdict.wait is None:
        reason = Reason.OPTED_OUT if outcome.opted_out else verdict.reason
        mine = end(delivery, DeliveryState(verdict.state), reason, at=at, provider_id=outcome.provider_id)
    else:
        # a sender that vanished has cost a lease already: its repeat is due at once
        wait = timedelta(0) if outcome is ABANDONED else max(verdict.wait, outcome.not_before)
        mine = _write(delivery, state=DeliveryState.QUEUED, next_try_at=DatabaseNow() + wait)
    return verdict if mine else None


def _close_if_withdrawn(delivery: Delivery) -> None:
    """A push that arrived while it was being withdrawn is taken away again, as withdraw() does with those before it."""
    if delivery.channel != Channel.PUSH or delivery.state != DeliveryState.SENT:
        return
    gone = Notification.objects.filter(pk=delivery.notification_id, withdrawn_at__isnull=False, read_at=None)
    if gone.exists():
        _write(delivery, state=DeliveryState.QUEUED, attempts=0, round=delivery.round + 1, next_try_at=DatabaseNow())


def end(delivery: Delivery, state: DeliveryState, reason: str, *, at: datetime, provider_id: str = "") -> bool:
    """The delivery has come to an end. Emits delivery.settled; False, and nothing changed, when the lease was lost."""
    known: dict[str, Any] = {}
    if provider_id:
        known = {"sent_at": delivery.sent_at or at, "provider_id": provider_id}
    if not _write(delivery, state=state, reason=reason, next_try_at=None, **known):
        return False
    notification = delivery.notification
    settled = DeliverySettled(
        delivery_id=delivery.public_id,
        notification_id=notification.public_id,
        recipient_id=notification.recipient_public_id,
        kind=notification.kind,
        channel=delivery.channel,
        state=state,
        reason=reason,
    )
    emit(settled, by=SYSTEM.on(notification.journey_id), at=at)
    return True


def _write(delivery: Delivery, **values: Any) -> bool:
    mine = Delivery.objects.filter(pk=delivery.pk, lease_token=delivery.lease_token)
    values |= {"lease_token": None, "lease_until": None}
    if mine.update(**values) == 0:
        return False
    for name, value in values.items():
        setattr(delivery, name, value)
    return True
