"""The verbs of a request in the making: what they refuse, and that nothing has changed then."""

from datetime import timedelta

import pytest

from accounts.actors import nobody
from core import clock
from core.errors import DomainError, ErrorCode, Invalid, NotFound
from core.ids import new_id
from scheduling.actions import (
    check_code,
    drop_draft,
    hold_draft_time,
    release_draft_time,
    save_step,
    start_draft,
    submit_draft,
)
from scheduling.models import CallDraft, CallRequest, Topic
from scheduling.rules.wizard import FIELDS, Step, after, before, first_open, may_open, path_of, step_of, with_answer
from scheduling.tests.wizard import ANSWERS, CALENDAR, NINE
from scheduling.tests.worlds import NOW, as_customer, caller, customer, desk
from workforce.models import Booking

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday():
    with clock.moved(to=NOW):
        yield


@pytest.fixture
def ada():
    desk(caller())
    return customer()


def filled_in(who):
    """Everything but the last button, with the time kept."""
    by, draft = as_customer(who), start_draft(who, {}, at=NOW)
    for step in CALENDAR:
        if step == "time":
            hold_draft_time(draft.pk, NINE, zone="UTC", language="en", by=by, at=NOW)
            continue
        said = {name: value for name, value in ANSWERS[step].items() if not name.endswith("_country")}
        if step == "contact":
            said["contact_phone"] = "+12125550123"
        draft = save_step(draft.pk, Step(step), said, by=by, at=NOW)
    return CallDraft.objects.get(pk=draft.pk)


def test_a_draft_that_is_gone_is_not_there(ada):
    by = as_customer(ada)
    for act in (
        lambda: save_step(new_id(), Step.TOPIC, {"topic": "BILLING"}, by=by, at=NOW),
        lambda: hold_draft_time(new_id(), NINE, zone="UTC", language="en", by=by, at=NOW),
        lambda: release_draft_time(new_id(), by=by, at=NOW),
        lambda: drop_draft(new_id(), by=by, at=NOW),
        lambda: submit_draft(new_id(), by=by, at=NOW),
        lambda: check_code(new_id(), "123456", at=NOW),
    ):
        with pytest.raises(NotFound):
            act()


def test_no_time_before_the_topic(ada):
    draft = start_draft(ada, {}, at=NOW)
    with pytest.raises(DomainError) as refused:
        hold_draft_time(draft.pk, NINE, zone="UTC", language="en", by=as_customer(ada), at=NOW)
    assert refused.value.code == ErrorCode.NOT_FOUND
    assert Booking.objects.count() == 0


def test_an_open_question_is_not_sent(ada):
    draft = start_draft(ada, {}, at=NOW)
    with pytest.raises(Invalid) as refused:
        submit_draft(draft.pk, by=as_customer(ada), at=NOW)
    assert refused.value.details == {"step": ["This question has no answer yet."]}
    assert refused.value.message == "topic"
    assert CallRequest.objects.count() == 0


def test_an_old_draft_is_not_sent(ada):
    draft = filled_in(ada)
    with pytest.raises(NotFound):
        submit_draft(draft.pk, by=as_customer(ada), at=NOW + timedelta(days=3))
    assert CallRequest.objects.count() == 0


def test_a_kept_time_that_no_longer_fits_is_booked_anew(ada):
    draft = filled_in(ada)
    Topic.objects.filter(code="BILLING").update(duration=timedelta(hours=1))
    call = submit_draft(draft.pk, by=as_customer(ada), at=NOW)
    assert (call.duration, call.scheduled_date_time) == (timedelta(hours=1), NINE)
    assert sorted(Booking.objects.values_list("state", flat=True)) == ["CANCELLED", "CONFIRMED"]


def test_nothing_held_is_nothing_to_release(ada):
    draft = start_draft(ada, {}, at=NOW)
    assert release_draft_time(draft.pk, by=as_customer(ada), at=NOW) is False


def test_two_guests_have_two_drafts():
    one, other = (start_draft(None, {}, at=NOW) for _ in range(2))
    assert one.pk != other.pk
    assert one.is_guests
    assert nobody(name="Gus").kind == "user"


# -- the order of the questions --------------------------------------------------------------------


def test_path_of_a_guest_asks_who_they_are():
    assert [str(step) for step in path_of({"scheduling_type": "FLEXIBLE"}, guest=True)] == [
        "start", "topic", "method", "wishes", "who", "code", "contact", "details", "review",
    ]  # fmt: skip


def test_what_is_not_on_the_way_cannot_be_opened():
    said = {"passed": ["start"]}
    assert may_open(Step.WISHES, said, guest=False, has_place=False, at=NOW) is False
    assert may_open(Step.TOPIC, said, guest=False, has_place=False, at=NOW) is True
    assert first_open({}, guest=False, has_place=False, at=NOW) is Step.START


def test_after_and_before_stay_on_the_way():
    assert after(Step.REVIEW, {}, guest=False) is Step.REVIEW
    assert before(Step.START, {}, guest=False) is Step.START
    assert before(Step.CONTACT, {"email_confirmed": True}, guest=True) is Step.WHO
    assert before(Step.CONTACT, {}, guest=True) is Step.CODE


def test_an_answer_takes_along_what_no_longer_fits():
    said = {"passed": ["topic", "start"], "topic": "BILLING", "scheduled_date_time": "x", "email": "a@example.com"}
    assert "scheduled_date_time" not in with_answer(said, Step.TOPIC, {"topic": "OTHER"})
    assert "scheduled_date_time" in with_answer(said, Step.TOPIC, {"topic": "BILLING"})
    assert with_answer(said, Step.WHO, {"email": "b@example.com"})["email_confirmed"] is False
    assert with_answer(said, Step.METHOD, {"scheduling_type": "CALENDAR"})["passed"] == ["start", "topic", "method"]


def test_fields_are_asked_for_in_one_place():
    steps = path_of({}, guest=False)
    assert step_of("contact_phone", steps) is Step.CONTACT
    assert step_of("urgency_level", steps) is None  # not on this way
    assert sum("topic" in fields for fields in FIELDS.values()) == 1
