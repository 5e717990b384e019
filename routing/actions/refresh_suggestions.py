"""Whom a list suggests for each waiting item: stored, so that a list needs no engine; claiming ignores it."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from routing.enums import State
from routing.kinds import kind_in, kind_of
from routing.models import WorkItem
from routing.queries.asked import as_candidate
from routing.queries.policies import active_policy
from routing.rules import matching
from workforce.models import Staff, Team
from workforce.queries import candidates

MOST = 500  # of a team: nobody scrolls further than that


def refresh_suggestions(*, at: datetime) -> int:
    """Waiting items carry the member whom the engine would choose now; returns how many changed.

    Emits nothing: a suggestion is a hint on a list, not something that happened.
    """
    waiting = WorkItem.objects.filter(state=State.QUEUED)
    return sum(_refresh_team(team, at) for team in Team.objects.filter(pk__in=waiting.values("team")))


def suggest(items: Iterable[WorkItem], team_id: UUID, queue: str, at: datetime) -> list[WorkItem]:
    """Fill in the suggestion of these items of one team; returns those that changed. Writes nothing."""
    people = [as_candidate(row) for row in candidates(queue, at, team_ids=[team_id])]
    _, policy = active_policy(queue, team_id)
    changed = []
    for item in items:
        kind = kind_of(item)
        asked = kind.people(item, at)
        answer = matching.choose(kind.needs(item), people if asked is None else asked, policy, at)
        suggested = Staff.parse_id(answer.winner.id) if answer.winner else None
        reason = answer.sentence[:200] if answer.winner else ""
        if (item.suggested_id, item.suggestion_reason) != (suggested, reason):
            item.suggested_id, item.suggestion_reason = suggested, reason
            changed.append(item)
    return changed


def _refresh_team(team: Team, at: datetime) -> int:
    """Thinks without locks: a claim must not wait for a hint, nor freed capacity find the line held."""
    line = WorkItem.objects.filter(team=team, state=State.QUEUED).most_pressing(at, first=MOST)
    first = line.select_related("team", *kind_in(team.work).related)[:MOST]
    changed = {item.pk: item for item in suggest(first, team.pk, team.work, at)}
    with transaction.atomic():
        waiting = WorkItem.objects.select_for_update(skip_locked=True).filter(pk__in=changed, state=State.QUEUED)
        still = [changed[key] for key in waiting.values_list("pk", flat=True)]
        WorkItem.objects.bulk_update(still, ["suggested", "suggestion_reason"], batch_size=200)
    return len(still)
