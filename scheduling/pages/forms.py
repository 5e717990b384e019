"""What members fill in about a call."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language
from core.phone import to_e164
from routing.pages.clocks import moment_input
from routing.pages.forms import WorkForm
from scheduling import conf
from scheduling.enums import CallOutcome, ContactMethod, PhoneType
from scheduling.models import Topic
from workforce.rules import zones

_LINE = {"autocomplete": "off"}
#: free times by day: its name, then value and label of each
Days = list[tuple[str, list[tuple[str, str]]]]


def reason_line(label: Any, *, required: bool = False, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, max_length=300, required=required, help_text=help_text, widget=forms.TextInput(attrs=_LINE)
    )


class TimeForm(WorkForm):
    """A time of the member's own choice. `instead` in the data is one of the times offered as buttons."""

    starts_at = forms.DateTimeField(label=_("When"), widget=moment_input())

    def __init__(self, data: Any = None, *args: Any, zone_help: str, **kwargs: Any) -> None:
        if data and data.get("instead"):
            data = data.copy()
            data["starts_at"] = data["instead"]
        super().__init__(data, *args, **kwargs)
        self.fields["starts_at"].help_text = zone_help


class RescheduleForm(TimeForm):
    reason = reason_line(_("Reason"), help_text=_("The team reads it in the story."))


class ProposeForm(WorkForm):
    """Free times to tick, and one of the member's own choice beside them."""

    above: ClassVar[str] = "scheduling/propose_about.html"
    below: ClassVar[str] = "scheduling/propose_preview.html"
    css: ClassVar[str] = "css/calls.css"

    times = forms.MultipleChoiceField(
        label=_("Your free times"), required=False, widget=forms.CheckboxSelectMultiple(attrs={"class": "slot"})
    )
    more = forms.DateTimeField(label=_("Another time"), required=False, widget=moment_input())

    def __init__(self, *args: Any, days: Days, zone_help: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["times"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = days
        field.help_text = _("One to %(n)s. They are kept for the customer, who picks one by link.") % {
            "n": conf.MOST_PROPOSALS
        }
        self.fields["more"].help_text = zone_help

    def begin(self) -> None:
        """The cursor begins among the free times: the first of them."""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        chosen = [datetime.fromisoformat(text) for text in data.get("times", ())]
        if data.get("more"):
            chosen.append(data["more"])
        data["chosen"] = sorted(set(chosen))
        if not self.errors and not 1 <= len(data["chosen"]) <= conf.MOST_PROPOSALS:
            self.add_error("times", _("Choose one to %(n)s times.") % {"n": conf.MOST_PROPOSALS})
        return data


class HandOverForm(WorkForm):
    css: ClassVar[str] = "css/calls.css"

    to = forms.ChoiceField(label=_("To"))
    reason = reason_line(_("Reason"), help_text=_("Whoever gets it reads this."))

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to = self.fields["to"]
        assert isinstance(to, forms.ChoiceField)
        to.choices = people


class ReleaseForm(WorkForm):
    reason = reason_line(_("Reason"), required=True, help_text=_("Whoever takes it next reads this."))


class CancelForm(WorkForm):
    reason = reason_line(_("Reason"), required=True, help_text=_("The customer reads this."))


class NoShowForm(WorkForm):
    reason = reason_line(_("Note"), help_text=_("For the team. The customer gets a friendly mail."))


class CompleteForm(WorkForm):
    """`quick` in the data is an outcome: one key ends the call."""

    quick: ClassVar = [
        (outcome.value, outcome.label, str(number)) for number, outcome in enumerate(CallOutcome, start=1)
    ]

    outcome = forms.ChoiceField(label=_("Outcome"), choices=CallOutcome.choices)
    notes = forms.CharField(
        label=_("What was said"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        if data and data.get("quick") in CallOutcome:
            data = data.copy()
            data["outcome"] = data["quick"]
        super().__init__(data, *args, **kwargs)

    def begin(self) -> None:
        """Single keys say how it ended: the cursor waits outside."""
        if self.is_bound:
            super().begin()


class NextCallForm(TimeForm):
    topic = forms.ModelChoiceField(label=_("About"), queryset=Topic.objects.none(), empty_label=None)
    notes = forms.CharField(
        label=_("Notes"), max_length=conf.NOTES_LENGTH, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, topics: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["topic"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = topics


class EditForm(WorkForm):
    """What the customer said, corrected. Empty lines of attendees fall away."""

    folded: ClassVar = ("backup_phone", "phone_type", "language_preference", "timezone", "additional_attendees")

    contact_phone = forms.CharField(label=_("Phone"), max_length=30, widget=forms.TextInput(attrs={"type": "tel"}))
    phone_extension = forms.CharField(label=_("Extension"), max_length=10, required=False)
    preferred_contact_method = forms.ChoiceField(label=_("How"), choices=ContactMethod.choices)
    meeting_url = forms.URLField(
        label=_("Link of the video call"), max_length=500, required=False, assume_scheme="https"
    )
    custom_topic_description = forms.CharField(
        label=_("About"), max_length=300, required=False, widget=forms.TextInput(attrs=_LINE)
    )
    preferred_times = forms.CharField(
        label=_("Times that suit"), max_length=500, required=False, widget=forms.TextInput(attrs=_LINE)
    )
    notes = forms.CharField(
        label=_("Notes"), max_length=conf.NOTES_LENGTH, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    backup_phone = forms.CharField(
        label=_("Second phone"), max_length=30, required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )
    phone_type = forms.ChoiceField(label=_("Kind of phone"), choices=PhoneType.choices)
    language_preference = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    timezone = forms.CharField(label=_("Time zone"), max_length=64, widget=forms.TextInput(attrs=_LINE))
    additional_attendees = forms.CharField(
        label=_("Also there"),
        required=False,
        help_text=_("One address a line."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, flexible: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not flexible:
            del self.fields["preferred_times"]

    def clean_contact_phone(self) -> str:
        return self._number("contact_phone")

    def clean_backup_phone(self) -> str:
        return self._number("backup_phone") if self.cleaned_data["backup_phone"] else ""

    def _number(self, name: str) -> str:
        try:
            return to_e164(self.cleaned_data[name])
        except ValueError:
            problem = _("This is no phone number. Write it with its country: +1 212 555 0123.")
            raise forms.ValidationError(problem) from None

    def clean_timezone(self) -> str:
        try:
            return str(zones.zone(self.cleaned_data["timezone"]).key)
        except zones.UnknownZone:
            raise forms.ValidationError(_("Nobody knows this zone. Write it like America/New_York.")) from None

    def clean_additional_attendees(self) -> list[str]:
        lines = self.cleaned_data["additional_attendees"].replace(",", "\n").splitlines()
        found = list(dict.fromkeys(line.strip() for line in lines if line.strip()))
        if len(found) > conf.MOST_ATTENDEES:
            raise forms.ValidationError(_("At most %(n)s people.") % {"n": conf.MOST_ATTENDEES})
        for address in found:
            forms.EmailField(max_length=254).clean(address)
        return found
