"""What staff and calendar fields accept."""

import re
from datetime import time
from typing import Any

import holidays
from django.core.exceptions import ValidationError

TIME_OF_DAY = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"
TIME_OF_DAY_PATTERN = re.compile(TIME_OF_DAY)
END_OF_DAY = "24:00"
_SKILL = re.compile(r"[A-Z0-9][A-Z0-9_]*")


def validate_country(value: str) -> None:
    if value not in holidays.list_supported_countries():
        raise ValidationError("%(value)s is not a country whose holidays are known.", params={"value": value})


def validate_skill(value: str) -> None:
    if not _SKILL.fullmatch(value):
        raise ValidationError("%(value)s: write a skill in capitals, RETAIL_POS.", params={"value": value})


def validate_starts(value: str) -> None:
    if not re.match(TIME_OF_DAY, value):
        raise ValidationError("%(value)s: write a time as 09:00.", params={"value": value})


def validate_ends(value: str) -> None:
    if value != END_OF_DAY:
        validate_starts(value)


def validate_spans(value: Any) -> None:
    """A list of [starts, ends] pairs; an empty list is a closed day."""
    if not isinstance(value, list):
        raise ValidationError('Write a list of spans: [["09:00", "12:00"]], or [] for a closed day.')
    for span in value:
        if not isinstance(span, list) or len(span) != 2 or not all(isinstance(part, str) for part in span):
            raise ValidationError('Write each span as ["09:00", "12:00"].')
        validate_starts(span[0])
        validate_ends(span[1])


def time_of_day(text: str) -> time:
    """The wall clock of "HH:MM"; 24:00 is the next day's 00:00, which the rules tell by closes <= opens."""
    return time(0) if text == END_OF_DAY else time(int(text[:2]), int(text[3:]))
