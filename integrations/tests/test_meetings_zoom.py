"""Zoom's own habits: what is sent, lists in pages, tokens that end each other, meetings that go on."""

from datetime import timedelta

import pytest

from integrations.meetings import zoom
from integrations.meetings.zoom import meeting_of
from integrations.tests.meetings import START, answering, calls, provider, refused, wanted
from scheduling.ports import Meeting, MeetingError


def test_meeting_is_asked_for_as_zoom_wants_it(outside):
    with provider("ZOOM") as meetings:
        meeting = meetings.create(wanted(duration=timedelta(minutes=44, seconds=1)))
    token, listing, creation = outside.requests
    assert calls(outside) == [
        ("POST", "/oauth/token"),
        ("GET", "/v2/users/ann@house.test/meetings"),
        ("POST", "/v2/users/ann@house.test/meetings"),
    ]
    assert (token.form, token.query) == ({"grant_type": "account_credentials", "account_id": "zoom-account"}, "")
    assert listing.params == {"type": "upcoming", "page_size": "300"}
    assert creation.json == {
        "topic": "Hardware setup with Corner Shop",
        "type": 2,
        "start_time": START.strftime("%Y-%m-%dT14:00:00Z"),
        "duration": 45,
        "agenda": "Session sess_abc123\n\nConfigure payment terminal\nRun first test transaction",
        "settings": {"use_pmi": False},
    }
    body = outside.meetings[0].body
    code = f"{body['id']}#,,,,*{body['pstn_password']}#"
    assert meeting == Meeting(
        meeting_id=str(body["id"]),
        url=body["join_url"],
        join_id=str(body["id"]),
        password=body["password"],
        dial_in=(f"+1 5550100001,,{code}", f"+1 5550100002,,{code}"),
    )


def test_deleting_mails_nobody(outside):
    with provider("ZOOM") as meetings:
        meetings.cancel(meetings.create(wanted()).meeting_id)
    assert outside.requests[-1].params == {"schedule_for_reminder": "false", "cancel_meeting_reminder": "false"}


def test_known_meeting_is_found_on_a_later_page(outside, monkeypatch):
    monkeypatch.setattr(zoom, "PAGE_SIZE", 2)
    with provider("ZOOM") as meetings:
        for number in range(4):
            meetings.create(wanted(key=f"sess_{number}", starts_at=START + timedelta(hours=number)))
        before = len(outside.requests)
        meetings.create(wanted(key="sess_3", starts_at=START))
    assert [method for method, _ in calls(outside)[before:]] == ["GET", "GET", "PATCH", "GET"]
    assert len(outside.meetings) == 4


def test_host_with_too_many_meetings_is_not_read_for_ever(outside, monkeypatch):
    monkeypatch.setattr(zoom, "PAGE_SIZE", 1)
    monkeypatch.setattr(zoom, "MOST_PAGES", 2)
    with provider("ZOOM") as meetings:
        for number in range(4):
            meetings.create(wanted(key=f"sess_{number}", starts_at=START + timedelta(hours=number)))
        before = len(outside.requests)
        meetings.create(wanted(key="sess_3", starts_at=START + timedelta(hours=3)))
    assert [method for method, _ in calls(outside)[before:]] == ["GET", "GET", "POST"]
    assert len(outside.meetings) == 5  # the duplicate that cannot be excluded


def test_known_meeting_that_goes_before_it_is_changed_is_made(outside):
    with provider("ZOOM") as meetings:
        first = meetings.create(wanted())
        (gone,) = outside.meetings
        real = outside.books.of

        def listed_and_gone(platform):
            found = real(platform)
            gone.is_gone = True
            return found

        outside.books.of = listed_and_gone
        assert meetings.create(wanted()).meeting_id != first.meeting_id
    assert len(outside.meetings) == 1


def test_token_of_another_process_ends_ours_and_costs_one_more_call(outside):
    with provider("ZOOM") as meetings:
        meeting = meetings.create(wanted())
        outside.books.tokens.clear()
        outside.books.give("ZOOM")
        meetings.change(meeting.meeting_id, wanted(title="Moved"))
    assert [kept.body["topic"] for kept in outside.meetings] == ["Moved"]


def test_meeting_in_progress_cannot_be_deleted_yet(outside):
    with provider("ZOOM") as meetings:
        meeting = meetings.create(wanted())
        answering(outside, 400, {"code": 3002, "message": "it is in progress"})
        with refused() as problem:
            meetings.cancel(meeting.meeting_id)
        assert (problem.is_final, problem.words) == (False, "Zoom answered 400 (3002).")
        answering(outside, 400, {"code": 3007, "message": "it has ended"})
        meetings.cancel(meeting.meeting_id)


def test_daily_limit_ends_when_zoom_says(outside):
    with provider("ZOOM") as meetings:
        answering(outside, 429, {"code": 429}, **{"retry-after": "2999-05-31T00:00:00Z"})
        with refused() as problem:
            meetings.create(wanted())
    assert (problem.is_final, problem.not_before, problem.words) == (
        False,
        timedelta(hours=24),
        "Zoom answered 429 (429).",
    )


@pytest.mark.parametrize(
    "body", [{"id": 1}, {"join_url": "x"}, {"id": "../x", "join_url": "x"}, {"id": True, "join_url": "x"}]
)
def test_meeting_that_nobody_could_join_is_none(body):
    with pytest.raises(MeetingError) as refusal:
        meeting_of(body)
    assert not refusal.value.is_final


def test_meeting_without_password_or_telephone_has_none():
    assert meeting_of({"id": 123456789, "join_url": "https://zoom.us/j/1", "settings": None}) == Meeting(
        "123456789", "https://zoom.us/j/1", "123456789"
    )
    numbers = {"global_dial_in_numbers": [{"number": "+1"}, {"number": "+1"}, {}, "x", {"number": None}]}
    assert meeting_of({"id": 5, "join_url": "u", "settings": numbers}).dial_in == ("+1,,5#",)
