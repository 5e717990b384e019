from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from core.testing import assert_queries
from workforce.models import BlackoutDay, HoursOverride, Staff, TimeOff, WorkingHours
from workforce.queries import calendar_of, is_within_hours
from workforce.tests.factories import StaffFactory

pytestmark = pytest.mark.django_db
OFFICE = [(day, "09:00", "17:00") for day in range(5)]


def member(zone="UTC", hours=OFFICE, **more):
    return StaffFactory(user__timezone=zone, hours=hours, **more)


def works(staff, *moment):
    return is_within_hours([staff.pk], datetime(*moment, tzinfo=UTC))[staff.pk]


def test_hours_are_read_on_the_wall_clock_of_the_members_zone():
    ana, ben = member("Europe/Madrid"), member("America/New_York")
    at = datetime(2027, 2, 1, 8, 0, tzinfo=UTC)  # a Monday: 09:00 in Madrid, 03:00 in New York
    assert is_within_hours([ana.pk, ben.pk], at) == {ana.pk: True, ben.pk: False}
    assert works(ana, 2027, 2, 1, 16, 0) is False
    assert works(ben, 2027, 2, 1, 16, 0) is True


def test_span_over_midnight_belongs_to_the_day_it_began():
    ana = member(hours=[(0, "22:00", "06:00")])
    assert [works(ana, 2027, 2, day, hour) for day, hour in ((1, 5), (1, 22), (2, 5), (2, 6), (2, 22))] == [
        False,
        True,
        True,
        False,
        False,
    ]


def test_midnight_is_written_24_00():
    ana = member(hours=[(0, "00:00", "24:00")])
    assert [works(ana, 2027, 2, 1, 0), works(ana, 2027, 2, 1, 23, 59), works(ana, 2027, 2, 2, 0)] == [True, True, False]


def test_override_replaces_its_day_and_an_empty_one_closes_it():
    ana = member()
    HoursOverride.objects.create(staff=ana, date=date(2027, 2, 1), spans=[["18:00", "20:00"]])
    HoursOverride.objects.create(staff=ana, date=date(2027, 2, 2), spans=[])
    assert [works(ana, 2027, 2, 1, 10), works(ana, 2027, 2, 1, 19), works(ana, 2027, 2, 2, 10)] == [False, True, False]


def test_time_off_by_days_and_by_hours():
    ana = member()
    TimeOff.objects.create(staff=ana, starts_on=date(2027, 2, 2), ends_on=date(2027, 2, 3))
    TimeOff.objects.create(
        staff=ana, starts_at=datetime(2027, 2, 4, 10, tzinfo=UTC), ends_at=datetime(2027, 2, 4, 12, tzinfo=UTC)
    )
    days = [works(ana, 2027, 2, day, 10) for day in (1, 2, 3, 4, 5)]
    assert (days, works(ana, 2027, 2, 4, 12)) == ([True, False, False, False, True], True)


def test_holidays_of_the_country_and_region_are_days_off():
    ana, ben, cleo = (
        member(country="ES", subdivision="CT"),
        member(country="ES", subdivision="MD"),
        member(country="ES", subdivision="??"),
    )
    diada = datetime(2026, 9, 11, 10, tzinfo=UTC)  # Catalonia's day, a Friday
    assert is_within_hours([ana.pk, ben.pk, cleo.pk], diada) == {ana.pk: False, ben.pk: True, cleo.pk: True}
    assert works(ben, 2026, 10, 12, 10) is False


def test_country_without_known_holidays_has_none():
    ana = member()
    Staff.objects.filter(pk=ana.pk).update(country="XX")
    assert works(ana, 2027, 1, 1, 10) is True


def test_company_closures_apply_everywhere_or_in_one_country():
    ana, ben = member(country="US"), member()
    BlackoutDay.objects.create(date=date(2027, 2, 2), name="Company day")
    BlackoutDay.objects.create(date=date(2027, 2, 3), name="Stocktaking", country="US")
    assert [(works(ana, 2027, 2, day, 10), works(ben, 2027, 2, day, 10)) for day in (1, 2, 3)] == [
        (True, True),
        (False, False),
        (False, True),
    ]


def test_member_without_hours_keeps_business_hours(settings):
    ana = member("Europe/Madrid", hours=[])
    moments = [(1, 7), (1, 8), (5, 15), (5, 16), (6, 10)]  # Monday, Friday, Saturday; 09:00 in Madrid is 08:00 UTC
    assert [works(ana, 2027, 2, *moment) for moment in moments] == [False, True, True, False, False]
    settings.BUSINESS_HOURS_END = "18:00"
    assert works(ana, 2027, 2, 5, 16) is True
    WorkingHours.objects.create(staff=ana, weekday=5, starts="10:00", ends="14:00")
    assert [works(ana, 2027, 2, *moment) for moment in [*moments, (6, 13)]] == [False] * 4 + [True, False]


@pytest.mark.parametrize("n", [1, 3])
def test_calendars_are_one_statement(n):
    ids = [member(country="US").pk for _ in range(n)]
    with assert_queries(1):
        found = calendar_of(ids, date(2027, 2, 1), date(2027, 2, 28))
    assert set(found) == set(ids)


@pytest.mark.parametrize(
    "starts, ends", [("9:00", "17:00"), ("09:00", "24:01"), ("24:00", "24:00"), ("09:60", "17:00")]
)
def test_hours_that_are_no_time_of_day_are_refused_by_form_and_database(starts, ends):
    ana = member(hours=[])
    row = WorkingHours(staff=ana, weekday=0, starts=starts, ends=ends)
    with pytest.raises(ValidationError):
        row.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()
    assert WorkingHours.objects.count() == 0


@pytest.mark.parametrize(
    "spans", ["09:00", {"a": 1}, [["09:00"]], [["09:00", "25:00"]], [[9, 17]], [["24:00", "09:00"]]]
)
def test_override_with_unreadable_spans_is_refused(spans):
    with pytest.raises(ValidationError):
        HoursOverride(staff=member(hours=[]), date=date(2027, 2, 1), spans=spans).full_clean()
    HoursOverride(staff=Staff.objects.get(), date=date(2027, 2, 1), spans=[["22:00", "24:00"]]).full_clean()


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"starts_on": date(2027, 2, 2)},
        {"starts_on": date(2027, 2, 2), "ends_on": date(2027, 2, 1)},
        {"starts_on": date(2027, 2, 2), "ends_at": datetime(2027, 2, 3, tzinfo=UTC)},
    ],
)
def test_time_off_is_days_or_instants(fields):
    ana = member(hours=[])
    with pytest.raises(IntegrityError), transaction.atomic():
        TimeOff.objects.create(staff=ana, **fields)
    assert TimeOff.objects.count() == 0


def test_unknown_country_and_untidy_skill_are_refused():
    ana = member(hours=[])
    ana.country, ana.skills = "XX", ["retail pos"]
    with pytest.raises(ValidationError) as refusal:
        ana.full_clean()
    assert set(refusal.value.message_dict) == {"country", "skills"}
