"""What each question of the wizard takes. A form's answer is in the fields of a call request."""

import re
from typing import Any, ClassVar
from zoneinfo import available_timezones

from django import forms
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.enums import Language
from core.phone import DEFAULT_REGION
from scheduling import conf
from scheduling.enums import ContactMethod, PhoneType, SchedulingType, Urgency
from scheduling.models import CallRequest, Topic
from scheduling.pages.wizard.countries import example_of, is_country, judge, national
from scheduling.rules.wizard import Said, Step

ZONES = frozenset(available_timezones())
WARN_AT = 450
_SEPARATORS = re.compile(r"[,;\s]+")


def longest(field: str) -> int:
    """As long as the column of a call request."""
    column: Any = CallRequest._meta.get_field(field)  # noqa: SLF001  (the public way to a column)
    return int(column.max_length)


def text_area(rows: int, **attrs: Any) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, **attrs})


class TextAreaField(forms.CharField):
    """Browsers send two characters for the end of a line and count one."""

    def to_python(self, value: Any) -> str:
        return super().to_python(value.replace("\r\n", "\n") if isinstance(value, str) else value) or ""


class StepForm(forms.Form):
    """said: what the draft has been told so far; about: the topic, once it is chosen"""

    def __init__(self, data: Any = None, *, said: Said, topic: Topic | None, **kwargs: Any) -> None:
        self.said, self.about = said, topic
        super().__init__(data, initial=self.first_values(), auto_id="%s", use_required_attribute=True, **kwargs)

    def first_values(self) -> dict[str, Any]:
        return {name: self.said[name] for name in self.base_fields if name in self.said}

    def answer(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class TopicForm(StepForm):
    topic = forms.ChoiceField(
        label=gettext_lazy("Topic"), error_messages={"required": gettext_lazy("Choose what the call is about.")}
    )
    custom_topic_description = forms.CharField(
        label=gettext_lazy("In your own words"),
        required=False,
        max_length=longest("custom_topic_description"),
        widget=forms.TextInput(attrs={"placeholder": gettext_lazy("e.g. A second location opens in May")}),
    )

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        self.topics = list(Topic.objects.offered())
        super().__init__(data, **kwargs)
        self.fields["topic"].choices = [(topic.code, str(topic)) for topic in self.topics]  # type: ignore[attr-defined]

    def clean(self) -> None:
        own_words = self.cleaned_data.get("custom_topic_description", "").strip()
        if self.cleaned_data.get("topic") == "OTHER" and not own_words:
            self.add_error("custom_topic_description", _("Say in a few words what the call is about."))
        elif self.cleaned_data.get("topic") != "OTHER":
            self.cleaned_data["custom_topic_description"] = ""


class MethodForm(StepForm):
    scheduling_type = forms.ChoiceField(
        label=gettext_lazy("How we find a time"),
        choices=SchedulingType.choices,
        error_messages={"required": gettext_lazy("Choose one of the two.")},
    )


class ZonedForm(StepForm):
    timezone = forms.CharField(label=gettext_lazy("Time zone"), max_length=64)

    def clean_timezone(self) -> str:
        name = self.cleaned_data["timezone"]
        if name not in ZONES:
            raise forms.ValidationError(_("Choose a time zone of the list."))
        return str(name)


class WishesForm(ZonedForm):
    preferred_times = TextAreaField(
        label=gettext_lazy("Days and times that suit you"),
        max_length=longest("preferred_times"),
        widget=text_area(3, placeholder=gettext_lazy("e.g. Weekday mornings, Tuesday afternoon")),
        error_messages={"required": gettext_lazy("Say when we can reach you, such as weekday mornings.")},
    )
    urgency_level = forms.ChoiceField(
        label=gettext_lazy("How soon do you need the call?"),
        choices=[("", gettext_lazy("Choose …")), *Urgency.choices],
        error_messages={"required": gettext_lazy("Say how soon you need the call.")},
    )

    field_order = ("preferred_times", "urgency_level", "timezone")


class WhoForm(StepForm):
    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=longest("contact_name"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": gettext_lazy("Tell us your name.")},
    )
    email = forms.EmailField(
        label=gettext_lazy("Your email address"),
        help_text=gettext_lazy("We send a code there, so that nobody books in your name."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "placeholder": "name@example.com"}),
        error_messages={
            "required": gettext_lazy("Tell us your email address."),
            "invalid": gettext_lazy("This is not an email address. Write it like name@example.com."),
        },
    )

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).strip().lower()


class CodeForm(StepForm):
    code = forms.CharField(
        label=gettext_lazy("The six digits of our mail"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "pattern": "[0-9 ]{6,7}", "size": "8"}
        ),
        error_messages={"required": gettext_lazy("Type the six digits of our mail.")},
    )


