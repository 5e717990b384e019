"""What the tables say about trying again and about endings; what is still owed to a lead."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import QuerySet

from core.errors import Invalid
from routing.enums import NOT_GIVEN, REASONED
from routing.models import CadenceStep, CloseReason


@dataclass(frozen=True, slots=True)
class Ending:
    """Why an entry ends: a CloseReason's code, "" where none is asked, its label, and whether its deadlines count."""

    reason: str
    label: str = ""
    in_sla_figures: bool = True


def ending_of(outcome: str, code: str | None) -> Ending:
    """The ending with that outcome and that reason. No query without a reason.

    Raises Invalid (close_reason) for an outcome that takes none and for a code that is not in the table.
    """
    if outcome not in REASONED:
        if code:
            raise Invalid({"close_reason": [f"Only {' and '.join(REASONED)} take a reason. Leave it out."]})
        return Ending("")
    if not code or code == NOT_GIVEN:
        return Ending(NOT_GIVEN)
    known = {reason.code: reason for reason in reasons_for(outcome)}
    if code not in known:
        raise Invalid({"close_reason": [f"Is not a reason for {outcome}. Known: {', '.join(known)}."]})
    return Ending(code, known[code].label, in_sla_figures=not known[code].leaves_sla_figures)


def reasons_for(outcome: str) -> QuerySet[CloseReason]:
    """What can be chosen, in the table's order."""
    return CloseReason.objects.filter(outcome=outcome, is_active=True)


def reason_label(outcome: str, code: str) -> str:
    """What people call the reason; "" when none was given or its row is gone."""
    return CloseReason.objects.filter(outcome=outcome, code=code).values_list("label", flat=True).first() or ""


def cadence() -> dict[int, timedelta]:
    """How long to wait after each attempt without an answer."""
    return dict(CadenceStep.objects.values_list("attempt", "wait"))
