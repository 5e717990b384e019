"""The shifts that a team plans with."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop as _

from core import clock
from core.actor import Actor
from core.errors import Forbidden, Invalid, NotFound
from events.publish import emit
from workforce import policies
from workforce.actions import _hours
from workforce.events import ShiftRemoved, ShiftSaved
from workforce.models import Shift, Team

NOT_ALLOWED = _("Only a supervisor can change the shifts of a team.")
NO_NAME = _("Give it a name.")
NO_SPANS = _("Say from when to when it goes.")
TWICE = _("There is a shift of that name already.")
LONGEST_NAME = 40


def save_shift(
    team: Team,
    name: str,
    spans: Sequence[Sequence[str]],
    *,
    shift: Shift | None = None,
    by: Actor,
    at: datetime | None = None,
) -> Shift:
    """The team has a shift of these hours; one that is given is changed. Days that are planned keep theirs.

    Emits shift.saved unless it was so already. Refuses: anybody but who staffs the teams; a name that is missing,
    too long or there already; no hours, or hours that overlap.
    """
    if not policies.can_plan(by):
        raise Forbidden(NOT_ALLOWED)
    name = name.strip()
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
        raise Invalid({"name": [NO_NAME]})
    in_order = [list(span) for span in _hours.checked_spans(spans)]
    if not in_order:
        raise Invalid({"spans": [NO_SPANS]})
    with transaction.atomic():
        Team.objects.select_for_update(no_key=True).get(pk=team.pk)  # one at a time: names are unique in a team
        named = Shift.objects.filter(team=team, name=name)
        if (named.exclude(pk=shift.pk) if shift else named).exists():
            raise Invalid({"name": [TWICE]})
        saved = shift or Shift(team=team)
        if (saved.name, saved.spans) == (name, in_order):
            return saved
        saved.name, saved.spans = name, in_order
        saved.save()
        texts = ["-".join(span) for span in in_order]
        told = ShiftSaved(shift_id=saved.public_id, team_id=team.public_id, name=name, spans=texts)
        emit(told, by=by, at=at or clock.now())
    return saved


def remove_shift(shift: Shift, *, by: Actor, at: datetime | None = None) -> None:
    """Nobody is planned for it any more; planned days keep their hours. Emits shift.removed. Refuses as above."""
    if not policies.can_plan(by):
        raise Forbidden(NOT_ALLOWED)
    with transaction.atomic():
        public, team = shift.public_id, shift.team
        if not Shift.objects.filter(pk=shift.pk).exists():
            raise NotFound("shift")
        shift.delete()
        emit(ShiftRemoved(shift_id=public, team_id=team.public_id, name=shift.name), by=by, at=at or clock.now())
