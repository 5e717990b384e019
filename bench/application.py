"""The application as it is, for measurements. Three things may be set, by environment:

BENCH_RATE   requests a minute for each person and key, so that a measurement measures the work and not the limit
BENCH_LEASE  seconds until a delivery whose sender was killed is sent again, so that a short run ends soon
BENCH_SLOW   seconds a mail provider takes for each mail, so that a kill finds a send under way
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
    if slow := os.environ.get("BENCH_SLOW"):
        _slow_down(float(slow))


def _slow_down(seconds: float) -> None:
    """Half before the provider has the mail, half before it answers."""
    import time

    from notifications.carriers.outbox import OutboxBackend

    send = OutboxBackend.send_messages

    def slowly(self: OutboxBackend, mails: object) -> int:
        time.sleep(seconds / 2)
        sent = send(self, mails)  # type: ignore[arg-type]
        time.sleep(seconds / 2)
        return sent

    OutboxBackend.send_messages = slowly  # type: ignore[method-assign,assignment]


_adjust()
