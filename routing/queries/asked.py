"""Who is asked: a member as the tables have them, as the engine sees them."""

from routing.rules import matching
from workforce.queries import CandidateRow


def as_candidate(row: CandidateRow) -> matching.Candidate:
    return matching.Candidate(
        id=row.public_id,
        name=row.name,
        skills=frozenset(row.skills),
        languages=frozenset(row.languages),
        seniority=row.seniority,
        accepts_new=row.accepts_new,
        within_hours=row.within_hours,
        presence=row.presence,
        calendar_stale=row.calendar_stale,
        assigned=row.taken,
        places=row.places,
        last_assigned_at=row.last_assigned_at,
    )
