"""What every provider of meetings does, over real HTTP: make, change, cancel, once, whatever has been lost."""

from datetime import timedelta

import pytest

from core.http import client
from integrations.tests.meetings import LATER, START, each, provider, refused, start_of, title_of, wanted
from scheduling.enums import MeetingPlatform
from scheduling.ports import Meeting, MeetingError, meetings_of


@each
def test_meeting_is_made_changed_and_cancelled(outside, platform, made):
    meetings, meeting = made
    (kept,) = outside.meetings
    assert (kept.platform, kept.host, start_of(kept.body), title_of(kept.body)) == (
        platform,
        "ann@house.test",
        START,
        "Hardware setup with Corner Shop",
    )
    changed = meetings.change(meeting.meeting_id, wanted(starts_at=LATER, duration=timedelta(minutes=45)))
    assert changed == meeting
    assert [start_of(kept.body) for kept in outside.meetings] == [LATER]
    assert meetings.cancel(meeting.meeting_id) is None
    assert outside.meetings == []
    assert meetings.cancel(meeting.meeting_id) is None  # gone already


@each
def test_whoever_has_the_address_gets_there(outside, platform, made):
    _, meeting = made
    with client("test", trusted=True) as http:
        page = http.get(meeting.url)
        assert (page.status_code, "Hardware setup with Corner Shop" in page.text) == (200, True)
        outside.books.kept.clear()
        assert http.get(meeting.url).status_code == 404


@each
def test_repeat_of_a_key_is_the_same_meeting_as_it_is_wanted_now(outside, platform, made):
    meetings, meeting = made
    again = meetings.create(wanted(starts_at=LATER, title="Moved"))
    assert again == meeting
    assert [(start_of(kept.body), title_of(kept.body)) for kept in outside.meetings] == [(LATER, "Moved")]


@each
def test_other_key_is_another_meeting(outside, platform, made):
    meetings, meeting = made
    others = [meetings.create(wanted(key=key)) for key in ("sess_abc12", "sess_abc1234", "xsess_abc123")]
    assert len({one.meeting_id for one in [meeting, *others]}) == len(outside.meetings) == 4


@each
def test_meeting_whose_answer_was_lost_is_found(outside, platform):
    outside.behaviour.lost = 1
    with provider(platform) as meetings:
        with refused() as problem:
            meetings.create(wanted())
        assert (problem.is_final, problem.not_before) == (False, timedelta(0))
        (kept,) = outside.meetings
        meeting = meetings.create(wanted())
        assert outside.meetings == [kept]
        assert kept.own_id in meeting.meeting_id


@each
def test_change_and_cancel_whose_answers_were_lost_can_be_repeated(outside, platform, made):
    meetings, meeting = made
    outside.behaviour.lost = 1
    with refused() as problem:
        meetings.change(meeting.meeting_id, wanted(starts_at=LATER))
    assert not problem.is_final
    assert meetings.change(meeting.meeting_id, wanted(starts_at=LATER)) == meeting
    outside.behaviour.lost = 1
    with refused():
        meetings.cancel(meeting.meeting_id)
    meetings.cancel(meeting.meeting_id)
    assert outside.meetings == []


@each
def test_change_of_one_that_is_gone_makes_it_anew(outside, platform, made):
    meetings, meeting = made
    outside.meetings[0].is_gone = True
    again = meetings.change(meeting.meeting_id, wanted(starts_at=LATER))
    (kept,) = outside.meetings
    assert (start_of(kept.body), kept.own_id in again.meeting_id) == (LATER, True)


@each
def test_key_of_a_cancelled_meeting_can_be_used_again(outside, platform, made):
    meetings, meeting = made
    meetings.cancel(meeting.meeting_id)
    again = meetings.create(wanted(starts_at=LATER))
    (kept,) = outside.meetings
    assert (start_of(kept.body), kept.own_id in again.meeting_id, bool(again.url)) == (LATER, True, True)


@each
def test_same_key_with_another_host_is_that_hosts(outside, platform, made):
    meetings, _ = made
    meetings.create(wanted(host_email="o'neill@house.test"))
    assert [kept.host for kept in outside.meetings] == ["ann@house.test", "o'neill@house.test"]


@each
def test_host_whom_nobody_knows_is_final(outside, platform):
    with provider(platform) as meetings:
        for host in ("eve@house.test", "", "../meetings", "a b@c", "me"):
            with refused() as problem:
                meetings.create(wanted(host_email=host))
            assert problem.is_final
    assert outside.meetings == []


@each
def test_id_of_another_platform_is_final(outside, platform):
    with provider(platform) as meetings:
        for meeting_id in ("", "..", "no such thing"):
            for ask in (lambda it: meetings.change(it, wanted()), meetings.cancel):
                with refused() as problem:
                    ask(meeting_id)
                assert problem.is_final
    assert outside.requests == []


@each
def test_hostile_text_stays_text(outside, platform):
    title = "<script>\r\nX-Evil: 1\u2028\x00\ud800 \U0001f600 \"'}]" + "x" * 500
    agenda = "Session sess_other\r\n<a href='https://evil.test'>click</a>\x07" + "y" * 9000
    with provider(platform) as meetings:
        meeting = meetings.create(wanted(title=title, agenda=agenda))
        assert meetings.create(wanted(title=title, agenda=agenda)) == meeting
        meetings.create(wanted(key="sess_other"))
    first, second = outside.meetings
    assert first.own_id != second.own_id
    shown = title_of(first.body)
    assert shown.startswith("<script> X-Evil: 1 \U0001f600 \"'}]xxx")
    assert shown.endswith("x…")
    assert len(shown) <= 250
    assert not {"\r", "\n", "\x00", "\u2028"} & set(shown)


def test_telephone_needs_nobody():
    with provider(MeetingPlatform.PHONE) as meetings:
        assert meetings.create(wanted()) == Meeting("", "", "", "", ())
        assert meetings.change("", wanted()) == Meeting("")
        assert meetings.cancel("") is None


def test_every_platform_has_somebody_who_makes_its_meetings(settings):
    assert set(settings.MEETINGS) == set(MeetingPlatform.values)
    settings.MEETINGS = {}
    with pytest.raises(MeetingError) as refusal:
        meetings_of("ZOOM")
    assert refusal.value.is_final
