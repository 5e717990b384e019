"""Who takes calls about a topic, and when they could: listing and booking both start here."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from routing.enums import Queue
from routing.queries.asked import as_candidate
from routing.queries.policies import active_policy
from routing.rules import matching
from routing.rules.matching import Candidate, Needs
from scheduling import conf
from scheduling.models import Topic
from workforce.enums import Work
from workforce.models import Staff, Team
from workforce.queries import candidates, free_between, members_between
from workforce.queries.calendars import days_around
from workforce.rules.free_slots import Period, Refusal, Slot, SlotRules, refusal

DAY = timedelta(days=1)
#: why a start is not offered; and what of it still counts for a time that is agreed
_BARRED = frozenset(Refusal)
_TAKEN = frozenset({Refusal.TOO_SOON, Refusal.OUTSIDE_HOURS, Refusal.BUSY})


@dataclass(frozen=True, slots=True)
class Pool:
    """team     whose policy decides; None when nobody takes calls about the topic
    people   everybody who is asked, with or without a reason against them
    takers   keys of those whom the policy's filters leave in
    fallback the topic's own teams have nobody: these are of its fallback teams
    """

    team: Team | None
    people: tuple[Candidate, ...] = ()
    takers: tuple[UUID, ...] = ()
    fallback: bool = False


def needs_of(topic: Topic, language: str) -> Needs:
    """A specialist for the topic, somebody who speaks the customer's language."""
    return Needs(skill=topic.code, language=language)


def pool_of(topic: Topic, needs: Needs, *, at: datetime) -> Pool:
    """The topic's own teams; where nobody of them can take calls, its fallback teams."""
    first: Pool | None = None
    for teams, name in ((topic.teams, "team"), (topic.fallback_teams, "fallback")):
        pool = _pool(list(teams.all()), needs, name, at)
        if pool.takers:
            return pool
        first = replace(first, people=(*first.people, *pool.people)) if first and first.team else pool
    return first or Pool(None)


def _pool(teams: Sequence[Team], needs: Needs, name: str, at: datetime) -> Pool:
    if not teams:
        return Pool(None)
    rows = candidates(Work.CALL, at, team_ids=[team.pk for team in teams])
    people = tuple(replace(as_candidate(row), pool=name) for row in rows)
    _, policy = active_policy(Queue.CALL, teams[0].pk)
    takers = tuple(
        row.staff_id
        for row, one in zip(rows, people, strict=True)
        if not one.calendar_stale and matching.choose(needs, [one], policy, at).winner is not None
    )
    return Pool(teams[0], people, takers, fallback=name == "fallback")


def slots_of(pool: Pool, rules: SlotRules, period: Period, *, at: datetime, ignoring: UUID | None = None) -> list[Slot]:
    """Every start that somebody of the pool can take."""
    return free_between(pool.takers, rules, period, at=at, ignoring=ignoring) if pool.takers else []


def asked_at(
    pool: Pool, starts_at: datetime, rules: SlotRules, *, at: datetime, ignoring: UUID | None = None
) -> tuple[Candidate, ...]:
    """The pool's people as the engine sees them for that start: `free` exactly when listing would name them."""
    return _asked(pool, starts_at, rules, at, ignoring, _BARRED)


def asked_for_agreed(
    pool: Pool, starts_at: datetime, rules: SlotRules, *, at: datetime, ignoring: UUID | None = None
) -> tuple[Candidate, ...]:
    """The same for a time that is agreed already: notice, window and the steps of the hour bind no more, only that
    somebody works then and has nothing else."""
    rules = replace(rules, min_notice=timedelta(), booking_window_days=366)
    return _asked(pool, starts_at, rules, at, ignoring, _TAKEN)


def _asked(
    pool: Pool, starts_at: datetime, rules: SlotRules, at: datetime, ignoring: UUID | None, barred: Collection[Refusal]
) -> tuple[Candidate, ...]:
    keys = [key for one in pool.people if (key := Staff.parse_id(one.id)) is not None]
    first, last = days_around(starts_at, starts_at + rules.duration)
    counted = rules.daily_max is not None
    members = members_between(keys, first, last, at=at, ignoring=ignoring, counted=counted)
    found = {member.id: member for member in members}
    return tuple(
        _for_start(one, found.get(Staff.parse_id(one.id)), starts_at, rules, at, barred) for one in pool.people
    )


def can_take(one: Candidate) -> bool:
    """Whether somebody as `asked_at` gives them has that time, whatever the policy asks. An unknown calendar is not
    free."""
    return one.free and one.daily_cap is None and not one.calendar_stale


def _for_start(
    one: Candidate, member: object, starts_at: datetime, rules: SlotRules, at: datetime, barred: Collection[Refusal]
) -> Candidate:
    why = refusal(member, starts_at, rules, at) if member is not None else Refusal.OUTSIDE_HOURS  # type: ignore[arg-type]
    if why == Refusal.DAY_FULL:
        return replace(one, today=1, daily_cap=1)
    return replace(one, free=why not in barred)


def nearest(
    pool: Pool,
    around: datetime,
    rules: SlotRules,
    n: int = conf.ALTERNATIVES,
    *,
    at: datetime,
    ignoring: UUID | None = None,
) -> list[Slot]:
    """The n starts nearest to an instant that somebody of the pool can take, in order of time.

    Close by first, then everywhere within the booking window: fewer than n means that there are no more.
    """
    near: list[Slot] = []
    first, last = at - DAY, at + rules.booking_window_days * DAY + 2 * DAY
    around = min(max(around, first), last)
    for days in (2, conf.ALTERNATIVES_WITHIN_DAYS, rules.booking_window_days + 3):
        reach = timedelta(days=days)
        period = Period(max(around - reach, first).date(), min(around + reach, last).date(), "UTC")
        slots = slots_of(pool, rules, period, at=at, ignoring=ignoring)
        near = sorted(slots, key=lambda slot: (abs(slot.start - around), slot.start))[:n]
        if len(near) == n and abs(near[-1].start - around) <= reach:
            break  # whatever lies outside the period is further away
    return sorted(near)
