"""What providers answer in the worst case, a kill between two writes, and keys that are used for something else."""

from datetime import timedelta
from uuid import uuid4

import pytest

from core import clock
from core.actor import SYSTEM
from routing.models import IntakeRule
from routing.tests.merchants import merchant, need
from scheduling import actions
from scheduling.actions.settle_meetings import _claim, _told
from scheduling.actions.want_meeting import wanted_of
from scheduling.conf import MEETING_LEASE, ORPHAN_AFTER
from scheduling.models import IcSession, Meeting
from scheduling.ports import Meeting as Made
from scheduling.tests.meetings import MeetingsHere
from scheduling.tests.session_api import AT_TEN, SESSIONS, api_of, refused, scheduled, wish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("session_time")]
URL = "https://meet.example/1"


@pytest.mark.parametrize(
    "answer",
    [
        Made("1", "https://meet.example/\0"),
        Made("1", "https://meet.example/\ud800"),
        Made("1", "https://meet.example/" + "x" * 1000),
        Made("1" * 501, URL),
        Made("1", URL, join_id="1" * 61),
        Made("1", URL, password="1" * 101),
        Made("1", URL, dial_in=("\0",)),
        ZeroDivisionError("nobody thought of that"),
    ],
)
def test_answer_that_cannot_be_kept_holds_up_nobody_and_comes_to_an_end(item, grace, monkeypatch, answer):
    scheduled(grace, item)
    later = (AT_TEN + timedelta(hours=3)).isoformat()
    other = scheduled(grace, need(merchant(), support_type="TRAINING"), scheduled_for=later)
    create, first = MeetingsHere.create, IcSession.objects.exclude(pk=other.pk).get()

    def odd(self, wanted):
        if wanted.key != first.meeting.key:
            return create(self, wanted)
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(MeetingsHere, "create", odd)
    assert actions.settle_meetings(at=clock.now()) == 2
    other.refresh_from_db()
    assert other.meeting.state == "READY"
    meeting = Meeting.objects.get(pk=first.meeting_id)
    assert (meeting.state, meeting.leased_until, meeting.url) == ("PENDING", None, "")
    assert meeting.problem
    Meeting.objects.filter(pk=meeting.pk).update(attempts=11)
    actions.settle_meetings(at=clock.now() + timedelta(hours=1))
    meeting.refresh_from_db()
    assert (meeting.state, meeting.due_at) == ("FAILED", None)


@pytest.mark.parametrize("is_off", [False, True])
def test_killed_between_the_provider_and_the_row_it_is_done_again_once_the_lease_is_over(item, grace, is_off):
    session = scheduled(grace, item)
    if is_off:
        actions.settle_meetings(at=clock.now())
        actions.cancel_session(session.pk, by=SYSTEM, at=clock.now())
    _told(_claim(clock.now()))
    assert actions.settle_meetings(at=clock.now()) == 0
    assert actions.settle_meetings(at=clock.now() + MEETING_LEASE) == 1
    meeting = Meeting.objects.get()
    assert (meeting.state, len(MeetingsHere.made)) == (("NONE", 0) if is_off else ("READY", 1))


def test_meeting_is_asked_for_as_its_session_is(item, grace):
    session = scheduled(grace, item)
    assert session.meeting.wanted == wanted_of(session)


def test_key_of_a_refused_request_brings_no_meeting_of_another_hour(item, grace):
    """The rule that names a team is missing at first: such a refusal is not kept, so the key can come again."""
    key, rule = str(uuid4()), IntakeRule.objects.get(queue="IC")
    rule.delete()
    sent = wish(item, session_type="TRAINING")
    assert refused(api_of(grace).post(SESSIONS, sent, key=key)) == (503, "SERVICE_UNAVAILABLE")
    rule.save(force_insert=True)
    other = sent | {"scheduled_for": (AT_TEN + timedelta(hours=4)).isoformat()}
    assert api_of(grace).post(SESSIONS, other, key=key).status_code == 201
    session = IcSession.objects.get()
    assert session.meeting.wanted == wanted_of(session)
    actions.settle_meetings(at=clock.now() + ORPHAN_AFTER + timedelta(minutes=1))
    assert [one.starts_at for one in MeetingsHere.made.values()] == [session.scheduled_for]


def test_meeting_that_is_about_to_be_called_off_is_not_taken(item, grace):
    key, rule = str(uuid4()), IntakeRule.objects.get(queue="IC")
    rule.delete()
    sent = wish(item, session_type="TRAINING")
    api_of(grace).post(SESSIONS, sent, key=key)
    rule.save(force_insert=True)
    with clock.moved(ORPHAN_AFTER):
        assert api_of(grace).post(SESSIONS, sent, key=key).status_code == 201
    assert Meeting.objects.count() == 2


def test_key_that_is_none_asks_for_no_meeting(item, grace):
    assert refused(api_of(grace).post(SESSIONS, wish(item), key="my key")) == (422, "VALIDATION_FAILED")
    assert not Meeting.objects.exists()
