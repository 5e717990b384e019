"""Google's own habits: a signed word in the host's name, ids of ours, conferences that are pending or fail."""

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from config.dev_secrets import new_service_account_key
from core.http import Response
from integrations.meetings.google_meet import GRANT, SCOPE, GoogleMeetings, id_of, meeting_of
from integrations.tests.conftest import SERVICE_ACCOUNT_KEY
from integrations.tests.meetings import START, answering, calls, provider, refused, wanted
from scheduling.ports import Meeting

EVENTS = "/calendar/v3/calendars/primary/events"
EVENT_ID = id_of("sess_abc123")
VERSION = {"conferenceDataVersion": "1", "sendUpdates": "none"}


def test_event_is_asked_for_as_google_wants_it(outside, settings):
    with provider("GOOGLE_MEET") as meetings:
        meeting = meetings.create(wanted(agenda="A <b> & c"))
    token, creation = outside.requests
    assert calls(outside) == [("POST", "/token"), ("POST", EVENTS)]
    assert token.form["grant_type"] == GRANT
    key = load_pem_private_key(SERVICE_ACCOUNT_KEY.encode(), None).public_key()
    address = f"{settings.GOOGLE['LOGIN_URL']}/token"
    claims = jwt.decode(token.form["assertion"], key, algorithms=["RS256"], audience=address)
    assert (claims["iss"], claims["sub"], claims["scope"], claims["exp"] - claims["iat"]) == (
        "bot@house.test",
        "ann@house.test",
        SCOPE,
        3600,
    )
    assert creation.params == VERSION
    assert creation.json == {
        "id": EVENT_ID,
        "status": "confirmed",
        "summary": "Hardware setup with Corner Shop",
        "description": "A &lt;b&gt; &amp; c",
        "start": {"dateTime": START.strftime("%Y-%m-%dT14:00:00Z"), "timeZone": "America/New_York"},
        "end": {"dateTime": START.strftime("%Y-%m-%dT15:00:00Z"), "timeZone": "America/New_York"},
        "transparency": "transparent",
        "reminders": {"useDefault": False},
        "extendedProperties": {"private": {"switchboard": "sess_abc123"}},
        "conferenceData": {
            "createRequest": {"requestId": "sess_abc123", "conferenceSolutionKey": {"type": "hangoutsMeet"}}
        },
    }
    conference = outside.meetings[0].body["conferenceData"]
    assert meeting == Meeting(
        meeting_id=f"ann@house.test/{EVENT_ID}",
        url=outside.meetings[0].body["hangoutLink"],
        join_id=conference["conferenceId"],
        dial_in=(f"+1 555-010-0004,,{conference['entryPoints'][2]['pin']}#",),
    )


@pytest.mark.parametrize("key", ["sess_abc123", "a", "SESS-ß", "x" * 60])
def test_ids_are_letters_that_google_allows(key):
    assert set(id_of(key)) <= set("0123456789abcdefghijklmnopqrstuv")
    assert id_of(key) != id_of(key + "0")


def test_repeat_is_a_conflict_and_brings_the_event_up_to_date(outside):
    with provider("GOOGLE_MEET") as meetings:
        meeting = meetings.create(wanted())
        before = len(outside.requests)
        assert meetings.create(wanted(title="Moved")) == meeting
    conflict, change = outside.requests[before:]
    assert [(conflict.method, conflict.path), (change.method, change.path)] == [
        ("POST", EVENTS),
        ("PATCH", f"{EVENTS}/{EVENT_ID}"),
    ]
    assert (change.params, "conferenceData" in change.json) == (VERSION, False)


def test_conference_that_is_pending_is_looked_at_once_more(outside):
    outside.behaviour.pending = 1
    with provider("GOOGLE_MEET") as meetings:
        assert meetings.create(wanted()).url
    look = outside.requests[-1]
    assert (look.method, look.path, look.query) == ("GET", f"{EVENTS}/{EVENT_ID}", "")


def test_conference_that_stays_pending_is_found_by_a_later_attempt(outside):
    outside.behaviour.pending = 2
    with provider("GOOGLE_MEET") as meetings:
        with refused() as problem:
            meetings.create(wanted())
        assert (problem.is_final, problem.words) == (False, "Google Meet is still making the conference.")
        assert meetings.create(wanted()).url
    (kept,) = outside.meetings
    assert kept.body["conferenceData"]["createRequest"]["requestId"] == "sess_abc123"


def test_conference_that_failed_is_asked_for_under_another_name(outside):
    outside.behaviour.failed = 1
    with provider("GOOGLE_MEET") as meetings:
        with refused() as problem:
            meetings.create(wanted())
        assert (problem.is_final, problem.words) == (False, "Google Meet made no conference for the event.")
        assert meetings.create(wanted()).url
    (kept,) = outside.meetings
    assert kept.body["conferenceData"]["createRequest"]["requestId"] != "sess_abc123"


