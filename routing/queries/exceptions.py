"""The standing check: what must never be, counted. Every figure is zero."""

from collections.abc import Callable
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from routing.enums import OWNED, State
from routing.models import NextStep, WorkItem
from workforce.models import CapacitySlot

Check = Callable[[datetime], dict[str, int]]

#: what apps above add to it
CHECKS: list[Check] = []


def standing_check(check: Check) -> Check:
    """Register figures that have to be zero, by their names."""
    CHECKS.append(check)
    return check


def exceptions(at: datetime) -> dict[str, int]:
    """Open work that nobody would ever come back to, and places that do not tell the truth.

    at  the instant of the check; sleepers and offers count when their time passed a minute ago and nothing woke them
    """
    item_on_place = WorkItem.objects.filter(capacity_slot=OuterRef("pk"))
    return {
        "owned_without_place": WorkItem.objects.filter(state__in=OWNED, capacity_slot__isnull=True).count(),
        "owned_by_somebody_who_left": left_behind().count(),
        "parked_without_wake_up": WorkItem.objects.filter(
            Q(state=State.PARKED) & (Q(parked_until__isnull=True) | Q(parked_until__lt=at))
        ).count(),
        "places_taken_for_nothing": CapacitySlot.objects.filter(taken=True).filter(~Exists(item_on_place)).count(),
        "places_free_but_held": CapacitySlot.objects.filter(taken=False).filter(Exists(item_on_place)).count(),
        "members_over_capacity_unsaid": _over_capacity(),
        "promises_of_nobody": broken_promises().count(),
        **{name: count for check in CHECKS for name, count in check(at).items()},
    }


def left_behind() -> QuerySet[WorkItem]:
    """Open work of people who have left or cannot sign in."""
    gone = Q(owner__retired_at__isnull=False) | Q(owner__user__is_active=False)
    return WorkItem.objects.filter(gone, state__in=OWNED)


def broken_promises() -> QuerySet[NextStep]:
    """Open next steps of members who do not have the lead, or of leads that are closed: nobody would keep them."""
    rows = NextStep.objects.open().exclude(entry__work_item__state__in=OWNED, entry__work_item__owner=F("staff"))
    return rows.order_by()


def _over_capacity() -> int:
    """Members who hold more items on ordinary places than they have places."""
    places = CapacitySlot.objects.filter(surplus=False, staff=OuterRef("owner"), work=OuterRef("queue"))
    counted = places.order_by().values("staff").annotate(n=Count("pk")).values("n")
    held = WorkItem.objects.filter(state__in=OWNED, over_capacity=False, capacity_slot__surplus=False)
    return held.values("owner", "queue").annotate(held=Count("pk"), places=counted).filter(held__gt=F("places")).count()


def open_by_state() -> list[tuple[str, str, int]]:
    """How much is open: (queue, state, number)."""
    rows = WorkItem.objects.exclude(state=State.CLOSED).order_by().values_list("queue", "state")
    return list(rows.annotate(n=Count("pk")))
