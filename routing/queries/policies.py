"""Policies as the engine takes them. They are few and change seldom: one query, remembered for a few seconds."""

import time
from typing import Any
from uuid import UUID

from routing.models import RoutingPolicy
from routing.rules import matching
from workforce.models import Team

REMEMBERED = 5.0  # seconds a changed policy may take to reach every process

_known: dict[tuple[str, UUID | None], tuple[float, tuple[RoutingPolicy, matching.Policy]]] = {}


class NoPolicy(RuntimeError):
    """A queue without an active policy cannot route."""


def active_policy(queue: str, team_id: UUID | None) -> tuple[RoutingPolicy, matching.Policy]:
    """The team's own active policy, else the queue's."""
    kept = _known.get((queue, team_id))
    if kept and time.monotonic() - kept[0] < REMEMBERED:
        return kept[1]
    rows = RoutingPolicy.objects.filter(queue=queue, is_active=True).prefetch_related("steps")
    by_team = {policy.team_id: policy for policy in rows}
    policy = by_team.get(team_id) or by_team.get(None)
    if policy is None:
        raise NoPolicy(queue)
    answer = (policy, as_engine_policy(policy))
    _known[queue, team_id] = (time.monotonic(), answer)
    return answer


def forget_policies() -> None:
    """After a change: this process sees it at once."""
    _known.clear()


def as_engine_policy(policy: RoutingPolicy) -> matching.Policy:
    return matching.Policy(
        steps=tuple(matching.Step(kind, name) for kind, name in lines_of(policy)), overflow=policy.overflow
    )


# -- for those who look at policies and change them ------------------------------------------------------

#: what a policy says beside its steps, under the names of its columns and of `change_policy`
SWITCHES = ("overflow", "contact_needs_connection", "clock_in_team_hours", "reoffer_after")


def lines_of(policy: RoutingPolicy) -> list[tuple[str, str]]:
    return [(step.kind, step.name) for step in policy.steps.all()]


def switches_of(policy: RoutingPolicy) -> dict[str, Any]:
    return {name: getattr(policy, name) for name in SWITCHES}


def policies_in_force(queue: str) -> dict[UUID | None, RoutingPolicy]:
    """By team; None is the one that every other team goes by. Two statements."""
    rows = RoutingPolicy.objects.filter(queue=queue, is_active=True).select_related("team").prefetch_related("steps")
    return {policy.team_id: policy for policy in rows}


def versions_of(queue: str, team: Team | None) -> list[RoutingPolicy]:
    """Every version, the latest first, with its steps. Two statements."""
    rows = RoutingPolicy.objects.filter(queue=queue, team=team).prefetch_related("steps")
    return list(rows.order_by("-version"))


def teams_that_follow(queue: str, team: Team | None) -> list[Team]:
    """The teams whose work a policy of that place matches: itself, or all without a policy of their own."""
    if team is not None:
        return [team]
    own = RoutingPolicy.objects.filter(queue=queue, is_active=True, team__isnull=False).values("team")
    return list(Team.objects.filter(work=queue).exclude(pk__in=own))
