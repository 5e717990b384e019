"""What an owner writes down after a contact: what came of it, why it ended, what comes next."""

from collections.abc import Iterator
from datetime import datetime, time
from math import ceil
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core import clock
from routing.actions.log_contact import PlannedStep
from routing.enums import CLOSING, UNANSWERED, CommunicationType, NextStepKind, Outcome, Sentiment
from routing.pages.clocks import moment_input
from routing.pages.forms import WorkForm, as_said
from routing.queries.promises import reasons_for

#: which field asks why, by outcome; the others stay out of sight (static/css/app.css)
WHY = {Outcome.CLOSED_LOST: "lost_because", Outcome.DISQUALIFIED: "disqualified_because"}
CHOOSE = [("", _("Choose …"))]
#: next steps that can be planned beside a promised call; these stand in the calendar, the others are due by a time
STEPS = (NextStepKind.GENERATE_QUOTE, NextStepKind.SEND_INFORMATION, NextStepKind.SCHEDULE_FOLLOWUP, NextStepKind.OTHER)
IN_CALENDAR = (NextStepKind.SCHEDULE_FOLLOWUP,)
STEP_FIELDS = ("step_1", "step_2")
CALLS = (CommunicationType.PHONE_CALL, CommunicationType.VIDEO_CALL)
LONGEST = 999  # minutes


def _moment(label: Any) -> forms.DateTimeField:
    return forms.DateTimeField(label=label, required=False, widget=moment_input())


def _step(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=lambda: [("", _("Nothing")), *_step_words()])


def _step_words() -> Iterator[tuple[str, str]]:
    return ((kind.value, str(kind.label)[:1].upper() + str(kind.label)[1:]) for kind in STEPS)


class LogContactForm(WorkForm):
    """`began` (an instant) runs from the moment somebody dialled: the minutes are counted when none are given.

    `quick` in the data is an outcome without an answer: it needs no notes.
    """

    folded: ClassVar = ("lead_sentiment", "probability_to_close", "estimated_close_date")
    quick: ClassVar = [(outcome.value, outcome.label, key) for outcome, key in zip(UNANSWERED, "vn", strict=True)]

    communication_type = forms.ChoiceField(label=_("How"), choices=lambda: as_said(CommunicationType))
    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=lambda: as_said(Outcome),
        widget=forms.Select(attrs={"data-key": "o", "data-key-label": _("Outcome")}),
    )
    lost_because = forms.ChoiceField(label=_("Why it is lost"), required=False)
    disqualified_because = forms.ChoiceField(label=_("Why it is no lead"), required=False)
    callback_at = _moment(_("Call back at"))
    duration_minutes = forms.IntegerField(label=_("Minutes"), required=False, min_value=0, max_value=LONGEST)
    notes = forms.CharField(
        label=_("Notes"),
        min_length=10,
        error_messages={"min_length": _("Write at least ten characters.")},
        max_length=2000,
        help_text=_("What was said, and what comes next."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    step_1 = _step(_("Next step"))
    step_1_at = _moment(_("When"))
    step_2 = _step(_("And then"))
    step_2_at = _moment(_("When"))
    lead_sentiment = forms.ChoiceField(
        label=_("Mood"), required=False, choices=lambda: [("", "–"), *as_said(Sentiment)]
    )
    probability_to_close = forms.IntegerField(label=_("Likely to buy, %"), required=False, min_value=0, max_value=100)
    estimated_close_date = forms.DateField(
        label=_("Decides by"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    began = forms.DateTimeField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        if data and (quick := data.get("quick")) in UNANSWERED:
            data = data.copy()
            data["outcome"] = quick
            if len(data.get("notes", "").strip()) < 10:
                data["notes"] = f"{str(Outcome(quick).label).capitalize()}."
        super().__init__(data, *args, **kwargs)
        for outcome, name in WHY.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = lambda outcome=outcome: [
                *CHOOSE,
                *((reason.code, gettext(reason.label)) for reason in reasons_for(outcome)),
            ]

    def begin(self) -> None:
        """While a call runs, single keys say what came of it: the cursor waits outside."""
        if self.is_bound or not self.initial.get("began"):
            super().begin()

    @property
    def since(self) -> datetime | None:
        """When somebody dialled, with its zone: the browser's may be another than the reader's."""
        try:
            began: datetime | None = self.fields["began"].clean(self["began"].value())
        except forms.ValidationError:
            return None
        return began and timezone.localtime(began)

    def clean_estimated_close_date(self) -> datetime | None:
        day = self.cleaned_data["estimated_close_date"]
        if day is None:
            return None
        ends = timezone.make_aware(datetime.combine(day, time(23, 59)))  # the reader's day
        if ends <= clock.now():
            raise forms.ValidationError(_("Choose a day that is still to come."))
        return ends

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        outcome = data.get("outcome", "")
        why = WHY.get(outcome)
        if why and not data.get(why) and why not in self.errors:
            self.add_error(why, _("Say why."))
        if outcome == Outcome.SCHEDULED_CALLBACK:
            self._need_time("callback_at", data)
        if outcome not in CLOSING:
            for name in STEP_FIELDS:
                if data.get(name):
                    self._need_time(f"{name}_at", data)
        return data

    def _need_time(self, name: str, data: dict[str, Any]) -> None:
        if name in self.errors:
            return
        when = data.get(name)
        if when is None:
            self.add_error(name, _("Say when."))
        elif when <= clock.now():
            self.add_error(name, _("Choose a time that is still to come."))

    def facts(self) -> dict[str, Any]:
        """What log_contact takes."""
        data = self.cleaned_data
        why = WHY.get(data["outcome"])
        return data | {
            "close_reason": data[why] if why else "",
            "duration_minutes": self._minutes(),
            "next_steps": list(self._steps()),
        }

    def _steps(self) -> Iterator[PlannedStep]:
        data = self.cleaned_data
        if data["outcome"] == Outcome.SCHEDULED_CALLBACK:
            yield PlannedStep(NextStepKind.CALLBACK, data["callback_at"], in_calendar=True)
        if data["outcome"] in CLOSING:
            return
        for name in STEP_FIELDS:
            if data[name]:
                yield PlannedStep(data[name], data[f"{name}_at"], in_calendar=data[name] in IN_CALENDAR)

    def _minutes(self) -> int | None:
        data = self.cleaned_data
        minutes: int | None = data["duration_minutes"]
        if minutes is not None or not data["began"] or data["communication_type"] not in CALLS:
            return minutes
        return min(max(ceil((clock.now() - data["began"]).total_seconds() / 60), 0), LONGEST)
