"""Who could take an item, as the matching engine reads it: plain rows, one statement however many there are."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet

from accounts.enums import Role
from accounts.scopes import ROLE_SCOPES, Scope
from core.actor import staff_public_id
from core.prepared import AnyOf, prepared
from workforce.enums import AGREED_CALL, Work
from workforce.models import Staff, TeamMembership
from workforce.queries.calendars import (
    HOURS_FIELDS,
    HoursRow,
    Span,
    days_around,
    member_time,
    with_hours,
    works_at,
)
from workforce.queries.outside_calendars import OUTSIDE_FIELDS, is_unknown, with_outside

#: without one of these roles nobody can open the pages of that work, whatever places they still have
NEEDED: dict[Work, frozenset[Role]] = {
    Work.AE: frozenset({Role.AE}),
    Work.IC: frozenset({Role.IC}),
    Work.AGENT: frozenset({Role.AGENT}),
    Work.MECHANIC: frozenset({Role.MECHANIC}),
    Work.CALL: frozenset(role for role, scopes in ROLE_SCOPES.items() if Scope.CALLS_HANDLE in scopes),
}


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """One member as they were at the instant of the decision.

    calendar_stale  an own calendar of theirs cannot be read, and its grace is over
    places  what they may carry; `taken` can be more after an override
    last_assigned_at  when they last took a place for this work, or for a call that is agreed; None = never
    """

    staff_id: UUID
    public_id: str
    name: str
    skills: tuple[str, ...]
    languages: tuple[str, ...]
    seniority: str
    accepts_new: bool
    presence: str
    within_hours: bool
    calendar_stale: bool
    places: int
    taken: int
    last_assigned_at: datetime | None

    @property
    def free(self) -> int:
        return max(self.places - self.taken, 0)


_FIELDS = ("pk", "user__name", "skills", "languages", "seniority", "accepts_new", "presence")
_LOAD = ("places", "taken", "last_assigned_at")


def candidates(
    work: Work | str,
    at: datetime,
    *,
    team_ids: Collection[UUID] | None = None,
    staff_ids: Collection[UUID] | None = None,
) -> list[CandidateRow]:
    """Everybody who has not left, can sign in, holds the role and has places for this work, in order of their ids.

    team_ids  only members of these teams
    staff_ids  only these members, with or without places of their own
    """
    first, last = days_around(at)
    teams, members = (list(ids) if ids is not None else None for ids in (team_ids, staff_ids))
    found = []
    for row in _people.rows(teams, members, *Span.of(first, last), work=Work(work).value):
        key, name, skills, languages, seniority, accepts_new, presence, places, taken, last_assigned_at, *rest = row
        outside, trust, *hours = rest
        found.append(
            CandidateRow(
                staff_id=key,
                public_id=staff_public_id(key),
                name=name,
                skills=tuple(skills),
                languages=tuple(languages),
                seniority=seniority,
                accepts_new=accepts_new,
                presence=presence,
                within_hours=works_at(member_time(HoursRow(*hours), first, last), at),
                calendar_stale=is_unknown(outside, trust, at),
                places=places,
                taken=taken,
                last_assigned_at=last_assigned_at,
            )
        )
    return found


@prepared
def _people(team_ids: list[UUID] | None, staff_ids: list[UUID] | None, *span: Any, work: str) -> QuerySet[Staff, Any]:
    members = Staff.objects.active().filter(user__is_active=True)
    members = members.filter(user__roles__overlap=sorted(role.value for role in NEEDED[Work(work)]))
    if team_ids is not None:
        members = members.filter(pk__in=TeamMembership.objects.filter(AnyOf("team_id", team_ids)).values("staff"))
    if staff_ids is not None:
        members = members.filter(AnyOf("user_id", staff_ids))
    people = _with_load(with_outside(with_hours(members, Span(*span))), work)
    if staff_ids is None:
        people = people.filter(places__gt=0)  # type: ignore[misc]  # annotated
    return people.order_by("pk").values_list(*_FIELDS, *_LOAD, *OUTSIDE_FIELDS, *HOURS_FIELDS)


def _with_load(people: QuerySet[Staff], work: Work | str) -> QuerySet[Staff]:
    mine = Q(capacity_slots__work=work)
    last = Q(capacity_slots__work__in=[work, AGREED_CALL]) if work == Work.CALL else mine
    return people.annotate(
        places=Count("capacity_slots", filter=mine & Q(capacity_slots__surplus=False)),
        taken=Count("capacity_slots", filter=mine & Q(capacity_slots__taken=True)),
        last_assigned_at=Max("capacity_slots__last_taken_at", filter=last),
    )
