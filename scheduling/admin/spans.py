"""Spans of working time in forms: in hours, for a day of it is not 24 of them."""

from datetime import timedelta
from typing import Any

from django import forms


class WorkingSpanField(forms.DurationField):
    """40:00:00 where Django writes 1 16:00:00; both are understood."""

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, timedelta):
            return value
        minutes, seconds = divmod(int(value.total_seconds()), 60)
        return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"
