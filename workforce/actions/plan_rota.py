"""A week of a team: who works which shift on which day."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop as _

from core import clock
from core.actor import Actor
from core.errors import Forbidden, Invalid
from core.locks import advisory_locks
from events.publish import emit
from workforce import policies
from workforce.actions.set_hours_override import remove_hours_override, set_hours_override
from workforce.enums import HoursOrigin
from workforce.events import RotaPlanned
from workforce.models import HoursOverride, Shift, Staff, Team

#: what a day of a member can be: a shift, off, or as their own week says
Planned = Shift | Literal["off", "week"]
Plan = Mapping[tuple[UUID, date], Planned]

NOT_ALLOWED = _("Only a supervisor can plan the rota of a team.")
NOT_OF_TEAM = _("Plan members and shifts of this team only.")
OTHER_WEEK = _("Plan days of one week.")


def plan_rota(team: Team, first: date, plan: Plan, *, by: Actor, at: datetime | None = None) -> int:
    """The days of the plan are as it says, in the week that begins on `first`; how many changed.

    Each becomes a day that differs (`HoursOverride` of the rota) through the same verb as any other; "week" takes it
    away again. A day that is not in the plan is left alone. Emits rota.planned, and what those verbs emit, unless
    nothing changed. Refuses: anybody but who staffs the teams; people, shifts and days of elsewhere.
    """
    if not policies.can_plan(by):
        raise Forbidden(NOT_ALLOWED)
    last = first + timedelta(days=6)
    members = {staff.pk: staff for staff in Staff.objects.with_person().filter(memberships__team=team)}
    for (staff_id, day), planned in plan.items():
        if staff_id not in members or (isinstance(planned, Shift) and planned.team_id != team.pk):
            raise Invalid({"plan": [NOT_OF_TEAM]})
        if not first <= day <= last:
            raise Invalid({"plan": [OTHER_WEEK]})
    at = at or clock.now()
    with transaction.atomic():
        advisory_locks(("hours", key) for key in {staff_id for staff_id, _day in plan})
        rows = HoursOverride.objects.filter(staff__in=members, date__range=(first, last)).select_related("shift")
        standing = {(row.staff_id, row.date): row for row in rows}
        changed = 0
        for (staff_id, day), planned in plan.items():
            before = standing.get((staff_id, day))
            if as_planned(before) == planned:
                continue
            changed += 1
            if planned == "week":
                remove_hours_override(members[staff_id], day, by=by, at=at)
            else:
                shift = planned if isinstance(planned, Shift) else None
                spans = shift.spans if shift else []
                set_hours_override(members[staff_id], day, spans, origin=HoursOrigin.ROTA, shift=shift, by=by, at=at)
        if changed:
            told = RotaPlanned(team_id=team.public_id, first=first, last=last, changed=changed)
            emit(told, by=by, at=at)
    return changed


def as_planned(override: HoursOverride | None) -> Planned | None:
    """What a stored day says in the words of a plan; None for hours that no plan of today can say."""
    if override is None:
        return "week"
    if override.origin != HoursOrigin.ROTA:
        return None
    if override.shift is not None:
        return override.shift if override.spans == override.shift.spans else None
    return None if override.spans else "off"
