"""Who else could take a call, and who of them is free at its hour."""

from datetime import datetime

from routing.queries.asked import as_candidate
from routing.rules.matching import Candidate
from scheduling.models import CallRequest
from scheduling.queries.pool import Pool, asked_for_agreed
from workforce.enums import Work
from workforce.queries import candidates


def people_for(call: CallRequest, *, at: datetime) -> list[Candidate]:
    """Members of its topic's teams and of its own, without whoever has it: the free ones first, then the lightest."""
    item = call.work_item
    teams = {item.team_id, *call.topic.teams.values_list("pk", flat=True)}
    rows = [row for row in candidates(Work.CALL, at, team_ids=teams) if row.staff_id != item.owner_id]
    people = tuple(as_candidate(row) for row in rows)
    if call.scheduled_date_time is not None:
        rules = call.topic.slot_rules(call.duration)
        pool = Pool(item.team, people)
        people = asked_for_agreed(pool, call.scheduled_date_time, rules, at=at, ignoring=call.booking_id)
    return sorted(people, key=lambda one: (not one.free, one.assigned, one.name))
