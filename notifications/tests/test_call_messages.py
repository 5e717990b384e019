"""What is told about calls: links that no row holds, times as the reader has them, nobody's data to anybody else."""

from datetime import UTC, datetime
from itertools import product

import pytest
from django.conf import settings

from core.ids import new_id, parse_public_id, public_id
from core.links import Link, fits_code, read_link
from notifications.enums import INSIDE, OUTSIDE, Kind
from notifications.messages import MESSAGES, InvalidMessage, message_of
from notifications.messages.calls_outside import CODE
from notifications.models import Notification, OutboxMessage
from notifications.people import Outsider, Reader
from notifications.rendering import Renderer
from notifications.samples import CONTEXTS
from notifications.sending import send_due
from notifications.tests.factories import a_call, call_context, told_of_call

CALL = "call_01jd5n4q3m7v8w9x0y1z2a3b4c"
KEY = parse_public_id("call", CALL)
LANGUAGES = [code for code, _ in settings.LANGUAGES]
MISSING = "⟦missing %s⟧"
ABOUT_CALLS = [kind for kind in MESSAGES if kind.startswith("CALL_") and kind != Kind.CALL_CODE]
FOR_TEAM = [kind for kind in ABOUT_CALLS if kind not in OUTSIDE]
TO_READ = [kind for kind in ABOUT_CALLS if kind in OUTSIDE]
SECRETS = {
    "customer_name": "Zacharias Zorn",
    "phone": "+15551239999",
    "notes": "my account is 4711",
    "custom_topic": "my divorce",
    "preferred_times": "when my wife is out",
}
EVE = Reader("Eve", "en", "America/New_York")
NEEDED = {"times": [datetime(2026, 10, 9, 16, 15, tzinfo=UTC)]}


def written(kind, reader=EVE, **changes):
    context = {"call_id": CALL, "number": "CALL-2026-001234", "topic": "BILLING"} | changes
    if kind == Kind.CALL_TIMES_PROPOSED:
        context |= NEEDED
    return Renderer(missing=MISSING).render(message_of(kind, context), reader, priority="MEDIUM")


def everything(message):
    return message.subject + message.text + message.html + message.sms


# -- whole in every shape ----------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ABOUT_CALLS)
def test_message_of_every_shape_of_call_has_no_missing_variable(kind, language):
    for method, timed, mine in product(["PHONE", "VIDEO", "IN_PERSON"], [True, False], [True, False]):
        changes = {"contact_method": method, "for_customer": mine, "meeting_url": "", "place": "12 Main Street"}
        if not timed:
            changes |= {"starts_at": None, "ends_at": None, "answer_by": datetime(2026, 10, 9, 16, tzinfo=UTC)}
        context = CONTEXTS[kind] | changes
        reader = Reader("", language, "Asia/Kathmandu")
        message = Renderer(missing=MISSING).render(message_of(kind, context), reader, priority="LOW")
        assert "⟦missing" not in everything(message)
        assert "None" not in message.text
        assert "{{" not in message.text
        assert "\n\n\n" not in message.text


def test_every_kind_about_calls_is_told_inside_or_outside():
    assert {*OUTSIDE, *INSIDE} == set(Kind)
    assert {kind for kind in Kind if kind.startswith("CALL_") and kind not in OUTSIDE} == set(FOR_TEAM)


# -- links -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "purpose", "step"),
    [
        ("manage_url", "call.manage", ""),
        ("cancel_url", "call.cancel", "cancel/"),
        ("reschedule_url", "call.reschedule", "reschedule/"),
        ("pick_url", "call.pick", "pick/"),
        ("survey_url", "call.survey", "survey/"),
    ],
)
def test_link_opens_one_thing_of_one_version(name, purpose, step):
    context = {"call_id": CALL, "number": "1", "topic": "BILLING", "for_customer": True, "link_version": 7}
    address = getattr(message_of(Kind.CALL_CONFIRMED, context), name)
    token, tail = _token(address)
    assert address == f"{settings.BASE_URL}/call-links/{token}/{step}"
    assert tail == step
    assert read_link(purpose, token) == Link(KEY, 7)


