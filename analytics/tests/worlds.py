"""Leads with every kind of life, over some days."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from core.actor import SYSTEM
from routing.actions.assign_work import assign_work
from routing.actions.close_work import reopen_work
from routing.actions.log_contact import log_contact
from routing.actions.park_work import park_work
from routing.actions.release_work import release_work
from routing.models import WorkItem
from routing.tests.worlds import locked, person, waiting_item
from workforce.models import Staff, Team

NOW = datetime(2026, 3, 31, 15, 30, tzinfo=UTC)
SOURCES = [("WEBSITE", "spring"), ("REFERRAL", ""), ("PAID_ADS", "=cmd()"), ("", "spring")]
SIZES = [{}, {"annual_revenue": 600_000, "number_of_locations": 3}]


def contact(item: WorkItem, staff: Staff, outcome: str, at: datetime, **facts: Any) -> None:
    told = {"communication_type": "PHONE_CALL", "outcome": outcome, "notes": "Talked about it."} | facts
    log_contact(locked(item), told, by=person(staff), at=at)


def lives(team: Team, staff: list[Staff], *, many: int, since: datetime, seed: int = 7) -> None:
    """So many leads, each with a life of its own: waiting, called in time or late, won, lost, spam, back again."""
    chance = random.Random(seed)
    for number in range(many):
        at = since + (NOW - since) * chance.random()
        channel, campaign = chance.choice(SOURCES)
        facts = {"channel": channel, "campaign_id": campaign, "quote_value_estimate": chance.randrange(0, 9) * 1000}
        item = waiting_item(team, at=at, business_name=f"Shop {number}", **facts, **chance.choice(SIZES))
        _live(item, chance, chance.choice(staff), _steps(chance, at))


def _steps(chance: random.Random, at: datetime) -> Iterator[datetime]:
    while at < NOW:
        yield at
        at += timedelta(seconds=chance.randrange(20, 3000))


def _live(item: WorkItem, chance: random.Random, owner: Staff, steps: Iterator[datetime]) -> None:
    endings = ["CLOSED_WON", "CLOSED_LOST", "DISQUALIFIED"]
    kind = chance.randrange(8)
    for step, at in enumerate(steps):
        if kind == 0 or step > 6:
            return
        if step == 0:
            assign_work(locked(item), owner, by=person(owner), at=at)
        elif kind == 1 and step == 1:
            release_work(locked(item), reason="not mine", by=person(owner), at=at)
            return
        elif kind == 2 and step == 2:
            park_work(locked(item), until=NOW + timedelta(days=9), reason="later", by=person(owner), at=at)
            return
        elif step < 1 + kind // 2:
            contact(item, owner, chance.choice(["NO_ANSWER", "NO_ANSWER_NO_VM", "CONNECTED", "QUALIFIED"]), at)
        else:
            outcome = chance.choice(endings)
            reason = {"CLOSED_LOST": ["NO_BUDGET", None], "DISQUALIFIED": ["SPAM", None]}.get(outcome, [None])
            contact(item, owner, outcome, at, close_reason=chance.choice(reason))
            if kind == 7:
                reopen_work(locked(item), by=SYSTEM, at=at)
            return
