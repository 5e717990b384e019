"""What people fill in about a lead."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from routing.enums import Cohort, LeadStatus, Priority, SlaStatus
from routing.pages.clocks import moment_input

SORTS = [("priority", _("Most pressing")), ("wait_time", _("Waiting longest")), ("est_revenue", _("Highest value"))]
AFTERNOON = 14  # when people are back
SCOPES = [("mine", _("Waiting and mine")), ("team", _("All of my teams"))]


def as_said(words: Any) -> list[tuple[str, str]]:
    """Choices with a capital, as they begin a line."""
    return [(value, str(label)[:1].upper() + str(label)[1:]) for value, label in words.choices]


class QueueFilter(forms.Form):
    """What the list shows. A value that is not offered counts as none: an old link still opens the queue."""

    status = forms.ChoiceField(label=_("Status"), required=False)
    priority = forms.ChoiceField(label=_("Priority"), required=False)
    cohort = forms.ChoiceField(label=_("Cohort"), required=False)
    sla_status = forms.ChoiceField(label=_("Deadline"), required=False)
    scope = forms.ChoiceField(label=_("Whose"), required=False, choices=SCOPES)
    sort = forms.ChoiceField(label=_("Sort"), required=False, choices=SORTS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "filter-%s", **kwargs})
        self._offer("status", _("All open"), LeadStatus)
        self._offer("priority", _("Priority"), Priority)
        self._offer("cohort", _("Cohort"), Cohort)
        self._offer("sla_status", _("Deadline"), SlaStatus)

    def _offer(self, name: str, everything: Any, choices: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", everything), *as_said(choices)]


class WorkForm(forms.Form):
    """The cursor begins in the first field; when something has to be corrected, in the first of those.

    folded        names of fields that wait under "More"
    above, below  templates of what stands around the fields
    """

    above: ClassVar[str] = ""
    css: ClassVar[str] = ""  # of a page of its own
    below: ClassVar[str] = ""

    folded: ClassVar[tuple[str, ...]] = ()
    #: what has come of it at once, without more words: (value, label, key)
    quick: ClassVar[list[tuple[str, Any, str]]] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instead: list[dict[str, str]] = []  # other times, after a clash

    def at_hand(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name not in self.folded]

    def under_more(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name in self.folded]

    def has_more_to_say(self) -> bool:
        """Whether something folded is filled in or has to be corrected."""
        return any(field.errors or field.value() for field in self.under_more())

    def begin(self) -> None:
        wrong = [name for name in self.fields if self.errors.get(name)] if self.is_bound else []
        first = (wrong or list(self.fields))[0]
        self.fields[first].widget.attrs["autofocus"] = True


class ReleaseForm(WorkForm):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("Whoever takes it next reads this."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class CallbackForm(WorkForm):
    """A time for a call. `instead` in the data is one of the times offered after a clash."""

    callback_time = forms.DateTimeField(label=_("When"), widget=moment_input())
    note = forms.CharField(
        label=_("What about"), max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, data: Any = None, *args: Any, zone: str, **kwargs: Any) -> None:
        if data and data.get("instead"):
            data = data.copy()
            data["callback_time"] = data["instead"]
        super().__init__(data, *args, **kwargs)
        soon = timezone.localtime() + timedelta(hours=2)
        self.fields["callback_time"].initial = soon.replace(minute=0, second=0, microsecond=0)
        self.fields["callback_time"].help_text = _("Your time, %(zone)s. Half an hour is kept free.") % {"zone": zone}


class ParkForm(WorkForm):
    """Until a usual time in one choice, or until any other."""

    choice = forms.ChoiceField(label=_("Until"), required=False)
    until = forms.DateTimeField(label=_("Day and time"), required=False, widget=moment_input())
    reason = forms.CharField(label=_("Reason"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._usual = usual_times(timezone.localtime())
        choice = self.fields["choice"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [*((name, label) for name, (label, _until) in self._usual.items()), ("", _("Another time"))]
        choice.initial = "tomorrow"
        self.fields["until"].initial = self._usual["tomorrow"][1]
        self.fields["until"].help_text = _("Your time, %(zone)s.") % {"zone": zone}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("choice"):
            data["until"] = self._usual[data["choice"]][1]
        elif data.get("until") is None and "until" not in self.errors:
            self.add_error("until", _("Say until when."))
        return data


def usual_times(now: datetime) -> dict[str, tuple[Any, datetime]]:
    """Times that people put things off to, by name, in the zone of `now`: label and instant."""
    morning = now.replace(hour=9, minute=0, second=0, microsecond=0)
    times: dict[str, tuple[Any, datetime]] = {"hour": (_("In an hour"), now + timedelta(hours=1))}
    if now.hour < AFTERNOON - 1:
        times["afternoon"] = (_("This afternoon, %(hour)s:00") % {"hour": AFTERNOON}, morning.replace(hour=AFTERNOON))
    times["tomorrow"] = (_("Tomorrow, 9:00"), morning + timedelta(days=1))
    times["monday"] = (_("Next Monday, 9:00"), morning + timedelta(days=7 - now.weekday()))
    return times


class AssignForm(WorkForm):
    to = forms.ChoiceField(label=_("To"))
    notes = forms.CharField(
        label=_("Notes"),
        max_length=1000,
        required=False,
        help_text=_("What they should know."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    override_capacity = forms.BooleanField(label=_("Even when they have no room"), required=False)

    def __init__(self, *args: Any, people: list[tuple[str, str]], may_override: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to = self.fields["to"]
        assert isinstance(to, forms.ChoiceField)
        to.choices = people
        if not may_override:
            del self.fields["override_capacity"]
