from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language, Theme
from core.phone import to_e164

LONGEST_PASSWORD = 1024


def zone_choices() -> list[tuple[str, str]]:
    return [(zone, zone.replace("_", " ")) for zone in sorted(available_timezones())]


def password_field(label: Any, autocomplete: str, **kwargs: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, max_length=LONGEST_PASSWORD, strip=False, widget=widget, **kwargs)


class LoginForm(forms.Form):
    email = forms.CharField(
        label=_("Email"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = password_field(_("Password"), "current-password")


class ProfileForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    phone = forms.CharField(
        label=_("Phone"),
        max_length=40,
        required=False,
        help_text=_("With the country code: +1 212 555 0123."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    timezone = forms.ChoiceField(label=_("Time zone"), choices=zone_choices)
    theme = forms.ChoiceField(label=_("Colours"), choices=Theme.choices)

    def clean_phone(self) -> str:
        text = self.cleaned_data["phone"]
        try:
            return to_e164(text) if text else ""
        except ValueError:
            raise forms.ValidationError(_("This is not a phone number. Write it with its country code.")) from None


class NewPasswordForm(forms.Form):
    """The rules for a good password are asked by the action; here only that both entries agree."""

    new_password = password_field(
        _("New password"),
        "new-password",
        help_text=_("At least 8 characters, not a common password, and nothing like your name or email."),
    )
    again = password_field(_("New password, once more"), "new-password")

    def clean_again(self) -> str:
        if self.cleaned_data["again"] != self.cleaned_data.get("new_password"):
            raise forms.ValidationError(_("The two entries differ."))
        return self.cleaned_data["again"]


class ChangePasswordForm(NewPasswordForm):
    old_password = password_field(_("Present password"), "current-password")

    field_order = ("old_password", "new_password", "again")


class ResetRequestForm(forms.Form):
    email = forms.EmailField(
        label=_("Email"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
