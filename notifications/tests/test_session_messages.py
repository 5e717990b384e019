"""What is told about set-up help and set-up sessions: whole in every shape, links that no row holds, ways to meet."""

from datetime import UTC, datetime
from itertools import product

import pytest
from django.conf import settings

from core.ids import parse_public_id
from core.links import Link, read_link
from notifications.enums import OUTSIDE, Kind
from notifications.messages import MESSAGES, InvalidMessage, message_of
from notifications.models import Notification, OutboxMessage
from notifications.people import Reader
from notifications.rendering import Renderer
from notifications.rules.segments import size_of
from notifications.samples import CONTEXTS
from notifications.sending import send_due
from notifications.tests.factories import MARIA, a_session, session_context, told_of_session

SESSION, MERCHANT = "sess_01jd5n4q3m7v8w9x0y1z2a3b4c", "merch_01jd5n4q3m7v8w9x0y1z2a3b4c"
KEY = parse_public_id("sess", SESSION)
LANGUAGES = [code for code, _ in settings.LANGUAGES]
MISSING = "⟦missing %s⟧"
ABOUT_SESSIONS = [kind for kind in MESSAGES if kind.startswith("SESSION_")]
FOR_TEAM = [kind for kind in ABOUT_SESSIONS if kind not in OUTSIDE]
TO_READ = [kind for kind in ABOUT_SESSIONS if kind in OUTSIDE]
WITH_AGENDA = [Kind.SESSION_SCHEDULED, Kind.SESSION_MOVED, Kind.SESSION_REMINDER, Kind.SESSION_LINK]
EVE = Reader("Eve", "en", "America/New_York")
STARTS, ENDS = datetime(2026, 10, 10, 14, tzinfo=UTC), datetime(2026, 10, 10, 15, tzinfo=UTC)
BASE = {
    "session_id": SESSION,
    "merchant_id": MERCHANT,
    "business_name": "John's Restaurant",
    "support_type": "HARDWARE_SETUP",
    "platform": "ZOOM",
    "starts_at": STARTS,
    "ends_at": ENDS,
}
NEED = {
    "merchant_id": MERCHANT,
    "queue_entry_id": "icq_01jd5n4q3m7v8w9x0y1z2a3b4c",
    "business_name": "John's Restaurant",
    "support_type": "DATA_IMPORT",
}
ZOOM = "https://zoom.test/j/1234567890"


def written(kind, reader=EVE, priority="MEDIUM", **changes):
    base = NEED if kind == Kind.MERCHANT_ASSIGNED else BASE
    return Renderer(missing=MISSING).render(message_of(kind, base | changes), reader, priority=priority)


def everything(message):
    return message.subject + message.text + message.html + message.sms


# -- whole in every shape ----------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ABOUT_SESSIONS)
def test_message_of_every_shape_of_session_has_no_missing_variable(kind, language):
    shapes = product(
        ["ZOOM", "TEAMS", "GOOGLE_MEET", "PHONE"], ["", ZOOM], [True, False], ["", "Tom"], [[], ["a", "b"]]
    )
    for platform, link, mine, ic, agenda in shapes:
        changes = {"platform": platform, "meeting_url": link, "for_merchant": mine, "ic_name": ic, "agenda": agenda}
        reader = Reader("", language, "Asia/Kathmandu")
        message = Renderer(missing=MISSING).render(message_of(kind, CONTEXTS[kind] | changes), reader, priority="LOW")
        assert "⟦missing" not in everything(message)
        assert "None" not in message.text
        assert "{{" not in message.text
        assert "\n\n\n" not in message.text
        assert message.sms.endswith(message.url or ".")


def test_every_kind_about_sessions_is_told_inside_or_outside():
    assert set(TO_READ) == {
        Kind.SESSION_SCHEDULED,
        Kind.SESSION_MOVED,
        Kind.SESSION_CANCELLED,
        Kind.SESSION_REMINDER,
        Kind.SESSION_MISSED,
        Kind.SESSION_LINK,
        Kind.SESSION_SURVEY,
    }
    assert set(FOR_TEAM) == {
        Kind.SESSION_BOOKED,
        Kind.SESSION_MOVED_FOR_TEAM,
        Kind.SESSION_CALLED_OFF,
        Kind.SESSION_STARTS_SOON,
        Kind.SESSION_HOST_LEFT,
    }
    assert Kind.MERCHANT_ASSIGNED not in OUTSIDE


