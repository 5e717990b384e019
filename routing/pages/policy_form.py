"""A policy while it is edited: all of it stands in the form, so that each button works without JavaScript."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from routing.models import RoutingPolicy
from routing.pages.policy_words import switches_for
from routing.queries.policies import lines_of, switches_of
from routing.rules import matching
from routing.rules.policy_steps import OFFERED, Line, step_problem, with_line

MOST_LINES = 50
MOST_MINUTES = 10_080  # a week
#: which switch a field of another name sets
FIELD_OF = {"reoffer_minutes": "reoffer_after"}


class SwitchesForm(forms.Form):
    """What a policy says beside its steps."""

    overflow = forms.BooleanField(label=_("When everybody is full, the least loaded takes it anyway"), required=False)
    contact_needs_connection = forms.BooleanField(
        label=_("Only a conversation stops the first-contact clock, an attempt does not"), required=False
    )
    clock_in_team_hours = forms.BooleanField(label=_("Clocks run in the team's working hours only"), required=False)
    reoffer_minutes = forms.IntegerField(
        label=_("Minutes after which a missed lead goes to somebody else"),
        required=False,
        min_value=1,
        max_value=MOST_MINUTES,
        help_text=_("Empty: it stays where it is."),
    )

    def __init__(self, queue: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = switches_for(queue)
        for name in [name for name in self.fields if FIELD_OF.get(name, name) not in asked]:
            del self.fields[name]

    @classmethod
    def of(cls, policy: RoutingPolicy) -> "SwitchesForm":
        switches = switches_of(policy)
        span: timedelta | None = switches.pop("reoffer_after")
        minutes = int(span / timedelta(minutes=1)) if span else None
        return cls(policy.queue, initial=switches | {"reoffer_minutes": minutes})

    def switches(self) -> dict[str, Any]:
        """As `change_policy` takes them; only of a valid form."""
        data = dict(self.cleaned_data)
        span = data.pop("reoffer_minutes", None)
        return data | {"reoffer_after": timedelta(minutes=span) if span else None}


@dataclass(frozen=True, slots=True)
class Draft:
    """The steps and switches as they stand in the form.

    replaces  the version that was opened, None where there was none
    """

    lines: list[Line]
    form: SwitchesForm
    replaces: int | None

    @classmethod
    def opened(cls, policy: RoutingPolicy, *, replaces: int | None) -> "Draft":
        return cls(lines_of(policy), SwitchesForm.of(policy), replaces)

    @classmethod
    def sent(cls, queue: str, data: QueryDict) -> "Draft":
        """What the engine does not know is left out: no page of ours sends it."""
        lines = [(kind, name) for kind, _space, name in (text.partition(" ") for text in data.getlist("step"))]
        known = [line for line in dict.fromkeys(lines) if not step_problem(*line)]
        replaces = data.get("replaces", "")
        number = int(replaces) if replaces.isascii() and replaces.isdigit() and len(replaces) < 9 else None
        return cls(known[:MOST_LINES], SwitchesForm(queue, data), number)

    def edited(self, do: str, new: str) -> list[Line]:
        """The lines after a button was pressed: `up:3`, `down:3`, `remove:3` by place from 0, or `add`."""
        what, _colon, place = do.partition(":")
        lines = list(self.lines)
        if what == "add":
            line = _offered(new)
            return with_line(lines, line) if line and line not in lines else lines
        at = int(place) if place.isascii() and place.isdigit() and len(place) < 4 else len(lines)
        if at >= len(lines):
            return lines
        line = lines.pop(at)
        if what == "remove":
            return lines
        lines.insert(max(at - 1, 0) if what == "up" else at + 1 if what == "down" else at, line)
        return lines

    def engine_policy(self) -> matching.Policy:
        overflow = bool(self.form.data.get("overflow")) if self.form.is_bound else bool(self.form.initial["overflow"])
        return matching.Policy(tuple(matching.Step(*line) for line in self.lines), overflow)


def _offered(text: str) -> Line | None:
    return next((line for line in OFFERED if " ".join(line) == text), None)
