"""What the verbs for a member's hours share: who may, and which spans can be meant."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_noop as _

from core.actor import Actor
from core.errors import Forbidden, Invalid
from core.locks import advisory_lock
from workforce import policies
from workforce.models import Staff
from workforce.models.validators import validate_spans
from workforce.rules.weekly_spans import Span, overlapping, tidy

#: spans of one day; more is a mistake
MOST_SPANS = 12

NOT_A_TIME = _("Write each time as 09:00.")
#: a date further away than this, back or ahead, has a wrong year
FURTHEST = timedelta(days=3660)

TOO_FAR = _("This is more than ten years away: check the year.")
OVERLAP = _("These hours overlap: join them, or begin the later ones later.")
TOO_MANY = _("These are too many spans for one day.")


def begin(staff: Staff, *, by: Actor) -> None:
    """Refuses whoever may not; then one change of a member's hours at a time."""
    if not policies.can_change_hours(by, staff.pk):
        raise Forbidden(_("Only they themselves or a supervisor can change these hours."))
    advisory_lock("hours", staff.pk)


def checked_spans(spans: Sequence[Sequence[str]], field: str = "spans") -> list[Span]:
    """In order; refuses what is no time of day and what overlaps."""
    try:
        validate_spans([list(span) for span in spans])
    except ValidationError:
        raise Invalid({field: [NOT_A_TIME]}) from None
    if len(spans) > MOST_SPANS:
        raise Invalid({field: [TOO_MANY]})
    in_order = tidy(spans)
    if overlapping(in_order):
        raise Invalid({field: [OVERLAP]})
    return in_order


def check_near(day: date, at: datetime, field: str) -> None:
    """Refuses a date whose year must be a mistake; the calendar of a zone ends before the year 10,000."""
    if abs(day - at.date()) > FURTHEST:
        raise Invalid({field: [TOO_FAR]})
