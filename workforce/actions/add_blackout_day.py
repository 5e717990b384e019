"""Days on which the company is closed."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_noop as _

from core import clock
from core.actor import Actor
from core.errors import Forbidden, Invalid, NotFound
from events.publish import emit
from workforce import policies
from workforce.actions import _hours
from workforce.actions.set_country import UNKNOWN_COUNTRY
from workforce.events import BlackoutAdded, BlackoutRemoved
from workforce.models import BlackoutDay
from workforce.models.validators import validate_country

NOT_ALLOWED = _("Only a supervisor can change the days on which the company is closed.")
TWICE = _("That day is closed there already.")
NO_NAME = _("Say why: people read it in their calendars.")


def add_blackout_day(day: date, name: str, country: str = "", *, by: Actor, at: datetime | None = None) -> BlackoutDay:
    """Nobody is offered on that local day, everywhere or with members of one country.

    What is booked already stays booked, and is named as a conflict on each member's page. Emits blackout.added.
    Refuses: anybody but who staffs the teams; a day that is closed there already; an unknown country; no name.
    """
    _check(by)
    if not name.strip():
        raise Invalid({"name": [NO_NAME]})
    if country:
        try:
            validate_country(country)
        except ValidationError:
            raise Invalid({"country": [UNKNOWN_COUNTRY]}) from None
    at = at or clock.now()
    _hours.check_near(day, at, "date")
    with transaction.atomic():
        blackout, made = BlackoutDay.objects.get_or_create(date=day, country=country, defaults={"name": name.strip()})
        if not made:
            raise Invalid({"date": [TWICE]})
        emit(BlackoutAdded(**_fields(blackout)), by=by, at=at)
    return blackout


def remove_blackout_day(blackout: BlackoutDay, *, by: Actor, at: datetime | None = None) -> None:
    """It is a day like any other again. Emits blackout.removed. Refuses as above; NOT_FOUND when it is gone."""
    _check(by)
    with transaction.atomic():
        fields = _fields(blackout)
        deleted, _rows = BlackoutDay.objects.filter(pk=blackout.pk).delete()
        if not deleted:
            raise NotFound("blackout day")
        emit(BlackoutRemoved(**fields), by=by, at=at or clock.now())


def _check(by: Actor) -> None:
    if not policies.can_plan(by):
        raise Forbidden(NOT_ALLOWED)


def _fields(blackout: BlackoutDay) -> dict[str, Any]:
    return {
        "blackout_id": blackout.public_id,
        "date": blackout.date,
        "name": blackout.name,
        "country": blackout.country,
    }
