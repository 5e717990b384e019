"""The usual week of a member."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop as _

from core import clock
from core.actor import Actor
from core.errors import Invalid
from events.publish import emit
from workforce.actions import _hours
from workforce.enums import Weekday
from workforce.events import HoursChanged
from workforce.models import Staff, WorkingHours
from workforce.rules.weekly_spans import Span, Week, overlapping_days

OVERLAP = _("These hours overlap with others of the same day, or with the night before.")


def set_working_hours(staff: Staff, week: Week, *, by: Actor, at: datetime | None = None) -> None:
    """The member works these spans of each weekday, Monday first, on the wall clock of their own zone.

    Without a single span the company's business hours hold; who is not there at all has time off.

    What is booked already stays booked, also outside of the new hours: `conflicts_of` names it. Emits hours.changed
    unless nothing changed. Refuses: anybody but the member or who staffs the teams; spans that overlap, also over
    midnight; anything but seven days.
    """
    if len(week) != len(Weekday):
        raise Invalid({"hours": ["Give seven days."]})
    spans = [_hours.checked_spans(day, Weekday(number).name.lower()) for number, day in enumerate(week)]
    if wrong := overlapping_days(spans):
        raise Invalid({Weekday(day).name.lower(): [OVERLAP] for day in wrong})
    with transaction.atomic():
        _hours.begin(staff, by=by)
        previous = hours_of(staff)
        if previous == spans:
            return
        WorkingHours.objects.filter(staff=staff).delete()
        WorkingHours.objects.bulk_create(
            WorkingHours(staff=staff, weekday=number, starts=starts, ends=ends)
            for number, day in enumerate(spans)
            for starts, ends in day
        )
        told = HoursChanged(staff_id=staff.public_id, hours=named(spans), previous=named(previous))
        emit(told, by=by, at=at or clock.now())


def hours_of(staff: Staff) -> list[list[Span]]:
    """The week as it is stored, Monday first."""
    week: list[list[Span]] = [[] for _day in Weekday]
    rows = WorkingHours.objects.filter(staff=staff).order_by("weekday", "starts")
    for weekday, starts, ends in rows.values_list("weekday", "starts", "ends"):
        week[weekday].append((starts, ends))
    return week


def named(week: Week) -> dict[str, list[str]]:
    """By weekday, without the days off: {"monday": ["09:00-17:00"]}."""
    return {Weekday(number).name.lower(): ["-".join(span) for span in day] for number, day in enumerate(week) if day}
