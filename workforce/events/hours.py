"""What happens to hours, time off, closed days and rotas."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from django.utils.translation import gettext_noop as _

from events.registry import event
from workforce.events.staff import OfStaff


@event("hours.changed")
@dataclass(frozen=True, slots=True, kw_only=True)
class HoursChanged(OfStaff):
    """The weekly hours by weekday, those of days off left out, and what they were."""

    sentence: ClassVar[str] = _("changed the weekly working hours")

    hours: dict[str, list[str]]
    previous: dict[str, list[str]]


@event("hours.overridden")
@dataclass(frozen=True, slots=True, kw_only=True)
class HoursOverridden(OfStaff):
    """One day differs from the week; without spans the member is off. `origin` is OWN or ROTA, then with the shift."""

    sentence: ClassVar[str] = _("has other hours on {date}")

    date: date
    spans: list[str]
    origin: str
    shift: str


@event("hours.restored")
@dataclass(frozen=True, slots=True, kw_only=True)
class HoursRestored(OfStaff):
    """The day is as the week says again."""

    sentence: ClassVar[str] = _("has the usual hours again on {date}")

    date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfTimeOff(OfStaff):
    """Two dates, or two instants; the others are null."""

    time_off_id: str
    starts_on: date | None
    ends_on: date | None
    starts_at: datetime | None
    ends_at: datetime | None


@event("time_off.added")
@dataclass(frozen=True, slots=True, kw_only=True)
class TimeOffAdded(_OfTimeOff):
    sentence: ClassVar[str] = _("will be away")
    personal: ClassVar[tuple[str, ...]] = ("reason",)

    reason: str


@event("time_off.removed")
@dataclass(frozen=True, slots=True, kw_only=True)
class TimeOffRemoved(_OfTimeOff):
    sentence: ClassVar[str] = _("will not be away after all")


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfBlackout:
    """`country` is empty where it holds everywhere."""

    blackout_id: str
    date: date
    name: str
    country: str

    def subject(self) -> tuple[str, str]:
        return "blackout", self.blackout_id


@event("blackout.added")
@dataclass(frozen=True, slots=True, kw_only=True)
class BlackoutAdded(_OfBlackout):
    sentence: ClassVar[str] = _("the company is closed on {date}: {name}")


@event("blackout.removed")
@dataclass(frozen=True, slots=True, kw_only=True)
class BlackoutRemoved(_OfBlackout):
    sentence: ClassVar[str] = _("the company is open on {date} after all")


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfShift:
    shift_id: str
    team_id: str
    name: str

    def subject(self) -> tuple[str, str]:
        return "shift", self.shift_id


@event("shift.saved")
@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftSaved(_OfShift):
    sentence: ClassVar[str] = _("the shift {name} has these hours")

    spans: list[str]


@event("shift.removed")
@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftRemoved(_OfShift):
    sentence: ClassVar[str] = _("the shift {name} is not planned any more")


@event("rota.planned")
@dataclass(frozen=True, slots=True, kw_only=True)
class RotaPlanned:
    """A team's week was planned; each day that changed is told by hours.overridden or hours.restored."""

    sentence: ClassVar[str] = _("planned the week of {first}")

    team_id: str
    first: date
    last: date
    changed: int

    def subject(self) -> tuple[str, str]:
        return "team", self.team_id
