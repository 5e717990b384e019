"""A system that keeps leads of its own brings one up to date, by its own reference."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from core.actor import Actor
from core.versions import refuse_stale
from routing.actions._names import hold_names
from routing.actions.change_lead import change_lead
from routing.actions.receive_lead import receive_lead
from routing.models import Lead


@transaction.atomic
def upsert_lead(
    external_id: str,
    facts: Mapping[str, Any],
    *,
    by: Actor,
    at: datetime,
    asked: frozenset[int] | None = None,
) -> tuple[Lead, bool]:
    """The lead of that reference holds these facts; returns it, and whether it is new.

    Where nobody has the reference this is an enquiry, with all that receive_lead does: it may turn out to be one of a
    business that is known by its email. Otherwise it is no enquiry but a correction, with all that change_lead does:
    nobody is told to call, and a lead whose entry is closed stays out of the queue. Two at the same instant are taken
    one after the other. Refuses what those two refuse, and a version (`asked`) of a lead that does not exist.
    """
    named = dict(facts) | {"external_id": external_id}
    hold_names("lead", named)
    known = Lead.objects.filter(external_id=external_id).values_list("pk", flat=True).first()
    if known is not None:
        return change_lead(known, facts, by=by, at=at, asked=asked), False
    refuse_stale(0, asked)
    received = receive_lead(named, by=by, at=at)
    return received.lead, received.created
