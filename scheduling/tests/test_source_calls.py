"""Lines of source 001 about what follows a request: mails, reminders, calendars, moving, cancelling, the audit log.

The names begin with `qa` or `functional`, as the lines are headed there; docs/source-001.md maps each line to its test.
"""

from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from django.core import mail as post
from icalendar import Calendar

from core import clock
from events.models import DomainEvent
from events.timers import fire_due
from notifications.sending import send_due
from routing.tests.pages import browser_of
from scheduling.actions import cancel_call, complete_call, reschedule_call, start_call
from scheduling.models import CallRequest
from scheduling.queries.calls import visible_calls
from scheduling.tests.worlds import NOW, as_customer, as_member, booked, caller, customer, desk
from workforce.models import Booking

pytestmark = pytest.mark.django_db
HALF, DAY = timedelta(minutes=30), timedelta(days=1)
#: the day after tomorrow, 14:00 in New York
START = NOW + timedelta(days=2, hours=10)


@pytest.fixture(autouse=True)
def _monday():
    with clock.moved(to=NOW):
        yield


@pytest.fixture
def ana():
    found = caller()
    desk(found)
    return found


@pytest.fixture
def who():
    return customer()


@pytest.fixture
def call(ana, who):
    return booked(who, scheduled_date_time=START, notes="The invoice of May")


def mails(address):
    """What was sent to that address so far, the earliest first, as mail programs get it."""
    send_due("EMAIL")
    return [
        message_from_bytes(one.message().as_bytes(), policy=default) for one in post.outbox if address in str(one.to)
    ]


def text_of(mail):
    return mail.get_body(("plain",)).get_content()


def appointment(mail):
    (part,) = [one for one in mail.walk() if one.get_content_type() == "text/calendar"]
    (event,) = Calendar.from_ical(part.get_content()).walk("VEVENT")
    return part["Content-Type"].params["method"], event


def test_qa_email_notifications_both_get_a_mail_with_the_number(call, ana, who):
    (to_customer,), (to_member,) = mails(who.email), mails(ana.email)
    assert [call.number in text_of(mail) for mail in (to_customer, to_member)] == [True, True]
    assert "14:00" in text_of(to_customer) or "2:00 p.m." in text_of(to_customer)


def test_functional_member_gets_the_assignment_with_customer_and_request(call, ana, who):
    text = text_of(mails(ana.email)[0])
    assert [word in text for word in (who.name, who.company.name, "The invoice of May", "Billing")] == [True] * 4


def test_functional_members_calendar_has_the_call_with_a_reminder_of_fifteen_minutes(call, ana):
    booking = Booking.objects.get(pk=call.booking_id)
    assert (booking.staff, booking.starts_at, booking.title) == (ana, START, call.number)
    method, event = appointment(mails(ana.email)[0])
    (alarm,) = event.walk("VALARM")
    assert (method, event.decoded("DTSTART"), alarm.decoded("TRIGGER")) == ("REQUEST", START, timedelta(minutes=-15))
    assert call.number in browser_of(ana.user).get(f"/calendar/?date={START:%Y-%m-%d}").content.decode()


def test_qa_reminder_emails_come_a_day_and_an_hour_before_in_the_customers_zone(call, who):
    known = len(mails(who.email))
    for before in (DAY, HALF * 2):
        with clock.moved(to=START - before - timedelta(minutes=1)):
            fire_due()
            assert len(mails(who.email)) == known
        with clock.moved(to=START - before):
            fire_due()
            fire_due()
            *_, mail = told = mails(who.email)
        known += 1
        assert len(told) == known
        assert call.number in text_of(mail)
        assert "14:00–14:30 EST" in text_of(mail)


def test_qa_reschedule_request_moves_calendar_and_tells_both(call, ana, who):
    mails(who.email)
    address = f"/my-calls/{call.public_id}/reschedule/"
    browser_of(who.user).post(address, {"scheduled_date_time": (START + HALF).isoformat()})
    assert Booking.objects.get(pk=call.booking_id).starts_at == START + HALF
    for email in (who.email, ana.email):
        before, after = (appointment(mail) for mail in mails(email))
        assert [method for method, _ in (before, after)] == ["REQUEST", "REQUEST"]
        assert [event.decoded("DTSTART") for _, event in (before, after)] == [START, START + HALF]
        assert int(after[1]["SEQUENCE"]) > int(before[1]["SEQUENCE"])


def test_qa_cancel_request_frees_the_time_and_tells_both(call, ana, who):
    mails(who.email)
    browser_of(who.user).post(f"/my-calls/{call.public_id}/cancel/", {"reason": "ill"})
    call.refresh_from_db()
    assert call.status == "CANCELLED"
    assert Booking.objects.get(pk=call.booking_id).state == "CANCELLED"
    for email in (who.email, ana.email):
        method, event = appointment(mails(email)[-1])
        assert (method, str(event["STATUS"])) == ("CANCEL", "CANCELLED")


def test_functional_customers_see_their_companys_calls_and_members_those_they_take(call, ana, who):
    stranger, other = customer(), caller("Ben")
    assert list(visible_calls(as_customer(who), who.company_id)) == [call]
    assert list(visible_calls(as_customer(stranger), stranger.company_id)) == []
    assert list(visible_calls(as_member(ana), None)) == [call]
    assert list(visible_calls(as_member(other), None)) == []


def test_functional_audit_log_has_each_step_with_who_when_and_from_where(call, ana, who):
    by, member = as_customer(who), as_member(ana)
    reschedule_call(call.pk, starts_at=START + HALF, by=by, at=NOW + HALF)
    start_call(call.pk, by=member, at=START)
    complete_call(call.pk, outcome="RESOLVED", by=member, at=START + HALF)
    rows = DomainEvent.objects.filter(subject_id=call.public_id).order_by("id")
    told = [(row.name, row.actor_name, row.ip, row.occurred_at) for row in rows if row.name != "call.queue_changed"]
    assert told == [
        ("call.requested", who.name, by.ip, NOW),
        ("call.assigned", who.name, by.ip, NOW),
        ("call.moved", who.name, by.ip, NOW + HALF),
        ("call.started", ana.name, None, START),
        ("call.completed", ana.name, None, START + HALF),
    ]
    assert rows[0].payload["topic"] == "BILLING"


def test_functional_cancelling_is_in_the_audit_log_with_its_reason(call, who):
    cancel_call(call.pk, reason="ill", by=as_customer(who), at=NOW)
    row = DomainEvent.objects.get(name="call.cancelled")
    assert (row.payload["reason"], row.payload["previous"], row.payload["status"]) == ("ill", "CONFIRMED", "CANCELLED")
    assert CallRequest.objects.get(pk=call.pk).cancelled_at == NOW
