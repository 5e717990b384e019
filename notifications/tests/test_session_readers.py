"""What is read about sessions, and by whom: nobody's data to anybody else, strangers' words as words."""

from datetime import UTC, datetime

import pytest

from notifications.enums import Channel, Kind, Priority
from notifications.models import NotificationRule
from notifications.people import Reader
from notifications.tests.factories import a_session, told_of_session
from notifications.tests.test_session_messages import ABOUT_SESSIONS, FOR_TEAM, NEED, TO_READ, ZOOM, everything, written
from workforce.tests.factories import StaffFactory

SECRETS = {"contact_name": "Zacharias Zorn", "phone": "+15551239999", "notes": "pays late"}


# -- words and times ---------------------------------------------------------------------------------


def test_text_message_of_a_booking_says_when_and_with_whom():
    message = written(Kind.SESSION_SCHEDULED, ic_name="Tom Anderson", meeting_url=ZOOM)
    said = "Your setup session is scheduled for October 10, 10:00 EDT with Tom Anderson"
    assert (message.subject, message.sms) == (said, f"{said}. {ZOOM}")


def test_time_is_the_readers_own_with_its_zone():
    merchant = Reader("E", "en", "Asia/Kathmandu")
    message = written(Kind.SESSION_MOVED, merchant, was_at=datetime(2026, 10, 8, 14, tzinfo=UTC))
    assert "New time: Saturday, Oct. 10, 2026, 19:45–20:45 +0545 (Asia/Kathmandu)" in message.text
    assert "Before: Thursday, Oct. 8, 2026, 19:45 +0545 (Asia/Kathmandu)" in message.text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"booked_by": "Maria Wilson"}, "Maria Wilson has booked it for you."),
        ({}, "It is in your calendar."),
        ({"taken_from": "Lisa"}, "Lisa had it before. It is in your calendar."),
        ({"taken_from": "Lisa", "booked_by": "Maria"}, "Lisa had it before. Maria has given it to you."),
    ],
)
def test_consultant_reads_how_a_session_came_to_them(changes, said):
    message = written(Kind.SESSION_BOOKED, **changes)
    assert said in message.text.splitlines()
    assert said in message.html


def test_session_called_off_is_told_from_one_that_went_to_somebody_else():
    off, handed = written(Kind.SESSION_CALLED_OFF), written(Kind.SESSION_CALLED_OFF, given_to="Lisa")
    assert off.subject == "Your session with John's Restaurant on October 10, 10:00 EDT is cancelled"
    assert handed.subject == "Your session with John's Restaurant on October 10, 10:00 EDT went to somebody else"
    assert "Lisa has it now." in handed.text


def test_second_host_reads_whose_session_it_is():
    message = written(Kind.SESSION_BOOKED, second_for="Grace\nHopper")
    assert message.subject == "You are second host: October 10, 10:00 EDT, John's Restaurant"
    assert "Grace Hopper holds it, and you join in. It is in your calendar." in message.text.splitlines()
    assert "Consultant: Grace Hopper" in message.text.splitlines()
    assert "Consultant: Grace Hopper" in written(Kind.SESSION_MOVED_FOR_TEAM, second_for="Grace Hopper").text


@pytest.mark.parametrize(
    ("left", "host_reads", "consultant_reads"),
    [
        ("REMOVED", "You are not needed any more.", "It goes on without a second host."),
        ("TAKEN", "moved to a time at which you are taken.", "moved to a time at which they are taken."),
        ("AWAY", "You are away then.", "They are away then."),
        ("GONE", "You hold no sessions any more.", "They hold no sessions any more."),
        ("ELSE", "The time is free again.", "The session stands."),
    ],
)
def test_second_host_who_left_and_the_consultant_read_why(left, host_reads, consultant_reads):
    host = written(Kind.SESSION_CALLED_OFF, left=left, second_for="Grace")
    assert host.subject == "You are no longer second host: October 10, 10:00 EDT, John's Restaurant"
    consultant = written(Kind.SESSION_HOST_LEFT, left=left, host_name="Tom")
    assert consultant.subject == "Tom is no longer second host: October 10, 10:00 EDT, John's Restaurant"
    for message, said in ((host, host_reads), (consultant, consultant_reads)):
        assert said in message.text
        assert said in message.html


def test_merchant_assigned_says_what_is_needed_and_why():
    facts = {"contact_name": "John Doe", "phone": "+12125550147", "urgency": "CRITICAL", "why": "free, knows it"}
    message = written(Kind.MERCHANT_ASSIGNED, priority="URGENT", assigned_by="Maria Wilson", **facts)
    assert message.subject == "Urgent: new merchant for you: John's Restaurant, Data import"
    assert written(Kind.MERCHANT_ASSIGNED).subject == "New merchant for you: John's Restaurant, Data import"
    lines = message.text.splitlines()
    assert "Why you: free, knows it" in lines
    start = lines.index("Contact: John Doe")
    assert lines[start : start + 4] == [
        "Contact: John Doe",
        "Phone: +1 212-555-0147",
        "Support type: Data import",
        "Urgency: Critical",
    ]
    assert "Maria Wilson has given you the merchant John's Restaurant." in message.text


