"""Providers' bad days, over real HTTP: tokens that end, refusals, silence, and what is told of them."""

import logging
import socket
from datetime import timedelta

import pytest
from django.conf import settings as django_settings

from core import clock
from integrations.meetings import provider as common
from integrations.meetings import tokens
from integrations.tests.conftest import SERVICE_ACCOUNT_KEY
from integrations.tests.meetings import LATER, START, answering, calls, each, provider, refused, start_of, wanted

SETTING = {"ZOOM": "ZOOM", "TEAMS": "TEAMS", "GOOGLE_MEET": "GOOGLE"}


@each
def test_token_is_asked_for_once_and_again_shortly_before_it_ends(outside, platform, made):
    _, meeting = made

    def asked() -> int:
        return len([path for _, path in calls(outside) if path.endswith("/token")])

    with provider(platform) as another:
        another.change(meeting.meeting_id, wanted(starts_at=LATER))
        assert asked() == 1
        with clock.moved(timedelta(minutes=54)):
            another.change(meeting.meeting_id, wanted())
        assert asked() == 1
        with clock.moved(timedelta(minutes=56)):
            another.change(meeting.meeting_id, wanted())
        assert asked() == 2


@each
def test_token_that_is_not_accepted_any_more_is_replaced_once(outside, platform, made):
    meetings, meeting = made
    outside.books.tokens.clear()
    before = len(outside.requests)
    assert meetings.change(meeting.meeting_id, wanted(starts_at=LATER)) == meeting
    assert [start_of(kept.body) for kept in outside.meetings] == [LATER]
    paths = [path for _, path in calls(outside)[before:]]
    assert (paths[0], paths[1].endswith("/token"), paths[2]) == (paths[0], True, paths[0])


@each
def test_fresh_token_that_is_not_accepted_is_no_endless_loop(outside, platform, made):
    meetings, meeting = made
    outside.behaviour.down, outside.behaviour.status = 2, 401
    before = len(outside.requests)
    with refused() as problem:
        meetings.cancel(meeting.meeting_id)
    assert (problem.is_final, "401" in problem.words) == (False, True)  # another process may have asked for one too
    assert len(outside.requests) - before == 3
    meetings.cancel(meeting.meeting_id)
    assert outside.meetings == []


@each
def test_refused_credentials_are_final(outside, platform):
    outside.behaviour.refused = True
    with provider(platform) as meetings, refused() as problem:
        meetings.create(wanted())
    assert (problem.is_final, " does not accept our " in problem.words) == (True, True)


@each
def test_missing_credentials_are_final_and_named(outside, platform, settings):
    setting = SETTING[platform]
    given, ids = getattr(settings, setting), "1" if platform == "ZOOM" else "ann@house.test/1"
    for name in given.keys() - {"URL", "LOGIN_URL"}:
        setattr(settings, setting, given | {name: ""})
        with provider(platform) as meetings:
            for ask in (lambda it: it.create(wanted()), lambda it: it.change(ids, wanted()), lambda it: it.cancel(ids)):
                with refused() as problem:
                    ask(meetings)
                assert problem.is_final
                assert problem.words.endswith(f" is not set up: {setting}_{name} missing.")
    assert outside.requests == []


@each
@pytest.mark.parametrize(
    ("status", "headers", "is_final", "seconds"),
    [
        (503, {}, False, 0),
        (503, {"retry-after": "30"}, False, 30),
        (429, {}, False, 0),
        (429, {"retry-after": "7"}, False, 7),
        (500, {}, False, 0),
        (502, {}, False, 0),
        (302, {"location": "http://127.0.0.1:1/"}, False, 0),
        (409, {}, False, 0),
        (400, {}, True, 0),
        (403, {}, True, 0),
        (422, {}, True, 0),
    ],
)
def test_every_answer_has_its_meaning(outside, platform, made, status, headers, is_final, seconds):
    meetings, meeting = made
    behaviour = outside.behaviour
    behaviour.status, behaviour.headers = status, headers
    asks = [
        lambda: meetings.change(meeting.meeting_id, wanted(starts_at=LATER)),
        lambda: meetings.cancel(meeting.meeting_id),
        lambda: meetings.create(wanted(key="sess_new")),
    ]
    for ask in asks[: 2 if status == 409 else 3]:  # 409 is how Google says that it has one already
        behaviour.down = 1
        with refused() as problem:
            ask()
        assert (problem.is_final, problem.not_before) == (is_final, timedelta(seconds=seconds))
    assert [start_of(kept.body) for kept in outside.meetings] == [START]


