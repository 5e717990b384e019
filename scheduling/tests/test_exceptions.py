"""The standing check of calls counts what must never be, and nothing else."""

from datetime import timedelta

import pytest

from routing.queries.exceptions import exceptions
from scheduling.models import CallRequest
from scheduling.tests.worlds import NOW, SOON, booked, caller, desk, waiting
from workforce.models import Booking

pytestmark = pytest.mark.django_db


def counted(at=NOW):
    return {name: count for name, count in exceptions(at).items() if count}


@pytest.fixture
def call():
    desk(caller("Ana"))
    waiting()
    return booked()


def test_nothing_is_wrong_with_what_was_just_asked_for(call):
    assert counted() == {}


def test_agreed_call_whose_time_was_given_up(call):
    Booking.objects.filter(pk=call.booking_id).update(state="CANCELLED")
    assert counted() == {"agreed_calls_without_time": 1}


def test_time_that_is_taken_for_a_call_that_is_off(call):
    CallRequest.objects.filter(pk=call.pk).update(status="CANCELLED")
    assert counted() == {"call_times_of_nothing": 1}


def test_call_of_one_in_the_calendar_of_another(call):
    Booking.objects.filter(pk=call.booking_id).update(staff=caller("Ben"))
    assert counted() == {"agreed_calls_in_another_calendar": 1}


def test_call_whose_end_nobody_has_told(call):
    assert counted(SOON + timedelta(hours=24)) == {}
    assert counted(SOON + timedelta(hours=25)) == {"calls_without_an_end": 1}
