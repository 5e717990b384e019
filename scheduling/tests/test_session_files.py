"""The calendar file of a session is for whoever it was made for, as long as it is their session."""

import pytest
from django.test import Client

from core import clock
from core.actor import SYSTEM
from routing.actions.assign_work import assign_work
from routing.actions.retire_member import retire_member
from routing.tests.worlds import locked, person
from scheduling import actions
from scheduling.tests.session_api import api_of, schedule

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("session_time")]


@pytest.fixture
def files(item, grace):
    """The addresses of the merchant's file and of Grace's."""
    body = schedule(api_of(grace), item, notes="The code of the alarm is 4711").json()
    actions.settle_meetings(at=clock.now())
    return [event["ics_file_url"].split("/session-files/")[1] for event in body["calendar_events"]]


def read(file):
    answer = Client().get(f"/session-files/{file}")
    return answer.status_code, answer.content.decode().replace("\r\n ", "")


def test_notes_of_the_team_stand_in_the_consultants_file_only(files):
    assert ["4711" in read(file)[1] for file in files] == [False, True]


def test_consultant_who_lost_the_session_reads_no_more_of_it(files, item, grace, tom):
    assert "https://meet.example/" in read(files[1])[1]
    assign_work(locked(item), tom, by=person(grace), at=clock.now(), reason="REASSIGNMENT")
    actions.settle_meetings(at=clock.now())
    assert [read(file)[0] for file in files] == [200, 404]
    assert "https://meet.example/" in read(files[0])[1]


def test_consultant_who_has_left_reads_nothing(files, item, grace, tom):
    actions.start_session(item.ic_entry.sessions.get().pk, by=SYSTEM, at=clock.now())
    retire_member(grace, by=person(tom, "admin:routing"), at=clock.now())
    assert [read(file)[0] for file in files] == [200, 404]


def test_consultant_who_cannot_sign_in_reads_nothing(files, grace):
    grace.user.is_active = False
    grace.user.save()
    assert [read(file)[0] for file in files] == [200, 404]
