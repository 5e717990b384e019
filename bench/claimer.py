"""What each process of the claim benchmark does. Imports no models: they load only after `set_up`."""

import os
import time
from collections.abc import Sequence
from typing import Any

import psycopg

Job = tuple[Sequence[Any], Any]  # work items, and the member who claims them
Span = tuple[float, float]  # when it began and ended

_url = ""

# What nobody can do without: hold the item, take a place, write the owner.
HOLD = "SELECT version FROM routing_workitem WHERE id = %s AND state = 'QUEUED' FOR UPDATE"
PLACE = (
    "UPDATE workforce_capacityslot SET taken = TRUE, last_taken_at = clock_timestamp() WHERE id = (SELECT id FROM "
    "workforce_capacityslot WHERE staff_id = %s AND work = 'AE' AND NOT taken ORDER BY number LIMIT 1 "
    "FOR UPDATE SKIP LOCKED) RETURNING id"
)
OWN = (
    "UPDATE routing_workitem SET state = 'ASSIGNED', owner_id = %s, capacity_slot_id = %s, assigned_at = now(), "
    "version = version + 1 WHERE id = %s"
)


def plainly(job: Job) -> Span:
    """Three statements a claim; when it began and ended."""
    items, staff = job
    with psycopg.connect(_url) as own:
        begun = time.time()
        for item in items:
            if own.execute(HOLD, [item], prepare=True).fetchone() is not None:
                row = own.execute(PLACE, [staff], prepare=True).fetchone()
                if row is not None:
                    own.execute(OWN, [staff, row[0], item], prepare=True)
            own.commit()
        return begun, time.time()


def really(job: Job) -> Span:
    """Through the verb; a refusal is an answer."""
    from django.db import transaction

    from accounts.actors import actor_for
    from core import clock
    from core.errors import DomainError
    from routing.actions.assign_lead import assign_lead
    from routing.actions.change_owner import lock_item
    from workforce.models import Staff

    items, staff = job
    member = Staff.objects.with_person().get(pk=staff)
    by = actor_for(member.user)
    begun = time.time()
    for item in items:
        try:
            with transaction.atomic():
                assign_lead(lock_item(item), member, by=by, at=clock.now(), reason="MANUAL")
        except DomainError:
            continue
    return begun, time.time()


def set_up(url: str) -> None:
    import django

    global _url
    _url = url
    os.environ["DATABASE_URL"] = url
    django.setup()