def _token(address):
    token, _, tail = address.partition("/call-links/")[2].partition("/")
    return token, tail


@pytest.mark.parametrize("kind", TO_READ)
def test_whoever_is_invited_gets_no_link_that_changes_the_call(kind):
    message = written(kind, for_customer=False)
    assert "/call-links/" not in everything(message)
    assert "/call-links/" not in message.url


@pytest.mark.parametrize("kind", FOR_TEAM)
def test_the_team_is_led_to_the_call(kind):
    message = written(kind, for_customer=True)
    assert message.url == f"{settings.BASE_URL}/calls/{CALL}/"
    assert "/call-links/" not in everything(message)


@pytest.mark.django_db
def test_link_stands_in_the_mail_and_in_no_row():
    call = a_call()
    (made,) = told_of_call(
        Outsider("Eve", "eve@guest.test"), call=call, context=call_context(call, for_customer=True, link_version=2)
    )
    assert "call-links" not in str(Notification.objects.values().get(pk=made.pk))
    send_due("EMAIL")
    token, _ = _token(OutboxMessage.objects.get().text)
    assert read_link("call.manage", token) == Link(call.pk, 2)


def test_link_of_what_is_no_id_is_refused():
    with pytest.raises(InvalidMessage):
        _ = message_of(
            Kind.CALL_CONFIRMED, {"call_id": "call_x", "number": "1", "topic": "BILLING", "for_customer": True}
        ).url


def test_reminder_leads_into_the_call_where_it_can():
    video = {"contact_method": "VIDEO", "meeting_url": "https://meet.test/1", "for_customer": True}
    assert written(Kind.CALL_REMINDER, **video).url == "https://meet.test/1"
    assert "/call-links/" in written(Kind.CALL_CONFIRMED, **video).url
    assert "/call-links/" in written(Kind.CALL_REMINDER, for_customer=True).url
    assert written(Kind.CALL_REMINDER, **video | {"contact_method": "PHONE", "for_customer": False}).url == ""


def test_only_web_addresses_become_links():
    message = written(Kind.CALL_REMINDER, contact_method="VIDEO", meeting_url="javascript:alert(1)", for_customer=True)
    assert 'href="javascript' not in message.html
    assert "javascript:alert(1)" in message.text


def test_calendars_on_the_web_are_offered_by_name():
    known = {"google": "https://calendar.google.com/x?a=1&b=2", "proton": "https://proton.test/"}
    message = written(Kind.CALL_CONFIRMED, add_to_calendar=known, starts_at=datetime(2026, 10, 9, tzinfo=UTC))
    assert "Google Calendar: https://calendar.google.com/x?a=1&b=2\nproton: https://proton.test/" in message.text
    assert 'href="https://calendar.google.com/x?a=1&amp;b=2"' in message.html


# -- times -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "when"),
    [
        ("America/New_York", "Friday, Oct. 9, 2026, 12:15–12:45 EDT (America/New_York)"),
        ("Asia/Kathmandu", "Friday, Oct. 9, 2026, 22:00–22:30 +0545 (Asia/Kathmandu)"),
        (
            "Asia/Dhaka",
            "Friday, Oct. 9, 2026, 22:15–22:45 +06 (Asia/Dhaka)",
        ),
        ("Pacific/Auckland", "Saturday, Oct. 10, 2026, 05:15–05:45 NZDT (Pacific/Auckland)"),
    ],
)
def test_time_is_the_readers_own_with_its_zone(zone, when):
    starts, ends = datetime(2026, 10, 9, 16, 15, tzinfo=UTC), datetime(2026, 10, 9, 16, 45, tzinfo=UTC)
    message = written(Kind.CALL_CONFIRMED, Reader("E", "en", zone), starts_at=starts, ends_at=ends)
    assert f"When: {when}" in message.text