def test_name_of_a_kind_fits_its_column():
    longest = Notification._meta.get_field("kind").max_length
    assert [kind for kind in Kind.values if len(kind) > longest] == []


@pytest.mark.parametrize("kind", ABOUT_SESSIONS)
def test_session_without_a_time_or_a_platform_is_refused(kind):
    for name in ("starts_at", "ends_at", "platform"):
        with pytest.raises(InvalidMessage):
            message_of(kind, {key: value for key, value in BASE.items() if key != name})


# -- links -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "purpose", "step"),
    [
        ("manage_url", "session.manage", ""),
        ("cancel_url", "session.cancel", "cancel/"),
        ("reschedule_url", "session.reschedule", "reschedule/"),
        ("survey_url", "session.survey", "survey/"),
    ],
)
def test_link_opens_one_thing_of_one_version(name, purpose, step):
    message = message_of(Kind.SESSION_SCHEDULED, BASE | {"for_merchant": True, "link_version": 7})
    address = getattr(message, name)
    token, tail = _token(address)
    assert address == f"{settings.BASE_URL}/session-links/{token}/{step}"
    assert tail == step
    assert read_link(purpose, token) == Link(KEY, 7)
    assert read_link(purpose.replace("session", "call"), token) is None


def _token(address):
    token, _, tail = address.partition("/session-links/")[2].partition("/")
    return token, tail


@pytest.mark.parametrize("kind", TO_READ)
def test_whoever_is_invited_gets_no_link_that_changes_the_session(kind):
    message = written(kind, for_merchant=False, meeting_url=ZOOM)
    assert "/session-links/" not in everything(message) + message.url


@pytest.mark.parametrize("kind", FOR_TEAM)
def test_the_team_is_led_to_the_session(kind):
    message = written(kind, for_merchant=True)
    assert message.url == f"{settings.BASE_URL}/sessions/{SESSION}/"
    assert "/session-links/" not in everything(message)


def test_consultant_is_led_to_the_merchant():
    assert written(Kind.MERCHANT_ASSIGNED).url == f"{settings.BASE_URL}/merchants/{MERCHANT}/"


@pytest.mark.django_db
def test_link_stands_in_the_messages_and_in_no_row():
    session = a_session()
    (made,) = told_of_session(
        MARIA, session=session, context=session_context(session, for_merchant=True, link_version=2)
    )
    assert "session-links" not in str(Notification.objects.values().get(pk=made.pk))
    send_due("EMAIL")
    send_due("SMS")
    for kept in OutboxMessage.objects.all():
        token, _ = _token(kept.text)
        assert read_link("session.manage", token) == Link(session.pk, 2)
    assert OutboxMessage.objects.count() == 2


def test_link_of_what_is_no_id_is_refused():
    with pytest.raises(InvalidMessage):
        _ = message_of(Kind.SESSION_SCHEDULED, BASE | {"session_id": "sess_x", "for_merchant": True}).url


@pytest.mark.parametrize(
    ("kind", "platform", "leads_to"),
    [
        (Kind.SESSION_SCHEDULED, "ZOOM", "/session-links/"),
        (Kind.SESSION_MOVED, "ZOOM", "/session-links/"),
        (Kind.SESSION_CANCELLED, "ZOOM", "/session-links/"),
        (Kind.SESSION_MISSED, "ZOOM", "/session-links/"),
        (Kind.SESSION_SURVEY, "ZOOM", "/survey/"),
        (Kind.SESSION_REMINDER, "ZOOM", ZOOM),
        (Kind.SESSION_REMINDER, "PHONE", "/session-links/"),
        (Kind.SESSION_LINK, "ZOOM", ZOOM),
    ],
)
def test_message_leads_a_merchant_where_it_should(kind, platform, leads_to):
    assert leads_to in written(kind, platform=platform, meeting_url=ZOOM, for_merchant=True).url


