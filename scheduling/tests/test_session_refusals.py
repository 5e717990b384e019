"""What is not there, not theirs, or needs nothing done."""

import pytest

from core import clock
from core.actor import SYSTEM
from core.errors import DomainError, ErrorCode, Forbidden, NotFound
from core.ids import new_id
from routing.actions.assign_work import assign_work
from routing.actions.change_merchant import change_merchant
from routing.actions.change_owner import settle_room
from routing.actions.close_work import close_work
from routing.actions.let_engine_choose import let_engine_choose
from routing.actions.record_progress import record_progress
from routing.actions.request_support import request_support
from routing.tests.worlds import locked, person
from scheduling import actions
from scheduling.actions.cover_session import keep_after_release
from scheduling.actions.schedule_session import taken
from scheduling.actions.want_meeting import try_again
from scheduling.models import Meeting
from scheduling.ports import MeetingError
from scheduling.tests.meetings import MeetingsHere
from scheduling.tests.session_api import AT_TEN, scheduled, told
from workforce.rules.free_slots import Member, free_time
from workforce.rules.working_time import Calendar

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("session_time")]


@pytest.mark.parametrize(
    "verb",
    [
        lambda key, at: change_merchant(key, {"region": "CA"}, by=SYSTEM, at=at),
        lambda key, at: record_progress(key, 1, "COMPLETED", by=SYSTEM, at=at),
        lambda key, at: request_support(key, {"support_type": "TRAINING"}, by=SYSTEM, at=at),
        lambda key, at: actions.cancel_session(key, by=SYSTEM, at=at),
    ],
)
def test_what_is_not_there_is_not_found(verb):
    with pytest.raises(NotFound):
        verb(new_id(), clock.now())


def test_session_of_a_colleague_is_not_moved(item, grace, tom):
    session = scheduled(grace, item)
    with pytest.raises(Forbidden):
        actions.move_session(session.pk, AT_TEN, by=person(tom, "ic:queue:assign"), at=clock.now())


def test_nobody_is_told_who_shall_not_be(item, grace):
    scheduled(grace, item, send_invitations=False)
    assert [kind for kind in told() if kind.startswith("SESSION")] == []


def test_entry_without_a_session_has_nothing_to_cover(item):
    keep_after_release(item.ic_entry.pk, by=SYSTEM, at=clock.now())
    assert [kind for kind in told() if kind.startswith("SESSION")] == []


def test_refusals_that_are_no_clash_stay_what_they_are(grace):
    gone = DomainError(ErrorCode.MEMBER_RETIRED, "Grace has left.")
    assert taken(gone, grace) is gone


def test_session_on_the_phone_changes_hands_without_a_meeting(item, grace, tom):
    session = scheduled(grace, item, meeting_platform="PHONE")
    assign_work(locked(item), tom, by=person(grace), at=clock.now(), reason="REASSIGNMENT")
    session.refresh_from_db()
    assert (session.ic_id, session.meeting, Meeting.objects.count()) == (tom.pk, None, 0)


def test_meeting_that_failed_is_tried_again_when_somebody_asks(item, grace):
    MeetingsHere.problem = MeetingError("Refused.", is_final=True)
    scheduled(grace, item)
    actions.settle_meetings(at=clock.now())
    MeetingsHere.problem = None
    try_again(Meeting.objects.get(), at=clock.now())
    actions.settle_meetings(at=clock.now())
    assert Meeting.objects.get().state == "READY"


def test_engine_is_not_asked_about_what_is_done(item):
    close_work(locked(item), outcome="SUCCESS", by=SYSTEM, at=clock.now())
    with pytest.raises(DomainError) as refusal:
        let_engine_choose(locked(item), by=SYSTEM, at=clock.now())
    assert refusal.value.code == ErrorCode.QUEUE_ENTRY_CLOSED


def test_what_nobody_has_holds_no_place(item):
    assert settle_room(locked(item)) is False


def test_whose_calendar_is_unknown_has_no_time():
    nobody = Member("x", Calendar("UTC"), unknown=True)
    assert free_time(nobody, [(0, 10**9)]).total_seconds() == 0
