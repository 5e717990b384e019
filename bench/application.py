"""The application as it is, for measurements. Two things may be set, by environment:

BENCH_RATE   requests a minute for each person and key, so that a measurement measures the work and not the limit
BENCH_LEASE  seconds until a delivery whose sender was killed is sent again, so that a short run ends soon
"""

import os

from config.asgi import application
from config.celery import app as celery

__all__ = ["application", "celery"]


def _adjust() -> None:
    from datetime import timedelta

    import accounts.conf
    import notifications.conf

    if rate := os.environ.get("BENCH_RATE"):
        for name in ("RATE_PER_PERSON", "RATE_PER_ADMIN", "RATE_PER_KEY"):
            setattr(accounts.conf, name, int(rate))
    if lease := os.environ.get("BENCH_LEASE"):
        notifications.conf.LEASE = timedelta(seconds=float(lease))  # type: ignore[misc]


_adjust()
