"""What the edited steps would do, as the editor shows it."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from core.actor import Actor
from routing.actions.preview_policy import Waiting, preview_policy
from routing.kinds import kind_of
from routing.pages.tongue import READERS
from routing.rules import matching
from workforce.models import Team


def effect_of(queue: str, team: Team | None, policy: matching.Policy, by: Actor, at: datetime) -> dict[str, Any]:
    """Nothing is stored. Who would get what waits now, and how the latest decisions would have gone."""
    effect = preview_policy(queue, team, policy, at=at, tongue=READERS)
    past = effect.past
    names = sorted(past.had | past.would_have, key=lambda name: (not name, -past.had[name], name))
    return {
        "waiting": [_row(one, by) for one in effect.waiting],
        "changing": sum(one.changes for one in effect.waiting),
        "decisions": past.decisions,
        "elsewhere": past.elsewhere,
        "shares": [
            {"name": name or _("nobody"), "had": past.had[name], "would_have": past.would_have[name]} for name in names
        ],
    }


def _row(one: Waiting, by: Actor) -> dict[str, Any]:
    about = kind_of(one.item).subject(one.item)
    return {
        "name": about.name,
        "url": about.url,
        "team": one.item.team.name,
        "now": _who(one.now),
        "then": _who(one.then),
        "changes": one.changes,
        "is_mine": bool(one.then.winner and one.then.winner.id == by.id),
        "why": one.then.sentence,
    }


def _who(decision: matching.Decision) -> str:
    return decision.winner.name if decision.winner else _("nobody")
