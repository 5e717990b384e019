"""What the calls queue and the IC queue can be narrowed to."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from routing.enums import STEP_NAMES, Cohort, IcStatus, SupportType, Urgency
from routing.pages.forms import SCOPES, as_said
from scheduling.enums import CallStatus, TopicCode

IC_SORTS = [
    ("urgency", _("Most urgent")),
    ("created_at", _("Waiting longest")),
    ("scheduled_date", _("Next session first")),
]


class CallFilter(forms.Form):
    """A value that is not offered counts as none: an old link still opens the queue."""

    status = forms.ChoiceField(label=_("Status"), required=False)
    topic = forms.ChoiceField(label=_("Topic"), required=False)
    scope = forms.ChoiceField(label=_("Whose"), required=False, choices=SCOPES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "filter-%s", **kwargs})
        self._offer("status", _("Open, and over lately"), CallStatus.choices)
        self._offer("topic", _("Every topic"), TopicCode.choices)

    def _offer(self, name: str, everything: Any, choices: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", everything), *choices]


class IcFilter(forms.Form):
    """What the IC queue can be narrowed to; likewise."""

    status = forms.ChoiceField(label=_("Status"), required=False)
    support_type = forms.ChoiceField(label=_("Help"), required=False)
    urgency = forms.ChoiceField(label=_("Urgency"), required=False)
    cohort = forms.ChoiceField(label=_("Cohort"), required=False)
    step = forms.ChoiceField(label=_("Step"), required=False)
    scope = forms.ChoiceField(label=_("Whose"), required=False, choices=SCOPES)
    sort = forms.ChoiceField(label=_("Sort"), required=False, choices=IC_SORTS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "filter-%s", **kwargs})
        steps = ((str(number), f"{number} {gettext(name)}") for number, name in STEP_NAMES.items())
        self._offer("status", _("All open"), as_said(IcStatus))
        self._offer("support_type", _("Help"), as_said(SupportType))
        self._offer("urgency", _("Urgency"), as_said(Urgency))
        self._offer("cohort", _("Cohort"), as_said(Cohort))
        self._offer("step", _("Step"), steps)

    def _offer(self, name: str, everything: Any, choices: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", everything), *choices]
