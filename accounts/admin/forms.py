from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget, UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from accounts.enums import Role
from accounts.models import ApiKey, Customer, User
from accounts.scopes import MEANING, Scope
from core.phone import to_e164


def zone_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Time zone"),
        choices=lambda: [(zone, zone) for zone in sorted(available_timezones())],
        widget=UnfoldAdminSelectWidget,
        initial="UTC",
    )


class PhoneMixin:
    cleaned_data: dict[str, Any]

    def clean_phone(self) -> str:
        text = self.cleaned_data["phone"]
        try:
            return to_e164(text) if text else ""
        except ValueError:
            raise forms.ValidationError(_("This is not a phone number. Write it with its country code.")) from None


class UserForm(PhoneMixin, forms.ModelForm):
    roles = forms.MultipleChoiceField(
        choices=Role.choices, widget=UnfoldAdminCheckboxSelectMultipleWidget, required=False, label=_("Roles")
    )
    timezone = zone_field()

    class Meta:
        model = User
        fields = ["email", "name", "phone", "roles", "language", "timezone", "theme"]

    def clean_email(self) -> str:
        return self.cleaned_data["email"].strip().lower()


class CustomerForm(PhoneMixin, forms.ModelForm):
    timezone = zone_field()

    class Meta:
        model = Customer
        fields = ["company", "user", "name", "email", "phone", "tier", "language", "timezone", "external_ids"]

    def clean_email(self) -> str:
        return self.cleaned_data["email"].strip().lower()


class ApiKeyForm(forms.ModelForm):
    name = forms.CharField(max_length=120, widget=UnfoldAdminTextInputWidget, help_text=_("Which system will use it."))
    scopes = forms.MultipleChoiceField(
        choices=[(scope.value, f"{scope.value}: {MEANING[scope]}") for scope in Scope],
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )

    class Meta:
        model = ApiKey
        fields = ["name", "scopes", "company", "rate_per_minute", "expires_at"]