def test_weekday_in_a_sentence_is_written_as_the_language_writes_it():
    answer_by = datetime(2026, 10, 9, 16, 15, tzinfo=UTC)
    said = {
        language: written(Kind.CALL_CONFIRMED, Reader("E", language, "UTC"), answer_by=answer_by).text
        for language in LANGUAGES
    }
    assert "Friday, Oct. 9, 2026, 16:15 UTC" in said["en"]
    assert "viernes, 9 de octubre de 2026, 16:15 UTC" in said["es"]
    assert "vendredi" in said["fr"]


def test_time_over_midnight_or_a_change_of_the_clock_names_both_ends():
    zone = Reader("E", "en", "America/New_York")
    starts, ends = datetime(2026, 10, 10, 3, 45, tzinfo=UTC), datetime(2026, 10, 10, 4, 15, tzinfo=UTC)
    message = written(Kind.CALL_CONFIRMED, zone, starts_at=starts, ends_at=ends)
    assert "Friday, Oct. 9, 2026, 23:45 EDT – Saturday, Oct. 10, 2026, 00:15 EDT (America/New_York)" in message.text
    starts, ends = datetime(2026, 11, 1, 5, 45, tzinfo=UTC), datetime(2026, 11, 1, 6, 15, tzinfo=UTC)
    message = written(Kind.CALL_CONFIRMED, zone, starts_at=starts, ends_at=ends)
    assert "Sunday, Nov. 1, 2026, 01:45 EDT – Sunday, Nov. 1, 2026, 01:15 EST (America/New_York)" in message.text


def test_request_without_a_time_says_when_it_will_be_answered():
    message = written(Kind.CALL_CONFIRMED, answer_by=datetime(2026, 10, 9, 16, 15, tzinfo=UTC), for_customer=True)
    assert message.subject == "We have your request for a call: CALL-2026-001234"
    assert "The team will contact you by Friday, Oct. 9, 2026, 12:15 EDT (America/New_York)" in message.text


# -- who may know what -------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", FOR_TEAM)
def test_what_rings_a_members_phone_names_the_call_and_not_the_person(kind):
    message = written(kind, starts_at=datetime(2026, 10, 9, 16, 15, tzinfo=UTC), **SECRETS)
    told = message.subject + message.sms + message.note
    assert [secret for secret in SECRETS.values() if secret in told] == []
    assert SECRETS["customer_name"] in message.text


@pytest.mark.parametrize("kind", TO_READ)
def test_whoever_is_invited_reads_nothing_that_a_customer_wrote(kind):
    message = written(kind, for_customer=False, **SECRETS)
    kept = {name for name, secret in SECRETS.items() if secret in everything(message)}
    assert kept <= {"customer_name", "preferred_times"}
    assert kept & {"phone", "notes", "custom_topic"} == set()


def test_text_of_strangers_stays_text():
    hostile = "<script>alert(1)</script>"
    message = written(Kind.CALL_ASSIGNED, customer_name=hostile, notes=f"a\n{hostile}", custom_topic=hostile)
    assert "<script>" not in message.html
    assert hostile in message.text


# -- the code ----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_code_stands_in_the_mail_and_in_no_row():
    key = new_id()
    context = {"check_id": public_id("guest", key), "version": 3, "valid_until": datetime(2026, 10, 9, tzinfo=UTC)}
    told_of_call(Outsider("", "eve@guest.test"), call=a_call(), kind=Kind.CALL_CODE, context=context)
    send_due("EMAIL")
    mail = OutboxMessage.objects.get()
    (code,) = [word for word in mail.text.split() if word.isdecimal() and len(word) == 6]
    assert fits_code(CODE, key, 3, code)
    assert not fits_code(CODE, key, 4, code)
    assert code in mail.html
    assert code not in mail.subject
    assert code not in str(list(Notification.objects.values()))
    assert mail.text.startswith("Hello,\n")
