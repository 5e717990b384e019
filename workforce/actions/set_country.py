"""Whose public holidays a member keeps."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_noop as _

from core import clock
from core.actor import Actor
from core.errors import Invalid
from events.publish import emit
from workforce.actions import _hours
from workforce.events import StaffCountryChanged
from workforce.models import Staff
from workforce.models.validators import validate_country
from workforce.queries.public_holidays import subdivisions_of

UNKNOWN_COUNTRY = _("The holidays of this country are not known.")
UNKNOWN_REGION = _("This is no region of that country.")


def set_country(staff: Staff, country: str, subdivision: str = "", *, by: Actor, at: datetime | None = None) -> Staff:
    """The member has this country's public holidays, and its region's; no country: none.

    Emits staff.country_changed unless it was so already. Refuses: anybody but the member or who staffs the teams; a
    country or region whose holidays are not known.
    """
    if country:
        try:
            validate_country(country)
        except ValidationError:
            raise Invalid({"country": [UNKNOWN_COUNTRY]}) from None
    if subdivision and subdivision not in dict(subdivisions_of(country)):
        raise Invalid({"subdivision": [UNKNOWN_REGION]})
    with transaction.atomic():
        _hours.begin(staff, by=by)
        rows = Staff.objects.filter(pk=staff.pk).exclude(country=country, subdivision=subdivision)
        if rows.update(country=country, subdivision=subdivision):
            told = StaffCountryChanged(staff_id=staff.public_id, country=country, subdivision=subdivision)
            emit(told, by=by, at=at or clock.now())
        staff.country, staff.subdivision = country, subdivision
    return staff
