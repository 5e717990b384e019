"""What owners promise to leads, and what becomes of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.utils.translation import gettext_noop as _

from events.registry import event
from routing.events.about import OfEntry


@event("lead.next_try_due")
@dataclass(frozen=True, slots=True, kw_only=True)
class LeadNextTryDue(OfEntry):
    """Nobody has answered so far, and by the cadence it is time to try again."""

    sentence: ClassVar[str] = _("is to be tried again")

    owner_id: str
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfStep(OfEntry):
    action_id: str
    owner_id: str
    action: str
    is_callback: bool


@event("lead.next_step_planned")
@dataclass(frozen=True, slots=True, kw_only=True)
class LeadNextStepPlanned(_OfStep):
    """Its owner has promised something, by a time or, `in_calendar`, at a time."""

    sentence: ClassVar[str] = _("is promised: {action}")

    due_at: datetime
    in_calendar: bool


@event("lead.next_step_moved")
@dataclass(frozen=True, slots=True, kw_only=True)
class LeadNextStepMoved(_OfStep):
    sentence: ClassVar[str] = _("has another time: {action}")

    due_at: datetime
    from_due_at: datetime


@event("lead.next_step_done")
@dataclass(frozen=True, slots=True, kw_only=True)
class LeadNextStepDone(_OfStep):
    sentence: ClassVar[str] = _("is done: {action}")


@event("lead.next_step_cancelled")
@dataclass(frozen=True, slots=True, kw_only=True)
class LeadNextStepCancelled(_OfStep):
    sentence: ClassVar[str] = _("is off: {action}")

    reason: str
