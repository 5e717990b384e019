"""What a topic means for whoever chooses it: when they could talk, with whom, and what happens when nobody is there."""

from dataclasses import dataclass
from datetime import datetime

from scheduling.enums import Urgency
from scheduling.models import AnswerTarget, Topic
from scheduling.queries.pool import nearest, needs_of, pool_of
from workforce.models import Staff
from workforce.rules.free_slots import Slot


@dataclass(frozen=True, slots=True)
class Offer:
    """teams      whose members are asked
    takers     names of those who take calls about it now
    others     names of members whom the policy leaves out at present
    fallback   nobody of the topic's own teams takes calls: these are of its fallback teams
    free       the next three times, fewer when there are no more
    """

    teams: list[str]
    takers: list[str]
    others: list[str]
    fallback: bool
    free: list[Slot]


def offer_of(topic: Topic, at: datetime) -> Offer:
    """As a customer would find it at this instant."""
    pool = pool_of(topic, needs_of(topic, ""), at=at)
    takes = set(pool.takers)
    named = [(Staff.parse_id(one.id) in takes, one.name) for one in pool.people]
    teams = topic.fallback_teams if pool.fallback else topic.teams
    return Offer(
        teams=[team.name for team in teams.all()],
        takers=sorted(name for is_taker, name in named if is_taker),
        others=sorted(name for is_taker, name in named if not is_taker),
        fallback=pool.fallback,
        free=nearest(pool, at, topic.slot_rules(), at=at),
    )


def answer_times() -> list[AnswerTarget]:
    """How soon a flexible request is answered, the most urgent first."""
    order = {urgency.value: place for place, urgency in enumerate(Urgency)}
    return sorted(AnswerTarget.objects.all(), key=lambda target: order.get(target.urgency, len(order)))
