"""Who hears of a calendar that nobody can read, and that it is over when it is."""

from datetime import timedelta

import pytest

from core import clock
from core.actor import SYSTEM
from events.dispatch import dispatch_due
from notifications.models import Notification
from notifications.tests.factories import ship_rules
from workforce.actions import claim_reading, disconnect_calendar, settle_reading
from workforce.enums import CalendarProblem
from workforce.models import OutsideCalendar
from workforce.ports import CalendarError, Reading
from workforce.tests.factories import StaffFactory

pytestmark = pytest.mark.django_db
SILENT = CalendarError(CalendarProblem.UNREACHABLE, "ConnectTimeout")


@pytest.fixture
def people():
    ship_rules()
    StaffFactory(user__name="Ben")
    return StaffFactory(user__name="Ana"), StaffFactory(user__name="Kim", user__roles=["SUPERVISOR"])


def read(calendar, result):
    OutsideCalendar.objects.update(next_read_at=clock.now() - timedelta(days=1))
    settle_reading(claim_reading(), result, asked_at=clock.now())
    dispatch_due()


def told():
    rows = Notification.objects.filter(withdrawn_at=None).order_by("id").select_related("recipient__user")
    return [(row.kind, row.recipient.name, row.context["for_member"], row.priority) for row in rows]


def lost(staff):
    at = clock.now() - timedelta(hours=5)
    calendar = OutsideCalendar.objects.create(staff=staff, address="https://cal.test/a.ics", connected_at=at)
    for _ in range(2):
        read(calendar, SILENT)
    return calendar


def test_member_and_supervisors_are_told_once_until_it_can_be_read_again(people):
    ana, _kim = people
    calendar = lost(ana)
    assert told() == [
        ("CALENDAR_UNREADABLE", "Ana", True, "HIGH"),
        ("CALENDAR_UNREADABLE", "Kim", False, "MEDIUM"),
    ]
    assert set(Notification.objects.values_list("about_kind", "about_id")) == {("cal", calendar.pk)}
    read(calendar, Reading([]))
    assert told() == []
    assert Notification.objects.count() == 2


def test_supervisor_is_told_of_an_own_calendar_as_its_member(people):
    lost(people[1])
    assert told() == [("CALENDAR_UNREADABLE", "Kim", True, "HIGH")]


def test_calendar_that_was_taken_out_is_nothing_to_tell(people):
    calendar = lost(people[0])
    disconnect_calendar(calendar, by=SYSTEM)
    dispatch_due()
    assert told() == []