def test_text_message_takes_the_short_address_when_the_link_to_join_is_long():
    long = "https://teams.microsoft.test/l/meetup-join/" + "x" * 220
    message = written(Kind.SESSION_REMINDER, meeting_url=long, for_merchant=True, ic_name="Tom Anderson")
    assert message.url == long
    assert message.sms.startswith("Reminder: your setup session on October 10, 10:00 EDT. ")
    assert "/session-links/" in message.sms
    assert size_of(message.sms).segments <= 2
    assert written(Kind.SESSION_REMINDER, meeting_url=ZOOM, for_merchant=True).sms.endswith(f" {ZOOM}")
    assert written(Kind.SESSION_REMINDER, meeting_url=long).sms.endswith(f" {long}")


@pytest.mark.parametrize("address", ["javascript:alert(1)", "https://zoom.test/\nBcc: a@b.test", "data:text/html,x"])
def test_only_web_addresses_become_links(address):
    for kind in ABOUT_SESSIONS:
        message = written(kind, meeting_url=address, for_merchant=True)
        assert f'href="{address}' not in message.html
        assert message.url.startswith(settings.BASE_URL)


def test_calendars_on_the_web_are_offered_by_name():
    message = written(Kind.SESSION_SCHEDULED, add_to_calendar={"google": "https://calendar.google.test/x?a=1&b=2"})
    assert "Google Calendar: https://calendar.google.test/x?a=1&b=2" in message.text
    assert 'href="https://calendar.google.test/x?a=1&amp;b=2"' in message.html


# -- how they meet -----------------------------------------------------------------------------------


@pytest.mark.parametrize("platform", ["ZOOM", "TEAMS", "GOOGLE_MEET"])
@pytest.mark.parametrize("kind", [*WITH_AGENDA, Kind.SESSION_BOOKED, Kind.SESSION_STARTS_SOON])
def test_session_whose_link_has_not_come_says_that_it_follows(kind, platform):
    for language, words in (("en", "follows"), ("es", "enlace"), ("fr", "lien")):
        message = written(kind, Reader("E", language, "UTC"), platform=platform, for_merchant=kind in OUTSIDE)
        assert words in message.text.lower()
        assert words in message.html.lower()
    assert "follows" not in written(kind, platform=platform, meeting_url=ZOOM, for_merchant=True).text


@pytest.mark.parametrize("kind", WITH_AGENDA)
def test_session_by_phone_speaks_of_a_call_and_not_of_a_link(kind):
    message = written(kind, platform="PHONE", phone="+12125550147", for_merchant=True, meeting_url=ZOOM)
    assert "We will call you." in message.text
    assert "Your phone: +1 212-555-0147" in message.text
    assert ZOOM not in everything(message) + message.url
    assert "link to join" not in message.text


def test_everything_to_join_by_stands_in_the_message():
    way = {"meeting_id": "123-456", "meeting_password": "abc123", "dial_in": ["+12125550147", "+442079460000"]}
    for kind in (Kind.SESSION_SCHEDULED, Kind.SESSION_BOOKED):
        message = written(kind, meeting_url=ZOOM, for_merchant=True, **way)
        lines = [f"Link: {ZOOM}", "Meeting ID: 123-456", "Password: abc123", "Dial in: +1 212-555-0147"]
        assert [line for line in lines if line not in message.text.splitlines()] == []
        assert "Dial in: +44 20 7946 0000" in message.text
        assert 'href="tel:+442079460000"' in message.html
        assert "abc123" not in message.subject + message.sms + message.note


@pytest.mark.parametrize("kind", [*WITH_AGENDA, Kind.SESSION_BOOKED, Kind.SESSION_MOVED_FOR_TEAM])
def test_agenda_is_a_list(kind):
    message = written(kind, agenda=["Configure payment terminal", " ", "Run first\ntest transaction"])
    assert "Agenda:\n- Configure payment terminal\n- Run first test transaction\n" in message.text
    assert message.html.count("<li") == 2
