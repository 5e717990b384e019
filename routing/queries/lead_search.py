"""Leads by what somebody remembers of them: a name, a piece of an address, a number, an id."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F

from core.actor import Actor
from core.phone import DEFAULT_REGION, calling_code
from core.sql import IsOneOf
from core.words import beginnings, words_of
from routing.enums import Queue
from routing.models import Lead, QueueEntry
from routing.queries.line import visible_to

#: of so many leads that fit, the newest that the reader may see are found; who asks more precisely finds the rest
MOST = 1000
SHORTEST, SHORTEST_NUMBER = 2, 4
_NUMBER = re.compile(r"[\d\s()+./-]+")
_COLUMNS = {
    "lead_id": "queue_entry__lead",
    "business_name": "queue_entry__lead__business_name",
    "contact_name": "queue_entry__lead__contact_name",
    "email": "queue_entry__lead__email",
    "state": "state",
    "team": "team__name",
    "owner": "owner__user__name",
    "queued_at": "queued_at",
}


@dataclass(frozen=True, slots=True)
class FoundLead:
    """A lead as its latest entry stands; owner None: nobody has it."""

    lead_id: UUID
    business_name: str
    contact_name: str
    email: str
    state: str
    team: str
    owner: str | None
    queued_at: datetime


def find_leads(text: str, *, by: Actor, limit: int) -> list[FoundLead]:
    """The leads that the actor may see and that hold every word of `text`: open ones first, then the newest.

    Those whose business begins with it stand before those that hold it elsewhere. A public id of a lead or of its
    entry finds exactly that. One query, none for an empty text.
    """
    entries = visible_to(Queue.AE, by, team_view=True).order_by(
        F("closed_at").desc(nulls_first=True), "-queued_at", "-id"
    )
    if key := Lead.parse_id(text):
        entries = entries.filter(queue_entry__lead=key)
    elif key := QueueEntry.parse_id(text):
        entries = entries.filter(queue_entry=key)
    elif asked := words_asked(text):
        fitting = ArraySubquery(Lead.objects.with_words(asked).values("pk")[:MOST])
        entries = entries.filter(IsOneOf(F("queue_entry__lead"), fitting))
    else:
        return []
    found: dict[UUID, FoundLead] = {}
    for row in entries.values_list(*_COLUMNS.values())[: 2 * limit]:
        one = FoundLead(*row)
        found.setdefault(one.lead_id, one)
    return sorted(found.values(), key=lambda lead: not _begins(lead, text))[:limit]


def words_asked(text: str) -> str:
    """What the index is asked for: all words, or the digits of a number however it is written."""
    found = words_of(text)
    if not any(len(word) >= SHORTEST for word in found):
        return ""  # one letter begins half of everything
    words = beginnings(found)
    digits = re.sub(r"\D", "", text)
    if len(digits) < SHORTEST_NUMBER or not _NUMBER.fullmatch(text):
        return words
    ways = [digits] if text.startswith("+") else [digits, f"{calling_code(DEFAULT_REGION)}{digits}"]
    return " | ".join([f"({words})", *(beginnings([way]) for way in ways)])


def _begins(lead: Any, text: str) -> bool:
    return bool(lead.business_name.lower().startswith(text.lower()))
