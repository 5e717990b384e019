"""What the calls queue can be narrowed to."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from scheduling.enums import CallStatus, TopicCode

SCOPES = [("mine", _("Waiting and mine")), ("team", _("All of my teams"))]


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
