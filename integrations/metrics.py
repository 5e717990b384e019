"""Figures of what comes from outside."""

from prometheus_client import Counter

from core.metrics import REGISTRY

REFUSED = Counter(
    "switchboard_hooks_refused_total", "Calls from outside without a valid signature", ["system"], registry=REGISTRY
)
