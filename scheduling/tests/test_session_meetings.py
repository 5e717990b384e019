"""The link to join: it follows its session, whatever the provider does."""

from datetime import timedelta

import pytest

from core import clock
from core.actor import SYSTEM
from routing.tests.merchants import merchant, need
from scheduling import actions
from scheduling.models import IcSession, Meeting
from scheduling.ports import MeetingError
from scheduling.tests.meetings import MeetingsHere
from scheduling.tests.session_api import (
    AT_TEN,
    SESSIONS,
    api_of,
    change,
    schedule,
    scheduled,
    told,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("session_time")]


def test_link_follows_by_mail_and_stands_in_the_queue(item, grace):
    session = scheduled(grace, item)
    assert actions.settle_meetings(at=clock.now()) == 1
    body = api_of(grace).get(f"{SESSIONS}/sessions/{session.public_id}").json()
    assert body["meeting"]["status"] == "READY"
    assert body["meeting"]["meeting_url"].startswith("https://meet.example/")
    assert (body["meeting"]["meeting_id"], body["meeting"]["meeting_password"]) == ("123 456", "secret")
    queue = api_of(grace).get("/api/v1/queues/ic").json()["queue"]
    assert queue[0]["session_info"]["meeting_url"] == body["meeting"]["meeting_url"]
    assert told()[-1] == "SESSION_LINK"
    assert actions.settle_meetings(at=clock.now()) == 0


def test_link_that_was_made_in_time_is_in_the_answer(item, grace, monkeypatch):
    monkeypatch.setattr(
        "scheduling.api.sessions._awaited", lambda meeting: actions.settle_meetings(at=clock.now()) and _fresh(meeting)
    )
    body = schedule(api_of(grace), item).json()
    assert body["meeting"]["status"] == "READY"
    assert "SESSION_LINK" not in told()


def _fresh(meeting):
    meeting.refresh_from_db()
    return meeting


def test_provider_that_is_down_is_tried_again_and_costs_only_the_link(item, grace):
    MeetingsHere.problem = MeetingError("It answers 503.", not_before=timedelta(seconds=90))
    session = scheduled(grace, item)
    assert actions.settle_meetings(at=clock.now()) == 1
    meeting = Meeting.objects.get()
    assert (meeting.state, meeting.attempts, meeting.problem) == ("PENDING", 1, "It answers 503.")
    assert meeting.due_at >= clock.now() + timedelta(seconds=80)
    MeetingsHere.problem = None
    assert actions.settle_meetings(at=clock.now() + timedelta(minutes=2)) == 1
    session.refresh_from_db()
    assert session.meeting_state == "READY"


def test_provider_that_refuses_for_good_says_why(item, grace):
    MeetingsHere.problem = MeetingError("ZOOM_ACCOUNT_ID is missing.", is_final=True)
    session = scheduled(grace, item)
    actions.settle_meetings(at=clock.now())
    meeting = Meeting.objects.get()
    assert (meeting.state, meeting.due_at, meeting.problem) == ("FAILED", None, "ZOOM_ACCOUNT_ID is missing.")
    MeetingsHere.problem = None
    change(api_of(grace), session.public_id, "RESCHEDULE", new_scheduled_time=(AT_TEN + timedelta(hours=2)).isoformat())
    actions.settle_meetings(at=clock.now())
    assert Meeting.objects.get().state == "READY"


def test_meeting_is_moved_and_called_off_with_its_session(item, grace):
    session = scheduled(grace, item)
    actions.settle_meetings(at=clock.now())
    moved = AT_TEN + timedelta(hours=2)
    change(api_of(grace), session.public_id, "RESCHEDULE", new_scheduled_time=moved.isoformat())
    actions.settle_meetings(at=clock.now())
    assert [one.starts_at for one in MeetingsHere.made.values()] == [moved]
    change(api_of(grace), session.public_id, "CANCEL", reason="ill")
    actions.settle_meetings(at=clock.now())
    assert (MeetingsHere.made, Meeting.objects.get().url) == ({}, "")


def test_meeting_without_a_session_is_called_off_after_a_while(item, grace):
    later = AT_TEN + timedelta(days=1)
    scheduled(grace, need(merchant(), support_type="TRAINING"), scheduled_for=later.isoformat())
    actions.settle_meetings(at=clock.now())
    IcSession.objects.update(meeting=None)
    assert actions.settle_meetings(at=clock.now() + timedelta(minutes=11)) == 1
    assert MeetingsHere.made == {}


def test_session_that_moves_while_its_meeting_is_made_is_told_again(item, grace, monkeypatch):
    session = scheduled(grace, item)
    moved, make = AT_TEN + timedelta(hours=3), MeetingsHere.create

    def create(self, wanted):
        made = make(self, wanted)
        actions.move_session(session.pk, moved, by=SYSTEM, at=clock.now())
        return made

    monkeypatch.setattr(MeetingsHere, "create", create)
    assert (actions.settle_meetings(at=clock.now()), Meeting.objects.get().state) == (1, "PENDING")
    assert actions.settle_meetings(at=clock.now()) == 1
    assert [one.starts_at for one in MeetingsHere.made.values()] == [moved]
    assert Meeting.objects.get().state == "READY"


def test_meeting_that_was_made_without_our_hearing_of_it_is_called_off_too(item, grace, monkeypatch):
    session, make = scheduled(grace, item), MeetingsHere.create

    def create(self, wanted):
        make(self, wanted)
        raise MeetingError("The answer was lost.")

    with monkeypatch.context() as patch:
        patch.setattr(MeetingsHere, "create", create)
        actions.settle_meetings(at=clock.now())
    assert len(MeetingsHere.made) == 1
    actions.cancel_session(session.pk, by=SYSTEM, at=clock.now())
    actions.settle_meetings(at=clock.now())
    assert MeetingsHere.made == {}


def test_meeting_that_nobody_has_asked_for_yet_needs_no_calling_off(item, grace):
    session = scheduled(grace, item)
    actions.cancel_session(session.pk, by=SYSTEM, at=clock.now())
    MeetingsHere.problem = MeetingError("Nobody may be asked.")
    assert actions.settle_meetings(at=clock.now()) == 1
    assert Meeting.objects.get().state == "NONE"


def test_after_many_attempts_it_has_failed_and_is_left_alone(item, grace):
    scheduled(grace, item)
    MeetingsHere.problem = MeetingError("It answers 503.")
    for number in range(1, 15):
        actions.settle_meetings(at=clock.now() + timedelta(hours=number))
    meeting = Meeting.objects.get()
    assert (meeting.attempts, meeting.state, meeting.due_at) == (12, "FAILED", None)
