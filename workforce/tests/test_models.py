from datetime import UTC, date, datetime

import pytest

from core.ids import new_id
from workforce.models import (
    BlackoutDay,
    Booking,
    CapacitySlot,
    HoursOverride,
    PresenceSpan,
    Staff,
    TeamMembership,
    TimeOff,
    WorkingHours,
)
from workforce.tests.factories import StaffFactory, TeamFactory

NINE = datetime(2027, 2, 1, 9, tzinfo=UTC)


@pytest.mark.django_db
def test_member_is_the_user_under_another_name():
    ana = StaffFactory(user__name="Ana", user__phone="+15551234567", user__timezone="Europe/Madrid")
    assert (ana.pk, ana.id) == (ana.user.pk, ana.user.pk)
    assert (ana.public_id, Staff.parse_id(ana.public_id)) == ("staff_" + ana.user.public_id[5:], ana.user.pk)
    assert (ana.name, ana.email, ana.phone, ana.timezone) == ("Ana", ana.user.email, "+15551234567", "Europe/Madrid")


@pytest.mark.django_db
def test_rows_say_what_they_are():
    ana = StaffFactory(user__name="Ana")
    team = TeamFactory(name="North", members=[ana])
    booking = Booking(starts_at=NINE, ends_at=NINE, purpose="CALL", about_kind="lead", about_id=new_id())
    assert [
        str(row)
        for row in (
            ana,
            team,
            TeamMembership.objects.get(),
            CapacitySlot(staff=ana, work="AE", number=2),
            WorkingHours(weekday=4, starts="09:00", ends="17:00"),
            HoursOverride(date=date(2027, 2, 1), spans=[["09:00", "12:00"], ["13:00", "15:00"]]),
            HoursOverride(date=date(2027, 2, 1), spans=[]),
            TimeOff(starts_on=date(2027, 2, 1), ends_on=date(2027, 2, 5)),
            TimeOff(starts_at=NINE, ends_at=NINE.replace(hour=12)),
            BlackoutDay(date=date(2027, 2, 1), name="Company day"),
            PresenceSpan(presence="BUSY", began_at=NINE),
            booking,
        )
    ] == [
        "Ana",
        "North",
        "Ana in North",
        f"AE 2 of {ana.pk}",
        "Friday 09:00-17:00",
        "2027-02-01: 09:00-12:00, 13:00-15:00",
        "2027-02-01: closed",
        "2027-02-01 to 2027-02-05",
        "2027-02-01 09:00 to 2027-02-01 12:00 UTC",
        "2027-02-01 Company day",
        "BUSY since 2027-02-01 09:00",
        "Call 2027-02-01 09:00 UTC",
    ]
    assert (booking.is_live, Booking(state="DONE").is_live, booking.about_public_id[:5]) == (True, False, "lead_")
