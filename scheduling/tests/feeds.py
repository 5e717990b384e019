"""What tests of private calendars share."""

from datetime import timedelta

from django.test import Client

from accounts.actors import actor_for
from core.actor import SYSTEM
from events.models import DomainEvent
from scheduling.tests.calendar_reader import read
from scheduling.tests.worlds import NOW, SOON
from workforce.actions import book
from workforce.enums import Purpose
from workforce.tests.factories import StaffFactory

HALF_HOUR = timedelta(minutes=30)


def member(**own):
    return StaffFactory(user__name="Ana", **own)


def own(staff):
    return actor_for(staff.user)


def path_of(url):
    return url[url.index("/calendars/") :]


def fetch(url, **headers):
    return Client().get(path_of(url), headers=headers)


def events_of(url):
    calendar = read(fetch(url).content)
    return calendar, calendar.inside("VEVENT")


def taken(staff, starts_at=SOON, title="Acme, Billing", **more):
    ends_at, purpose = starts_at + HALF_HOUR, Purpose.CALL
    return book(staff.pk, starts_at=starts_at, ends_at=ends_at, purpose=purpose, title=title, by=SYSTEM, at=NOW, **more)


def happened(name):
    return [event.payload for event in DomainEvent.objects.filter(name=name).order_by("id")]
