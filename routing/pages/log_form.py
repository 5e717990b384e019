"""What an owner writes down after a contact."""

from datetime import datetime, time
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core import clock
from routing.enums import CommunicationType, Outcome, Sentiment
from routing.pages.forms import WorkForm, as_said
from routing.queries.promises import reasons_for

#: which field asks why, by outcome; the others stay out of sight (static/css/app.css)
WHY = {Outcome.CLOSED_LOST: "lost_because", Outcome.DISQUALIFIED: "disqualified_because"}
CHOOSE = [("", _("Choose …"))]


class LogContactForm(WorkForm):
    folded: ClassVar = ("lead_sentiment", "probability_to_close", "estimated_close_date")

    communication_type = forms.ChoiceField(label=_("How"), choices=lambda: as_said(CommunicationType))
    outcome = forms.ChoiceField(label=_("Outcome"), choices=lambda: as_said(Outcome))
    lost_because = forms.ChoiceField(label=_("Why it is lost"), required=False)
    disqualified_because = forms.ChoiceField(label=_("Why it is no lead"), required=False)
    duration_minutes = forms.IntegerField(label=_("Minutes"), required=False, min_value=0, max_value=999)
    notes = forms.CharField(
        label=_("Notes"),
        min_length=10,
        error_messages={"min_length": _("Write at least ten characters.")},
        max_length=2000,
        help_text=_("What was said, and what comes next."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    lead_sentiment = forms.ChoiceField(
        label=_("Mood"), required=False, choices=lambda: [("", "–"), *as_said(Sentiment)]
    )
    probability_to_close = forms.IntegerField(label=_("Likely to buy, %"), required=False, min_value=0, max_value=100)
    estimated_close_date = forms.DateField(
        label=_("Decides by"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for outcome, name in WHY.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = lambda outcome=outcome: [
                *CHOOSE,
                *((reason.code, gettext(reason.label)) for reason in reasons_for(outcome)),
            ]

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
        why = WHY.get(data.get("outcome", ""))
        if why and not data.get(why) and why not in self.errors:
            self.add_error(why, _("Say why."))
        return data

    def facts(self) -> dict[str, Any]:
        """What log_contact takes."""
        data = self.cleaned_data
        why = WHY.get(data["outcome"])
        return data | {"close_reason": data[why] if why else ""}