class ContactForm(StepForm):
    contact_phone = forms.CharField(
        label=gettext_lazy("Phone number"),
        max_length=40,
        error_messages={"required": gettext_lazy("Tell us the number that we shall call.")},
    )
    contact_phone_country = forms.CharField(label=gettext_lazy("Country"), max_length=2, required=False)
    phone_type = forms.ChoiceField(label=gettext_lazy("Kind of phone"), choices=PhoneType.choices)
    phone_extension = forms.RegexField(
        r"^[0-9#*]{0,10}$",
        label=gettext_lazy("Extension"),
        max_length=longest("phone_extension"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "placeholder": gettext_lazy("e.g. 204")}),
        error_messages={"invalid": gettext_lazy("An extension has digits only.")},
    )
    backup_phone = forms.CharField(label=gettext_lazy("Another number"), max_length=40, required=False)
    backup_phone_country = forms.CharField(label=gettext_lazy("Country"), max_length=2, required=False)
    preferred_contact_method = forms.ChoiceField(
        label=gettext_lazy("How shall we talk?"),
        choices=ContactMethod.choices,
        error_messages={"required": gettext_lazy("Choose how we shall talk.")},
    )
    save_phone = forms.BooleanField(label=gettext_lazy("Also keep this number in my profile"), required=False)

    PHONES: ClassVar[tuple[str, ...]] = ("contact_phone", "backup_phone")

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if self.about is None or not self.about.place:
            method = self.fields["preferred_contact_method"]
            method.choices = [one for one in ContactMethod.choices if one[0] != ContactMethod.IN_PERSON]  # type: ignore[attr-defined]

    def first_values(self) -> dict[str, Any]:
        values: dict[str, Any] = {
            "phone_type": PhoneType.MOBILE,
            "preferred_contact_method": ContactMethod.PHONE,
        }
        values |= super().first_values()
        for name in self.PHONES:
            region, written = national(values[name]) if values.get(name) else (DEFAULT_REGION, "")
            values |= {name: written, f"{name}_country": region}
        return values

    def clean(self) -> None:
        for name in self.PHONES:
            text, region = self.cleaned_data.get(name, ""), self.cleaned_data.pop(f"{name}_country", "")
            if not text:
                continue
            region = region if is_country(region) else DEFAULT_REGION
            verdict, number = judge(text, region)
            if verdict != "valid":
                self.add_error(name, invalid_phone(region))
            else:
                self.cleaned_data[name] = number


def invalid_phone(region: str) -> str:
    return _("Invalid phone number format. Write it like %(example)s.") % {"example": example_of(region)}


class DetailsForm(StepForm):
    notes = TextAreaField(
        label=gettext_lazy("Notes or questions for the call"),
        required=False,
        max_length=conf.NOTES_LENGTH,
        widget=text_area(
            5, placeholder=gettext_lazy("e.g. The printer at the counter stops after every tenth receipt")
        ),
        error_messages={"max_length": gettext_lazy("At most %(limit_value)d characters; these are %(show_value)d.")},
    )
    language_preference = forms.ChoiceField(label=gettext_lazy("Language of the call"), choices=Language.choices)
    someone_joins = forms.BooleanField(label=gettext_lazy("Someone else will join"), required=False)
    additional_attendees = forms.CharField(
        label=gettext_lazy("Their email addresses"),
        required=False,
        max_length=3000,
        help_text=gettext_lazy("One a line. They get an invitation to the call."),
        widget=text_area(2, placeholder="colleague@example.com"),
    )

    def first_values(self) -> dict[str, Any]:
        values = super().first_values()
        others = self.said.get("additional_attendees", [])
        return values | {"additional_attendees": "\n".join(others), "someone_joins": bool(others)}

    def clean(self) -> None:
        joins, text = self.cleaned_data.pop("someone_joins", False), self.cleaned_data.get("additional_attendees", "")
        found = list(dict.fromkeys(one.lower() for one in _SEPARATORS.split(text) if one)) if joins else []
        if joins and not found and "additional_attendees" not in self.errors:
            self.add_error("additional_attendees", _("Say who will join, or take the tick away."))
        if len(found) > conf.MOST_ATTENDEES:
            most = conf.MOST_ATTENDEES
            message = ngettext("At most %(most)d person can join.", "At most %(most)d people can join.", most)
            self.add_error("additional_attendees", message % {"most": most})
        for one in found:
            try:
                validate_email(one)
            except forms.ValidationError:
                self.add_error("additional_attendees", _("%(text)s is not an email address.") % {"text": one})
        self.cleaned_data["additional_attendees"] = found


class TermsForm(StepForm):
    understood = forms.BooleanField(
        label=gettext_lazy("I understand that the team will call at the scheduled time"),
        error_messages={"required": gettext_lazy("Tick the box to confirm.")},
    )

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if self.said.get("scheduling_type") == SchedulingType.FLEXIBLE:
            self.fields["understood"].label = _("I understand that the team will contact me to agree on a time")


FORMS: dict[Step, type[StepForm]] = {
    Step.TOPIC: TopicForm,
    Step.METHOD: MethodForm,
    Step.TIME: ZonedForm,
    Step.WISHES: WishesForm,
    Step.WHO: WhoForm,
    Step.CODE: CodeForm,
    Step.CONTACT: ContactForm,
    Step.DETAILS: DetailsForm,
    Step.REVIEW: TermsForm,
}
