"""Senders that are killed while they work: what is left must be exactly what was told.

`run(deliveries, kills)` prints nothing and returns the figures. Tests run it small; any size works on any database.
"""

import multiprocessing
import random
import time
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing.context import ForkProcess as Process
from uuid import UUID

from django.db import connections

from notifications import conf, sending
from notifications.carriers.email import mail_domain
from notifications.models import Attention, Delivery, DeliveryAttempt, OutboxMessage
from notifications.tests.factories import told
from workforce.tests.factories import StaffFactory

FORK = multiprocessing.get_context("fork")
LEASE = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Figures:
    """lost: told, not in the outbox; doubled: more than once there; repeats: tries beyond one a delivery."""

    deliveries: int
    kills: int
    lost: int
    doubled: int
    not_sent: int
    repeats: int
    seconds: float


def run(deliveries: int, kills: int, senders: int = 2, seed: int = 1) -> Figures:
    """Tell, send with `senders` processes, kill -9 all of them at random moments until `kills` died, let finish."""
    keys = _told(deliveries)
    dice = random.Random(seed)
    began = time.monotonic()
    processes = [_start() for _ in range(senders)]
    killed = 0
    try:
        while _waiting(keys) and time.monotonic() - began < 600:
            if killed >= kills:
                time.sleep(0.1)
                continue
            _until_working(keys)
            time.sleep(dice.uniform(0.0, 0.03))
            killed += _kill(processes)
            processes = [_start() for _ in range(senders)]
    finally:
        _kill(processes)
    kept = list(OutboxMessage.objects.filter(key__in=keys.values()).values_list("key", flat=True))
    return Figures(
        deliveries=deliveries,
        kills=killed,
        lost=len(set(keys.values()) - set(kept)),
        doubled=len(kept) - len(set(kept)),
        not_sent=Delivery.objects.filter(pk__in=keys).exclude(state="SENT").count(),
        repeats=DeliveryAttempt.objects.filter(delivery__in=keys).count() - deliveries,
        seconds=round(time.monotonic() - began, 1),
    )


def _told(count: int) -> dict[UUID, str]:
    """Delivery's key in the database → its key outside."""
    staff = StaffFactory()
    Attention.objects.update(daily_limit=0)  # everything is to be sent
    made = [told(staff)[0].deliveries_[0] for _ in range(count)]
    return {delivery.pk: f"<{delivery.key}@{mail_domain()}>" for delivery in made}


def _waiting(keys: dict[UUID, str]) -> bool:
    return Delivery.objects.filter(pk__in=keys, state__in=["QUEUED", "SENDING"]).exists()


def _until_working(keys: dict[UUID, str]) -> None:
    """A sender that is killed while it starts proves nothing."""
    before = DeliveryAttempt.objects.count()
    deadline = time.monotonic() + 20
    while DeliveryAttempt.objects.count() == before and _waiting(keys) and time.monotonic() < deadline:
        time.sleep(0.01)


def _start() -> Process:
    """A process of its own with a connection of its own: the parent lets go of its one before."""
    connections.close_all()
    process = FORK.Process(target=_work, daemon=True)
    process.start()
    return process


def _work() -> None:
    """A worker's loop without Celery around it, with a lease short enough to wait for."""
    conf.LEASE = LEASE
    while True:
        sending.send_due("EMAIL")
        time.sleep(0.05)


def _kill(processes: list[Process]) -> int:
    for process in processes:
        process.kill()
    for process in processes:
        process.join()
    return len(processes)
