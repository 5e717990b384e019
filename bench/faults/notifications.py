"""A thousand notifications while the workers that send them are killed: all sent, none twice under one key."""

import time
from datetime import timedelta
from random import Random

from django.db import transaction
from django.db.models import Count, F

from bench.faults.invariants import events_in_order
from bench.floor import Floor, open_floor
from bench.processes import wait_until
from bench.report import Report, percentile, upper_bound
from bench.rig import running
from core import clock
from core.actor import SYSTEM
from core.ids import new_id
from notifications.actions import notify
from notifications.enums import Channel, DeliveryState
from notifications.models import Attention, Delivery, DeliveryAttempt, Notification, OutboxMessage
from routing.models import Lead

OPEN = (DeliveryState.QUEUED, DeliveryState.SENDING)


def measure(
    *, notifications: int = 1000, kills: int = 30, workers: int = 2, lease: float = 5.0, seed: int = 1
) -> Report:
    """kills: of one worker with everything it started, each in the middle of sending."""
    report = Report(f"{notifications} notifications under {kills} kill -9 of the workers")
    floor, chance = open_floor(10, places=1), Random(seed)
    lead = Lead.parse_id(floor.receive(1)[0])
    before = set(Delivery.objects.values_list("pk", flat=True))
    size = -(-notifications // kills)
    busy = 0
    with running(webs=0, workers=workers, beats=1, BENCH_LEASE=str(lease), BENCH_SLOW="0.02") as rig:
        _first_sent(floor, lead)
        for round_ in range(kills):
            tell(floor, lead, min(size, notifications - round_ * size), chance)
            time.sleep(chance.uniform(0, 0.4))
            victim = chance.choice(rig.workers)
            busy += Delivery.objects.filter(state=DeliveryState.SENDING).exists()
            victim.kill()
            victim.start()
            _breathe(chance)
        wait_until(lambda: not Delivery.objects.filter(state__in=OPEN).exists(), 240, "everything sent", every=0.3)
        done = rig.kills
    _tell(report, before, notifications, done, busy, lease, seed)
    return report


def tell(floor: Floor, lead: object, count: int, chance: Random) -> None:
    """That many notifications, each in a transaction of its own."""
    about = Lead.objects.get(pk=lead)
    Attention.objects.update(daily_limit=0)  # each is a mail of its own, however many a person gets
    for _ in range(count):
        seller = chance.choice(floor.sellers)
        with transaction.atomic():
            notify(
                "NEW_LEAD_ASSIGNED",
                [seller.staff],
                context={
                    "lead_id": about.public_id,
                    "lead_name": about.contact_name,
                    "business_name": about.business_name,
                    "contact_by": None,
                    "estimated_value": None,
                    "phone": "",
                    "why": "Bench",
                    "assigned_by": "",
                },
                about=about,
                priority="MEDIUM",
                by=SYSTEM.on(new_id()),
                at=clock.now(),
            )


def _first_sent(floor: Floor, lead: object) -> None:
    """The workers are up."""
    tell(floor, lead, 1, Random(0))
    wait_until(lambda: not Delivery.objects.filter(state__in=OPEN).exists(), 60, "the first one sent")


def _breathe(chance: Random) -> None:
    """Until a worker sends again, so that the next kill finds one at work."""
    until = time.monotonic() + chance.uniform(0.5, 4)
    while time.monotonic() < until and Delivery.objects.filter(state=DeliveryState.QUEUED).exists():
        time.sleep(0.05)


def _tell(
    report: Report, before: set[object], notifications: int, kills: int, busy: int, lease: float, seed: int
) -> None:
    mails = Delivery.objects.exclude(pk__in=before).filter(channel=Channel.EMAIL)
    wanted = notifications + 1
    keys = {row.key for row in mails}
    in_outbox = [key.strip("<>").rpartition("@")[0] for key in OutboxMessage.objects.values_list("key", flat=True)]
    arrived = [key for key in in_outbox if key in keys]
    delays = [
        (sent - made).total_seconds() for sent, made in mails.exclude(sent_at=None).values_list("sent_at", "created_at")
    ]
    repeats = DeliveryAttempt.objects.filter(delivery__in=mails).count() - mails.count()
    lost = wanted - mails.filter(state=DeliveryState.SENT).count()
    report.exactly(
        "notifications written", Notification.objects.filter(deliveries__in=mails).distinct().count(), wanted
    )
    report.none_of("lost or not sent", lost)
    report.none_of("sent and not in the outbox", len(keys - set(arrived)))
    report.none_of("twice in the outbox", len(arrived) - len(set(arrived)))
    report.none_of("settled with an open lease", mails.exclude(lease_token=None).count())
    report.none_of("violations of order", sum(events_in_order().values()))
    report.figure("tries beyond one for each (killed in mid-send)", str(repeats))
    report.figure("kills, of these with a send under way", f"{kills}, {busy}")
    report.figure("violations in kills", f"{lost} in {kills}, 95 % bound {upper_bound(lost, kills)}")
    p99 = percentile(delays, 0.99)
    report.at_most(
        "p99 from written to sent", p99, (timedelta(seconds=lease) + timedelta(seconds=10)).total_seconds(), " s"
    )
    double = mails.values("notification").annotate(n=Count("pk")).filter(n__gt=1).count()
    report.none_of("two deliveries of one notification by one channel", double)
    report.none_of("sent before written", mails.filter(sent_at__lt=F("created_at")).count())
    report.notes.append(
        f"Seed {seed}. Leases {lease:g} s instead of 60 s; a mail takes 20 ms. The outbox keeps one per Message-ID."
    )


def main(small: bool = False) -> Report:
    if small:
        return measure(notifications=60, kills=3, workers=2, lease=2)
    return measure()
