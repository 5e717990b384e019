"""The checker: what must hold afterwards, counted. Database, outbox and client journals are held against each other."""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import timedelta

from django.db import connection
from django.db.models import Count, F, Max, Min

from core import clock
from events.models import Dispatch, DomainEvent, SubjectHead
from notifications.enums import Channel, DeliveryState
from notifications.models import Delivery, Notification, OutboxMessage
from routing.enums import OWNED
from routing.models import Lead, WorkItem
from routing.queries.exceptions import exceptions

CARRIED = (Channel.EMAIL, Channel.IN_APP)  # the other channels have no carrier yet and say so


def ownership(leads: Collection[str], won: Iterable[tuple[str, str]], places: int) -> dict[str, int]:
    """Violations by name; every figure must be zero.

    won     (lead, staff) of every claim that a client was told is theirs
    places  how many items a member may hold
    """
    items = WorkItem.objects.filter(about_kind="lead", about_id__in=[Lead.parse_id(lead) for lead in leads])
    owners = {
        Lead(pk=about).public_id: owner.public_id if owner else ""
        for about, owner in ((item.about_id, item.owner) for item in items.select_related("owner"))
    }
    told: dict[str, set[str]] = {}
    for lead, staff in won:
        told.setdefault(lead, set()).add(staff)
    held = items.filter(state__in=OWNED).values("owner").annotate(n=Count("pk"))
    return {
        "leads lost": len(set(leads) - set(owners)),
        "leads with two owners by the clients' journals": sum(len(staff) > 1 for staff in told.values()),
        "acknowledged claims that the database does not know": sum(
            owners.get(lead) not in staff for lead, staff in told.items()
        ),
        "members over capacity": held.filter(n__gt=places).count(),
        **_events(leads, owners),
        **_deliveries(items),
        **{f"exceptions: {name}": count for name, count in exceptions(clock.now() - timedelta(minutes=1)).items()},
        **events_in_order(),
    }


def _events(leads: Collection[str], owners: dict[str, str]) -> dict[str, int]:
    """One lead.assigned for each change of owner, the last one naming the owner of now."""
    told = DomainEvent.objects.filter(name="lead.assigned", subject_id__in=list(leads)).order_by("subject_version")
    counts = Counter(told.values_list("subject_id", flat=True))
    last = dict(told.values_list("subject_id", "payload__owner_id"))
    owned = {lead for lead, owner in owners.items() if owner}
    return {
        "owners without their event": sum(counts[lead] == 0 for lead in owned),
        "events beyond one for each owner": sum(counts[lead] > (lead in owned) for lead in leads),
        "events that name somebody else": sum(last.get(lead) != owners[lead] for lead in owned),
    }


def _deliveries(items: object) -> dict[str, int]:
    """The owner was told once, by bell and by mail, and the mail stands in the outbox once."""
    owned = set(items.filter(state__in=OWNED).values_list("pk", flat=True))  # type: ignore[attr-defined]
    told = Notification.objects.filter(kind="NEW_LEAD_ASSIGNED", about_id__in=owned)
    notes = Counter(told.values_list("about_id", flat=True))
    rows = list(Delivery.objects.filter(notification__in=told).select_related("notification"))
    per_item = Counter((row.notification.about_id, row.channel) for row in rows)
    mails = [row for row in rows if row.channel == Channel.EMAIL]
    sent = Counter(OutboxMessage.objects.values_list("key", flat=True))
    in_outbox = Counter(key.strip("<>").rpartition("@")[0] for key in sent.elements())
    return {
        "owners not told exactly once": sum(notes[item] != 1 for item in owned),
        "deliveries missing or doubled": sum(per_item[item, channel] != 1 for item in owned for channel in CARRIED),
        "deliveries not sent": sum(row.state != DeliveryState.SENT for row in rows if row.channel in CARRIED),
        "mails not in the outbox exactly once": sum(in_outbox[row.key] != 1 for row in mails),
    }


def events_in_order() -> dict[str, int]:
    """Versions of every subject run 1, 2, 3 …; every event has its place in the feed and was heard."""
    spans = DomainEvent.objects.values("subject_kind", "subject_id").annotate(
        n=Count("pk"), low=Min("subject_version"), high=Max("subject_version")
    )
    placed = DomainEvent.objects.aggregate(n=Count("position"), low=Min("position"), high=Max("position"))
    gaps = (placed["high"] or 0) - (placed["low"] or 1) + 1 - placed["n"]
    return {
        "subjects with gaps in their versions": spans.exclude(low=1, high=F("n")).count(),
        "subjects whose head is not their last version": _heads_apart(),
        "events without a place in the feed": DomainEvent.objects.filter(position__isnull=True).count(),
        "gaps between places in the feed": max(gaps, 0),
        "events not heard": Dispatch.objects.filter(done_at__isnull=True).count(),
    }


def _heads_apart() -> int:
    table, events = SubjectHead._meta.db_table, DomainEvent._meta.db_table  # noqa: SLF001
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM {table} head WHERE version IS DISTINCT FROM (SELECT max(subject_version) "
            f"FROM {events} e WHERE e.subject_id = head.subject_id AND e.subject_kind = head.kind)"
        )
        return int(cursor.fetchone()[0])


def unsettled() -> int:
    """What is still on its way: wait until it is nothing before checking."""
    return (
        Dispatch.objects.filter(done_at__isnull=True, parked_at__isnull=True).count()
        + Delivery.objects.filter(state__in=[DeliveryState.QUEUED, DeliveryState.SENDING]).count()
        + DomainEvent.objects.filter(position__isnull=True).count()
    )
