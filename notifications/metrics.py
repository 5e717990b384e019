"""What /metrics says about messages."""

from collections.abc import Iterable

from prometheus_client import Counter

from core import clock
from core.metrics import REGISTRY, gauge_source
from notifications.enums import DeliveryState
from notifications.models import Delivery

DELIVERIES = Counter(
    "switchboard_delivery_tries_total",
    "Tries to deliver a message, by channel and outcome.",
    ["channel", "outcome"],
    registry=REGISTRY,
)


@gauge_source("switchboard_delivery_lateness_seconds", "How long the oldest due delivery has been waiting.")
def delivery_lateness() -> float:
    waiting = Delivery.objects.filter(state=DeliveryState.QUEUED).order_by("next_try_at")
    oldest = waiting.values_list("next_try_at", flat=True).first()
    return max((clock.now() - oldest).total_seconds(), 0.0) if oldest else 0.0


@gauge_source("switchboard_dead_deliveries", "Deliveries that failed or ended unknown.", ("channel",))
def dead_deliveries() -> Iterable[tuple[tuple[str, ...], float]]:
    counts: dict[str, int] = {}
    for channel in Delivery.objects.dead().values_list("channel", flat=True):
        counts[channel] = counts.get(channel, 0) + 1
    return [((channel,), number) for channel, number in counts.items()]
