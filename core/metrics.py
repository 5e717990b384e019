"""What Prometheus reads at /metrics: histograms and counters of this process, gauges asked for at the scrape."""

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

log = logging.getLogger(__name__)

#: a source that takes longer than this to fail ends the reading of gauges
PATIENCE_SECONDS = 1.0

REGISTRY = CollectorRegistry(auto_describe=False)
ProcessCollector(registry=REGISTRY)

REQUEST_SECONDS = Histogram(
    "switchboard_request_seconds",
    "Time to answer a request, by route.",
    ["method", "route", "status"],
    buckets=(0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 1, 2, 5),
    registry=REGISTRY,
)
OUTSIDE_SECONDS = Histogram(
    "switchboard_outside_seconds",
    "Time of calls to outside systems, by outcome: the status class, refused, timeout or error.",
    ["system", "outcome"],
    buckets=(0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15),
    registry=REGISTRY,
)
LIMITS_LOCAL = Counter(
    "switchboard_rate_limit_local_total",
    "Requests whose rate limit was counted in the process because Redis did not answer.",
    registry=REGISTRY,
)
RATE_LIMITED = Counter("switchboard_rate_limited_total", "Requests refused by a rate limit.", registry=REGISTRY)
IDEMPOTENCY = Counter(
    "switchboard_idempotency_total", "Writes with an idempotency key, by what happened.", ["outcome"], registry=REGISTRY
)
SOURCE_FAILURES = Counter(
    "switchboard_gauge_source_failures_total", "Gauges that could not be read.", ["gauge"], registry=REGISTRY
)

#: what a source gives: one number, or (label values, number) for each combination
Reading = float | Iterable[tuple[tuple[str, ...], float]]
Source = Callable[[], Reading]
S = TypeVar("S", bound=Source)


class _Gauges(Collector):
    def __init__(self) -> None:
        self.sources: dict[str, tuple[str, tuple[str, ...], Source]] = {}

    def describe(self) -> Iterable[Metric]:
        return []

    def collect(self) -> Iterator[Metric]:
        for name, (text, labels, source) in list(self.sources.items()):
            family, started = GaugeMetricFamily(name, text, labels=labels), time.monotonic()
            try:
                reading = source()
                rows = [((), float(reading))] if isinstance(reading, int | float) else list(reading)
            except Exception:
                SOURCE_FAILURES.labels(name).inc()
                log.exception("gauge could not be read", extra={"gauge": name})
                if time.monotonic() - started > PATIENCE_SECONDS:
                    return  # the database hangs: the others would hang as well
                continue
            for values, number in rows:
                family.add_metric([str(value) for value in values], number)
            yield family


_gauges = _Gauges()
REGISTRY.register(_gauges)


def gauge_source(name: str, text: str, labels: tuple[str, ...] = ()) -> Callable[[S], S]:
    """`@gauge_source("switchboard_queue_depth", "Waiting.", ("queue",))` on a function that reads the number."""

    def register(source: S) -> S:
        _gauges.sources[name] = (text, labels, source)
        return source

    return register
