"""The links of mails about sessions: what a merchant sees by them, and which links open nothing."""

from datetime import timedelta

import pytest
from django.test import Client

from core import clock
from core.actor import SYSTEM
from core.api.limits import LIMITER
from core.redis import client, key
from core.testing import assert_queries
from events.models import DomainEvent
from routing.tests.merchants import consultant, ic_team
from scheduling.actions import cancel_session, move_session, settle_meetings
from scheduling.tests.meetings import MeetingsHere
from scheduling.tests.session_links import (
    AT_TEN,
    HOUR,
    NOW,
    cancel_link,
    fresh,
    link,
    move_link,
    planned,
    read,
    sent,
)

pytestmark = pytest.mark.django_db
LANGUAGES = ["en", "es", "fr"]


@pytest.fixture(autouse=True)
def monday(settings):
    settings.MEETINGS = {"ZOOM": "scheduling.tests.meetings.MeetingsHere"}
    MeetingsHere.made, MeetingsHere.problem = {}, None
    LIMITER.ledger.clear()
    client().delete(key("rate", "session-guesses:127.0.0.1"))
    with clock.moved(to=NOW):
        yield


@pytest.fixture
def grace():
    made = consultant("Grace Hopper", user__timezone="America/New_York", user__phone="+12125550188")
    ic_team(made)
    return made


@pytest.fixture
def session(grace):
    return planned(grace)


# -- what is seen ------------------------------------------------------------------------------------


def test_page_says_when_with_whom_and_what_is_done(session):
    text = read(link(session))
    assert "Wednesday, 3 March 2027, 10:00" in text
    assert "(New York)" in text
    assert all(one in text for one in ("Grace Hopper", "Corner Shop", "Hardware setup", "Terminal", "Printer"))
    assert "The link to join follows by mail." in text
    assert "calendar.google.com" in text
    assert "outlook.live.com" in text


def test_page_leads_into_the_meeting_as_soon_as_its_link_is_there(session):
    settle_meetings(at=clock.now())
    text = read(link(session))
    assert 'href="https://meet.example/' in text
    assert all(one in text for one in ("Join the session", "123 456", "secret", "+1 212-555-0100"))
    assert "follows by mail" not in text


def test_phone_session_says_who_phones_whom(grace):
    text = read(link(planned(grace, platform="PHONE")))
    assert "Your consultant phones you: +1 212-555-0123" in text
    nameless = planned(grace, AT_TEN + 2 * HOUR, platform="PHONE", merchant__contact_phone="")
    assert "Your consultant phones you." in read(link(nameless))


def test_file_of_the_page_is_a_calendar_file(session):
    text = read(link(session))
    path = text.split('href="/session-files/')[1].split('"')[0]
    assert "BEGIN:VCALENDAR" in Client().get(f"/session-files/{path}").content.decode()


def test_page_is_told_to_nobody_and_kept_nowhere(session):
    for address in (link(session), "/session-links/nonsense/"):
        answer = Client().get(address)
        assert (answer["Referrer-Policy"], answer["X-Robots-Tag"]) == ("same-origin", "noindex, nofollow")
        assert "no-store" in answer["Cache-Control"]


def test_reading_changes_nothing(session):
    pages = [link(session), link(session, part="confirm/"), move_link(session), cancel_link(session)]
    before = DomainEvent.objects.count()
    assert [Client().get(address).status_code for address in pages] == [200, 302, 200, 200]
    after = fresh(session)
    assert (after.status, after.version, DomainEvent.objects.count()) == ("SCHEDULED", session.version, before)


def test_forms_ask_for_their_token(session):
    strict = Client(enforce_csrf_checks=True)
    for address in (link(session, part="confirm/"), move_link(session), cancel_link(session)):
        assert strict.post(address, {"scheduled_for": (AT_TEN + 2 * HOUR).isoformat()}).status_code == 403
    assert fresh(session).version == session.version


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_speak_the_language_of_the_merchant(grace, language):
    session = planned(grace, merchant__language=language)
    pages = [Client().get(address) for address in (link(session), move_link(session), cancel_link(session))]
    assert [f'lang="{language}"' in page.content.decode() for page in pages] == [True] * 3


def test_hostile_text_stays_text(grace):
    evil = '"><script>alert(1)</script>'
    session = planned(grace, agenda=[evil, "{{ 7|add:7 }}"], merchant__business_name=evil)
    for address in (link(session), cancel_link(session), move_link(session)):
        assert "<script>alert" not in read(address)
    text = sent(cancel_link(session), reason=evil)
    assert "<script>alert" not in text
    session = fresh(session)
    assert session.reason == evil
    assert "<script>alert" not in read(link(session))


def test_meeting_address_that_is_none_is_not_offered(session):
    settle_meetings(at=clock.now())
    meeting = fresh(session).meeting
    type(meeting).objects.update(url="javascript:alert(1)")
    assert "javascript:" not in read(link(session))


# -- links that open nothing -------------------------------------------------------------------------


def test_link_of_one_purpose_opens_nothing_else(session):
    purposes = ["session.manage", "session.reschedule", "session.cancel", "session.again", "session.survey"]
    parts = ["", "confirm/", "reschedule/", "cancel/", "again/", "wait/", "survey/"]
    opened = {
        (purpose, part)
        for purpose in purposes
        for part in parts
        if Client().get(link(session, purpose, part)).status_code not in (410, 429)
    }
    assert opened == {
        ("session.manage", ""),
        ("session.manage", "confirm/"),
        ("session.reschedule", "reschedule/"),
        ("session.cancel", "cancel/"),
    }


def test_link_of_a_call_opens_no_session(session):
    read(link(session, "call.manage"), 410)


def test_foreign_and_broken_tokens_open_nothing(session):
    good = link(session).split("/")[2]
    for token in (good[:-4] + "AAAA", good[:20], good + "A", "x", "ß", good.swapcase()):
        text = read(f"/session-links/{token}/", 410)
        assert "The latest mail about your session" in text


def test_links_end_with_the_session(session):
    with clock.moved(to=AT_TEN + HOUR - timedelta(seconds=1)):
        read(link(session))
    with clock.moved(to=AT_TEN + HOUR):
        for address in (link(session), cancel_link(session), move_link(session)):
            read(address, 410)


def test_link_is_dead_once_the_session_was_changed_by_the_team(session):
    old = [link(session), cancel_link(session), move_link(session)]
    move_session(session.pk, AT_TEN + HOUR, by=SYSTEM, at=NOW)
    for address in old:
        sent(address, 410)
    cancelled = cancel_link(session)
    cancel_session(session.pk, by=SYSTEM, at=NOW)
    sent(cancelled, 410)


def test_guessing_is_slowed_down():
    answers = [Client().get(f"/session-links/guess{number}/").status_code for number in range(22)]
    assert answers == [410] * 20 + [429] * 2


def test_changes_are_limited(session):
    address = link(session, part="confirm/")
    assert [Client().post(address).status_code for _ in range(31)] == [302] * 30 + [429]
    read(link(session))


@pytest.mark.parametrize(
    ("address", "statements"),
    [
        (link, 2),  # the session, the policy
        (cancel_link, 2),
        (move_link, 2 + 2),  # and the consultant's time
    ],
)
def test_pages_cost_few_statements(session, address, statements):
    path = address(session)
    read(path)
    with assert_queries(statements):
        read(path)