@each
def test_slow_provider_is_given_up(outside, platform, monkeypatch):
    monkeypatch.setattr(common, "CALL_TIMEOUT", timedelta(seconds=0.2))
    outside.behaviour.slow = 1
    with provider(platform) as meetings, refused() as problem:
        meetings.create(wanted())
    assert (problem.is_final, problem.words.endswith(" gave no answer (ReadTimeout).")) == (False, True)


@each
def test_operation_begins_no_call_that_could_end_too_late(outside, platform, monkeypatch):
    monkeypatch.setattr(common, "MEETING_TIMEOUT", common.CALL_TIMEOUT - timedelta(seconds=1))
    with provider(platform) as meetings, refused() as problem:
        meetings.create(wanted())
    assert (problem.is_final, problem.words.endswith(" takes too long."), outside.requests) == (False, True, [])


@each
def test_nobody_there_may_pass(outside, platform, settings):
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{line.getsockname()[1]}"
        setting = SETTING[platform]
        setattr(settings, setting, getattr(settings, setting) | {"LOGIN_URL": address})
        with provider(platform) as meetings, refused() as problem:
            meetings.create(wanted())
    assert (problem.is_final, " cannot be reached " in problem.words) == (False, True)


@each
def test_nothing_secret_stands_in_a_log_or_in_what_is_shown_of_a_meeting(outside, platform, caplog):
    for name in ("", "httpx2", "httpcore2"):  # louder than any installation is
        caplog.set_level(logging.DEBUG, logger=name)
    with provider(platform) as meetings:
        meeting = meetings.create(wanted())
        given = set(outside.books.tokens)
        outside.books.tokens.clear()
        meetings.change(meeting.meeting_id, wanted(starts_at=LATER))
        given |= set(outside.books.tokens)
        outside.behaviour.down = 1
        with refused():
            meetings.cancel(meeting.meeting_id)
        outside.behaviour.lost = 1
        with refused():
            meetings.cancel(meeting.meeting_id)
    assert "127.0.0.1" in caplog.text  # whoever speaks to the provider was heard
    credentials = [*getattr(django_settings, SETTING[platform]).values()][:3]
    secrets = {text for text in credentials if "secret" in text or "KEY" in text}
    secrets |= {line for line in SERVICE_ACCOUNT_KEY.splitlines() if "-----" not in line}
    secrets |= given | {meeting.url, meeting.password, *meeting.dial_in} - {""}
    assert [text for text in secrets if text in caplog.text] == []
    assert [text for text in secrets if text in repr(meeting)] == []


def test_tokens_that_ended_are_not_kept(outside):
    with provider("GOOGLE_MEET") as meetings:
        meetings.create(wanted())
        with clock.moved(timedelta(hours=2)):
            meetings.create(wanted(host_email="o'neill@house.test"))
    assert len(tokens._kept) == 1


@each
@pytest.mark.parametrize(
    ("status", "body", "is_final", "words"),
    [
        (503, {}, False, " gave no token: 503."),
        (400, {"error": "temporarily_unavailable"}, False, " gave no token: 400 (temporarily_unavailable)."),
        (404, {"error": "Not a code."}, False, " gave no token: 404."),
        (401, {"error": "invalid_client", "error_description": "of secret"}, True, ": 401 (invalid_client)."),
        (200, {}, False, " gave a token that cannot be understood."),
        (200, {"access_token": "a\nb", "expires_in": 3600}, False, " gave a token that cannot be understood."),
        (200, {"access_token": "a", "expires_in": "soon"}, False, " gave a token that cannot be understood."),
    ],
)
def test_every_answer_about_a_token_has_its_meaning(outside, platform, status, body, is_final, words):
    answering(outside, status, body, token=True, **{"retry-after": "9"})
    with provider(platform) as meetings:
        with refused() as problem:
            meetings.create(wanted())
        assert (problem.is_final, problem.words.endswith(words)) == (is_final, True)
        assert problem.not_before == timedelta(seconds=9 if " gave no token" in words else 0)
        assert meetings.create(wanted()).url
    assert len(outside.meetings) == 1


@each
@pytest.mark.parametrize("body", [[], {}, "x", None, {"id": 5}])
def test_answer_that_is_none_may_be_one_later(outside, platform, body):
    with provider(platform) as meetings:
        answering(outside, 200, body)
        with refused() as problem:
            meetings.create(wanted())
        assert not problem.is_final
        assert meetings.create(wanted()).url
    assert len(outside.meetings) == 1
