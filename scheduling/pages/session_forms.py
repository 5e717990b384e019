"""What consultants fill in about sessions."""

from collections.abc import Sequence
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from routing.enums import SupportType
from routing.pages.clocks import moment_input, zone_name
from routing.pages.forms import WorkForm, as_said
from scheduling.enums import MeetingPlatform, SessionOutcome
from scheduling.pages import session_times
from scheduling.pages.forms import reason_line
from scheduling.pages.session_link_forms import instant
from scheduling.queries.week import Day

MINUTES = (15, 30, 45, 60, 90, 120, 180, 240)
#: what decides the free times stands above them
FIRST = ("session_type", "ic", "duration_minutes", "starts_at", "more")
MOST_ITEMS, LONGEST_ITEM = 30, 200


class Slots(forms.RadioSelect):
    """Free times to choose one of. The cursor may begin in the first, and only there."""

    begins = False
    first = ""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if self.begins and value == self.first:
            option["attrs"]["autofocus"] = True
        return option


class SlotForm(WorkForm):
    """One of the consultant's free times, or another. `instead` in the data is a time offered after a clash."""

    css: ClassVar[str] = "css/calls.css"

    starts_at = forms.ChoiceField(label=_("When"), required=False, widget=Slots(attrs={"class": "slot"}))
    more = forms.DateTimeField(label=_("Another time"), required=False, widget=moment_input())

    def __init__(self, data: Any = None, *args: Any, days: Sequence[Day], zone: ZoneInfo, **kwargs: Any) -> None:
        if data and data.get("instead"):
            data = data.copy()
            data["starts_at"], data["more"] = data["instead"], ""
        super().__init__(data, *args, **kwargs)
        field = self.fields["starts_at"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = self._offered(days, zone, (data or {}).get("starts_at", ""))
        where = session_times.said(zone)
        field.help_text = _("Free times of the consultant, on the merchant's clock (%(zone)s).") % {"zone": where}
        if not days:
            field.help_text = _("No free time in the days ahead. Choose another length, or a time of your own below.")
        self.fields["more"].help_text = _("Your time, %(zone)s. It counts instead.") % {"zone": zone_name()}

    def _offered(self, days: Sequence[Day], zone: ZoneInfo, chosen: str) -> list[Any]:
        """By the merchant's day; what was chosen stays a choice even when it is gone."""
        groups: list[Any] = [
            (
                date_format(day.date, "l j F"),
                [(slot.start.isoformat(), session_times.slot_label(zone, slot.start)) for slot in day.slots],
            )
            for day in days
        ]
        offered = [value for _day, slots in groups for value, _label in slots]
        widget = self.fields["starts_at"].widget
        assert isinstance(widget, Slots)
        widget.first = offered[0] if offered else ""
        if chosen and chosen not in offered and (moment := instant(chosen)) is not None:
            groups.insert(0, (_("Chosen"), [(chosen, session_times.slot_label(zone, moment))]))
        return groups

    def begin(self) -> None:
        """The cursor begins in the first free time, or in what has to be corrected."""
        if self.is_bound:
            super().begin()
            return
        widget = self.fields["starts_at"].widget
        assert isinstance(widget, Slots)
        widget.begins = True

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["chosen"] = data.get("more") or instant(data.get("starts_at", ""))
        if data["chosen"] is None and not self.errors:
            self.add_error("starts_at", _("Choose a time."))
        return data


class ScheduleForm(SlotForm):
    """`people` is empty for who schedules their own sessions only. Changing what decides the free times asks for them
    again, with everything that is filled in."""

    below: ClassVar[str] = "scheduling/show_times.html"

    session_type = forms.ChoiceField(label=_("Help"), choices=lambda: as_said(SupportType))
    ic = forms.ChoiceField(label=_("Consultant"), required=False)
    duration_minutes = forms.TypedChoiceField(label=_("Length"), coerce=int)
    platform = forms.ChoiceField(label=_("Where"), choices=MeetingPlatform.choices)
    agenda = forms.CharField(
        label=_("Agenda"), required=False, help_text=_("One item a line."), widget=forms.Textarea(attrs={"rows": 4})
    )
    agenda_of = forms.CharField(required=False, widget=forms.HiddenInput)  # the type whose agenda was filled in
    notes = forms.CharField(
        label=_("Notes"),
        max_length=1000,
        required=False,
        help_text=_("For colleagues: the merchant does not see them."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    send_invitations = forms.BooleanField(label=_("Invite the merchant by mail"), required=False, initial=True)

    def __init__(self, *args: Any, people: list[tuple[str, str]], refresh: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(FIRST)
        length, ic = self.fields["duration_minutes"], self.fields["ic"]
        assert isinstance(length, forms.TypedChoiceField)
        assert isinstance(ic, forms.ChoiceField)
        minutes = sorted({*MINUTES, int(self.initial.get("duration_minutes") or MINUTES[3])})
        length.choices = [(str(number), _("%(n)s min") % {"n": number}) for number in minutes]
        ic.choices = people
        if not people:
            del self.fields["ic"]
        for name in ("session_type", "ic", "duration_minutes"):
            if name in self.fields:
                self.fields[name].widget.attrs.update(refresh)

    def clean_agenda(self) -> list[str]:
        return lines_of(self.cleaned_data["agenda"])


class HostForm(WorkForm):
    """Who joins in."""

    ic = forms.ChoiceField(label=_("Second host"), help_text=_("Those who are free then stand above."))

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["ic"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = people


class MoveForm(SlotForm):
    reason = reason_line(_("Reason"), help_text=_("The merchant reads this."))
    tell = forms.BooleanField(label=_("Tell the merchant"), required=False, initial=True)


class CancelForm(WorkForm):
    reason = reason_line(_("Reason"), required=True, help_text=_("The merchant reads this."))
    tell = forms.BooleanField(label=_("Tell the merchant"), required=False, initial=True)


class MissForm(WorkForm):
    reason = reason_line(_("Note"), help_text=_("For colleagues. The merchant gets a friendly mail."))
    tell = forms.BooleanField(label=_("Send that mail"), required=False, initial=True)


class CompleteForm(WorkForm):
    """What is not ticked is still open, and what is still open comes back to the queue."""

    css: ClassVar[str] = "css/merchants.css"
    folded: ClassVar = ("satisfaction", "requires_followup", "notes")

    done = forms.MultipleChoiceField(
        label=_("Agenda"),
        required=False,
        help_text=_("Tick what is done. The rest comes back to the queue as a follow-up."),
        widget=forms.CheckboxSelectMultiple,
    )
    outcome = forms.ChoiceField(label=_("Outcome"), choices=lambda: as_said(SessionOutcome))
    left = forms.CharField(
        label=_("Still open besides"),
        required=False,
        help_text=_("One item a line."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    satisfaction = forms.TypedChoiceField(
        label=_("Satisfaction"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=lambda: [("", "–"), *((str(n), _("%(n)s of 5") % {"n": n}) for n in range(5, 0, -1))],
    )
    requires_followup = forms.BooleanField(label=_("Another session is needed"), required=False)
    notes = forms.CharField(label=_("Notes"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, agenda: Sequence[str], key: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agenda = list(agenda)
        done = self.fields["done"]
        assert isinstance(done, forms.MultipleChoiceField)
        done.choices = [(str(number), text) for number, text in enumerate(self.agenda)]
        done.widget.attrs["data-checklist"] = key
        if not self.agenda:
            del self.fields["done"]

    def begin(self) -> None:
        """What was ticked while it ran is ticked already: the cursor begins at the outcome."""
        if self.is_bound:
            super().begin()
            return
        self.fields["outcome"].widget.attrs["autofocus"] = True

    def clean_left(self) -> list[str]:
        return lines_of(self.cleaned_data["left"])

    def result(self) -> dict[str, Any]:
        """What complete_session takes."""
        data = self.cleaned_data
        ticked = {int(number) for number in data.get("done", ())}
        pending = [text for number, text in enumerate(self.agenda) if number not in ticked]
        return {
            "status": data["outcome"],
            "items_completed": [text for number, text in enumerate(self.agenda) if number in ticked],
            "items_pending": [*pending, *data["left"]],
            "merchant_satisfaction": data["satisfaction"],
            "requires_followup": data["requires_followup"],
            "notes": data["notes"],
        }


def lines_of(text: str) -> list[str]:
    """The items of a text, one a line; empty lines fall away."""
    found = [line.strip() for line in text.splitlines() if line.strip()]
    if len(found) > MOST_ITEMS:
        raise forms.ValidationError(_("At most %(n)s items.") % {"n": MOST_ITEMS})
    if any(len(line) > LONGEST_ITEM for line in found):
        raise forms.ValidationError(_("At most %(n)s letters an item.") % {"n": LONGEST_ITEM})
    return found
