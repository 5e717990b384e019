"""Reading answers: how long to wait, what stands where, and which of a provider's words are kept."""

from datetime import timedelta
from email.utils import format_datetime

import pytest

from core import clock
from core.http import Response
from integrations.meetings.answers import MOST_PATIENCE, body_of, in_brackets, listed, patience, told


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("7", 7),
        ("", 0),
        ("soon", 0),
        ("-5", 0),
        ("9" * 30, 0),
        ("99999999", MOST_PATIENCE.total_seconds()),
        ("Mon, 01 Jan 2001 00:00:00 GMT", 0),
        ("2001-05-31T00:00:00Z", 0),
        ("2999-05-31T00:00:00Z", MOST_PATIENCE.total_seconds()),
        ("2999-05-31", MOST_PATIENCE.total_seconds()),
    ],
)
def test_patience_is_what_the_provider_asks_within_reason(said, seconds):
    assert patience(Response(429, headers={"Retry-After": said})) == timedelta(seconds=seconds)


@pytest.mark.parametrize("written", [lambda at: format_datetime(at, usegmt=True), lambda at: at.isoformat()])
def test_patience_may_be_asked_for_until_an_instant(written):
    until = clock.now() + timedelta(hours=1)
    wait = patience(Response(429, headers={"Retry-After": written(until)}))
    assert round(wait / timedelta(minutes=1)) == 60


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"null", b"\xff", b"[" * 100_000])
def test_answer_that_is_no_object_is_empty(body):
    assert body_of(Response(200, content=body)) == {}


def test_what_stands_elsewhere_is_nothing():
    body = {"a": {"b": "x", "n": 5, "yes": True, "none": None, "list": [{"c": 1}, "d", None]}}
    assert [told(body, "a", name) for name in ("b", "n", "yes", "none", "list", "missing")] == [
        "x",
        "5",
        "",
        "",
        "",
        "",
    ]
    assert (told(body, "a", "b", "c"), told(None, "a"), told(body, "a")) == ("", "", "")
    assert (listed(body, "a", "list"), listed(body, "a"), listed(body, "a", "list", "c")) == ([{"c": 1}], [], [])


def test_code_is_kept_and_no_sentence():
    assert in_brackets("invalid_grant") == " (invalid_grant)"
    assert [in_brackets(text) for text in ("", "User ann", "ann@house.test", "x" * 61, "a\n")] == [""] * 5
