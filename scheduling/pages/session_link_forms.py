"""What a merchant may tell about a session."""

from datetime import date, datetime

from django import forms
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext_lazy as _

FIRST_YEAR, LAST_YEAR = 2000, 2200
SCORES = [(number, str(number)) for number in range(1, 6)]


class CancelForm(forms.Form):
    reason = forms.CharField(max_length=300, required=False)


class WishesForm(forms.Form):
    wishes = forms.CharField(max_length=300, required=False)


class RateForm(forms.Form):
    score = forms.TypedChoiceField(
        choices=SCORES,
        coerce=int,
        error_messages={"required": _("Choose one to five stars."), "invalid_choice": _("Choose one to five stars.")},
    )
    comment = forms.CharField(max_length=1000, required=False)


def first_problem(form: forms.Form) -> str:
    return next((str(messages[0]) for messages in form.errors.values()), "")


def instant(text: str) -> datetime | None:
    """With its zone; None for anything else, and for years that no calendar can turn into another zone."""
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found and found.tzinfo and FIRST_YEAR <= found.year <= LAST_YEAR else None


def day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None