def test_conference_that_somebody_took_off_the_event_is_made_anew_by_a_change(outside):
    with provider("GOOGLE_MEET") as meetings:
        meeting = meetings.create(wanted())
        for name in ("conferenceData", "hangoutLink"):
            del outside.meetings[0].body[name]
        again = meetings.change(meeting.meeting_id, wanted())
    assert (again.meeting_id, bool(again.url), again.url != meeting.url) == (meeting.meeting_id, True, True)


def test_change_of_an_event_that_google_forgot_makes_it_anew_for_the_host_of_now(outside):
    with provider("GOOGLE_MEET") as meetings:
        meeting = meetings.create(wanted())
        outside.books.kept.clear()
        again = meetings.change(meeting.meeting_id, wanted(host_email="o'neill@house.test"))
    assert again.meeting_id == f"o'neill@house.test/{EVENT_ID}"
    assert [kept.host for kept in outside.meetings] == ["o'neill@house.test"]


def test_id_that_is_taken_and_not_there_is_an_error_that_somebody_sees(outside):
    with provider("GOOGLE_MEET") as meetings:
        answering(outside, 409, {"error": {"errors": [{"reason": "duplicate"}]}})
        with refused() as problem:
            meetings.create(wanted())
    assert (problem.is_final, problem.words) == (False, "Google Meet has an event of that id and does not find it.")


def test_each_host_has_a_token_of_their_own(outside):
    with provider("GOOGLE_MEET") as meetings:
        meetings.create(wanted())
        meetings.create(wanted(host_email="o'neill@house.test"))
        meetings.create(wanted(key="sess_2"))
    assert [path for _, path in calls(outside)].count("/token") == 2


def test_key_that_google_does_not_know_is_final(outside, settings):
    settings.GOOGLE = settings.GOOGLE | {"SERVICE_ACCOUNT_KEY": new_service_account_key()}
    with provider("GOOGLE_MEET") as meetings, refused() as problem:
        meetings.create(wanted())
    assert (problem.is_final, problem.words) == (
        True,
        "Google Meet does not accept our service account for that host: 400 (invalid_grant).",
    )


def test_key_that_is_none_is_final_and_named(outside, settings):
    for key in ("nonsense", "-----BEGIN PRIVATE KEY-----\nsecret\n-----END PRIVATE KEY-----\n"):
        settings.GOOGLE = settings.GOOGLE | {"SERVICE_ACCOUNT_KEY": key}
        with provider("GOOGLE_MEET") as meetings, refused() as problem:
            meetings.create(wanted())
        assert (problem.is_final, problem.words) == (True, "GOOGLE_SERVICE_ACCOUNT_KEY is no RSA key in PEM.")
    assert outside.requests == []


@pytest.mark.parametrize(
    ("reason", "is_final"),
    [
        ("rateLimitExceeded", False),
        ("userRateLimitExceeded", False),
        ("quotaExceeded", False),
        ("forbidden", True),
        ("insufficientPermissions", True),
    ],
)
def test_refusal_for_being_asked_too_often_may_pass(outside, reason, is_final):
    body = {
        "error": {"code": 403, "message": "ann@house.test", "errors": [{"domain": "usageLimits", "reason": reason}]}
    }
    with provider("GOOGLE_MEET") as meetings:
        assert isinstance(meetings, GoogleMeetings)
        problem = meetings.error(Response(403, json=body))
    assert (problem.is_final, problem.words) == (is_final, f"Google Meet answered 403 ({reason}).")


def test_error_without_reasons_has_a_status(outside):
    with provider("GOOGLE_MEET") as meetings:
        problem = meetings.error(Response(403, json={"error": {"status": "RESOURCE_EXHAUSTED"}}))
    assert (problem.is_final, problem.words) == (False, "Google Meet answered 403 (RESOURCE_EXHAUSTED).")


def test_link_stands_in_the_entries_too():
    entries = [
        {"entryPointType": "video", "uri": "https://meet.google.com/abc-defg-hij?hs=1"},
        {"entryPointType": "phone", "uri": "tel:+1-555", "pin": "12"},
        {"entryPointType": "phone", "label": "+1 556"},
        {"entryPointType": "more", "uri": "https://tel.meet/x", "pin": "1"},
    ]
    event = {"id": "e", "conferenceData": {"entryPoints": entries}}
    assert meeting_of("a@b", event) == Meeting(
        "a@b/e", "https://meet.google.com/abc-defg-hij?hs=1", "abc-defg-hij", "", ("+1-555,,12#", "+1 556")
    )
