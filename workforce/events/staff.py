"""What happens to staff."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_noop as _

from events.registry import event


@dataclass(frozen=True, slots=True, kw_only=True)
class OfStaff:
    staff_id: str

    def subject(self) -> tuple[str, str]:
        return "staff", self.staff_id


@event("staff.presence_changed")
@dataclass(frozen=True, slots=True, kw_only=True)
class StaffPresenceChanged(OfStaff):
    """`team_ids` are told, so that colleagues' screens follow."""

    sentence: ClassVar[str] = _("presence: {previous} → {presence}")

    presence: str
    previous: str
    chosen: bool
    team_ids: list[str]


@event("staff.accepts_new_changed")
@dataclass(frozen=True, slots=True, kw_only=True)
class StaffAcceptsNewChanged(OfStaff):
    sentence: ClassVar[str] = _("takes new work: {accepts_new}")

    accepts_new: bool


@event("staff.capacity_changed")
@dataclass(frozen=True, slots=True, kw_only=True)
class StaffCapacityChanged(OfStaff):
    sentence: ClassVar[str] = _("places for {work}: {previous} → {places}")

    work: str
    places: int
    previous: int


@event("staff.retired")
@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRetired(OfStaff):
    sentence: ClassVar[str] = _("has left")

    future_bookings: list[str]


@event("staff.reinstated")
@dataclass(frozen=True, slots=True, kw_only=True)
class StaffReinstated(OfStaff):
    sentence: ClassVar[str] = _("is back")


@event("staff.country_changed")
@dataclass(frozen=True, slots=True, kw_only=True)
class StaffCountryChanged(OfStaff):
    """Whose public holidays the member keeps."""

    sentence: ClassVar[str] = _("keeps the holidays of: {country} {subdivision}")

    country: str
    subdivision: str
