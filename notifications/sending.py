"""Bring due deliveries out: claim, send outside any transaction, settle. Any number of senders may run at once."""

import logging

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock
from core.trace import Trace, bound
from notifications import conf
from notifications.actions import claim_delivery, release_abandoned, settle_delivery
from notifications.carriers import carrier_of
from notifications.enums import Channel, DeliveryState
from notifications.messages import message_of
from notifications.metrics import DELIVERIES
from notifications.models import Delivery, Notification
from notifications.ports import Carrier, Outcome
from notifications.rendering import Rendered, renderer

log = logging.getLogger(__name__)


def send_due(channel: str, carrier: Carrier | None = None, *, limit: int = conf.RUN_LIMIT) -> int:
    """Send what is due on a channel, oldest first; returns how many tries were made.

    Ends early when the provider does not answer several times in a row: the rest keeps its tries for a later run.
    """
    release_abandoned(at=clock.now())
    carrier = carrier or carrier_of(channel)
    tries = silent = 0
    try:
        while tries < limit and silent < conf.DOWN_AFTER:
            delivery = claim_delivery(channel, at=clock.now())
            if delivery is None:
                break
            if delivery.state != DeliveryState.SENDING:
                continue  # nobody needs it any more
            outcome = _try(carrier, delivery)
            tries += 1
            silent = silent + 1 if outcome.down else 0
    finally:
        carrier.close()
    return tries


def _try(carrier: Carrier, delivery: Delivery) -> Outcome:
    with bound(Trace(journey_id=delivery.notification.journey_id)):
        outcome = _carried(carrier, delivery)
        settle_delivery(delivery, outcome, at=clock.now())
    DELIVERIES.labels(delivery.channel, outcome.result).inc()
    return outcome


def _carried(carrier: Carrier, delivery: Delivery) -> Outcome:
    try:
        message = rendered(delivery)
    except Exception as problem:
        log.exception("message_not_rendered", extra={"delivery": delivery.public_id})
        return Outcome.failed(f"Could not be written: {problem!r}", retryable=False)
    try:
        return carrier.send(delivery, message)
    except Exception as problem:
        log.exception("carrier_failed", extra={"delivery": delivery.public_id})
        return Outcome.unknown(repr(problem))


def rendered(delivery: Delivery) -> Rendered:
    """The delivery's message in its reader's words."""
    notification = delivery.notification
    reader = notification.reader
    subject, note = notification.subject, notification.overriding("custom_message")
    if "digest" in notification.overrides and delivery.channel == Channel.EMAIL:
        subject, note = _digest(notification, reader.language)
    return renderer().render(
        message_of(notification.kind, notification.context),
        reader,
        priority=notification.priority,
        subject=subject,
        custom_message=note,
    )


def _digest(notification: Notification, language: str) -> tuple[str, str]:
    """A mail that stands for several: their number, and what the others are about."""
    count = notification.overrides["digest_count"]
    with translation.override(language):
        subject = ngettext("%(count)d message: %(first)s", "%(count)d messages: %(first)s", count)
        lines = [_("These came as well; all of them are in your bell:"), *notification.overrides["digest"]]
    return subject % {"count": count, "first": notification.subject}, "\n".join(lines)
