from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminIntegerFieldWidget

from accounts.admin.forms import zone_field
from workforce.actions.set_capacity import MOST_PLACES
from workforce.enums import Work
from workforce.models import Staff, Team

PLACES = {f"places_{work.lower()}": work for work in Work}


class StaffForm(forms.ModelForm):
    """Capacity is a number here and rows underneath: `places` gives what set_capacity is to be called with."""

    places_ae, places_ic, places_agent, places_mechanic, places_call = (
        forms.IntegerField(
            label=work.label, min_value=0, max_value=MOST_PLACES, widget=UnfoldAdminIntegerFieldWidget, initial=0
        )
        for work in Work
    )

    class Meta:
        model = Staff
        fields = ["user", "title", "seniority", "languages", "skills", "country", "subdivision", "accepts_new"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.user_id:
            held = self.instance.capacity_slots.filter(surplus=False).values_list("work", flat=True)
            counted = list(held)
            for name, work in PLACES.items():
                self.initial[name] = counted.count(work.value)

    def clean_skills(self) -> list[str]:
        return sorted({skill.strip() for skill in self.cleaned_data["skills"]})

    def clean_accepts_new(self) -> bool:
        accepts_new: bool = self.cleaned_data["accepts_new"]
        if accepts_new and self.instance.is_retired:
            raise forms.ValidationError(_("Who has left takes no new work."))
        return accepts_new

    @property
    def places(self) -> dict[Work, int]:
        return {work: self.cleaned_data[name] for name, work in PLACES.items() if name in self.changed_data}


class TeamForm(forms.ModelForm):
    timezone = zone_field()

    class Meta:
        model = Team
        fields = ["name", "work", "auto_assign", "timezone", "country"]
        help_texts: ClassVar[dict[str, Any]] = {
            "auto_assign": _(
                "On: what arrives goes to whom the policy chooses at once, whatever has come free takes the best that "
                "waits, and a sweep does the rest. Off: it waits until somebody claims it; the whole line can still be "
                "assigned once, by handing it to the engine."
            )
        }