@pytest.mark.parametrize("kind", [*ABOUT_SESSIONS, Kind.MERCHANT_ASSIGNED])
def test_code_that_is_not_known_here_is_shown_as_it_is(kind):
    changes = {"support_type": "MENU_BUILDING"} | ({} if kind == Kind.MERCHANT_ASSIGNED else {"platform": "WEBEX"})
    assert "MENU_BUILDING" in written(kind, **changes).text


# -- who may know what -------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [*FOR_TEAM, Kind.MERCHANT_ASSIGNED])
def test_what_rings_a_consultants_phone_names_the_business_and_not_the_person(kind):
    secrets = {name: SECRETS[name] for name in ("contact_name", "phone")}
    message = written(kind, **secrets)
    told = message.subject + message.sms + message.note
    assert [secret for secret in secrets.values() if secret in told] == []
    assert SECRETS["contact_name"] in message.text


@pytest.mark.parametrize("mine", [True, False])
@pytest.mark.parametrize("kind", TO_READ)
def test_notes_of_the_team_are_not_shown_outside(kind, mine):
    for platform in ("ZOOM", "PHONE"):
        message = written(kind, for_merchant=mine, platform=platform, **SECRETS)
        assert SECRETS["notes"] not in everything(message)
        if not mine:
            assert [secret for secret in SECRETS.values() if secret in everything(message)] == []
            assert "1 555-123-9999" not in message.text


def test_text_of_strangers_stays_text():
    hostile = '<script>alert("1")</script>'
    names = ("business_name", "contact_name", "ic_name", "notes", "meeting_id", "meeting_password", "meeting_url")
    for kind in ABOUT_SESSIONS:
        changes = dict.fromkeys(names, hostile) | {"agenda": [hostile], "dial_in": [hostile], "phone": f'"{hostile}'}
        message = written(kind, **changes)
        assert "<script>" not in message.html
        assert "tel:" not in message.html
    assert "<script>" not in written(Kind.MERCHANT_ASSIGNED, business_name=hostile, why=hostile, phone=hostile).html
    assert hostile in written(Kind.SESSION_BOOKED, notes=hostile).text


@pytest.mark.parametrize("kind", [*ABOUT_SESSIONS, Kind.MERCHANT_ASSIGNED])
def test_names_of_strangers_begin_no_line_of_their_own(kind):
    hostile = "Acme\r\nBcc: eve@evil.test\r\n\r\nYour account is locked"
    names = ("business_name", "contact_name") if kind == Kind.MERCHANT_ASSIGNED else ("business_name", "ic_name")
    message = written(kind, **dict.fromkeys(names, hostile))
    assert [line for line in message.text.splitlines() if line.startswith(("Bcc", "Your account"))] == []
    assert len(message.subject.splitlines()) == len(message.sms.splitlines()) == 1


# -- rules -------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_rules_as_shipped():
    rules = NotificationRule.objects.filter(kind__in=[*ABOUT_SESSIONS, Kind.MERCHANT_ASSIGNED])
    shipped = {(rule.kind, rule.priority): rule.channels for rule in rules}
    new_lead = NotificationRule.objects.filter(kind=Kind.NEW_LEAD_ASSIGNED)
    as_a_lead = {(Kind.MERCHANT_ASSIGNED.value, rule.priority): rule.channels for rule in new_lead}
    by_text = {Kind.SESSION_SCHEDULED, Kind.SESSION_REMINDER}
    outside = {(kind, ""): ["EMAIL", "SMS"] if kind in by_text else ["EMAIL"] for kind in TO_READ}
    assert shipped == as_a_lead | outside | {(kind, ""): ["EMAIL", "PUSH"] for kind in FOR_TEAM}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("priority", "channels"),
    [("URGENT", ["EMAIL", "SMS", "PUSH"]), ("HIGH", ["EMAIL", "PUSH"]), ("MEDIUM", ["EMAIL"]), ("LOW", ["EMAIL"])],
)
def test_merchant_is_announced_as_a_lead_is(priority, channels):
    told = {"kind": Kind.MERCHANT_ASSIGNED, "context": NEED, "priority": Priority(priority)}
    (made,) = told_of_session(StaffFactory(), session=a_session(), **told)
    assert [row.channel for row in made.deliveries_] == [*channels, Channel.IN_APP]
