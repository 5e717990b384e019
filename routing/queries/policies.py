"""Policies as the engine takes them. They are few and change seldom: one query, remembered for a few seconds."""

import time
from uuid import UUID

from routing.models import RoutingPolicy
from routing.rules import matching

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
        steps=tuple(matching.Step(step.kind, step.name) for step in policy.steps.all()), overflow=policy.overflow
    )
