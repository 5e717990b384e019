"""Guests: known by a cookie, asked who they are, and by a code whether that is true."""

from datetime import timedelta

import pytest
from django.core.signing import TimestampSigner

from core import clock
from core.links import read_link, short_code
from notifications.messages.calls_outside import CODE
from notifications.models import Notification
from scheduling.models import CallDraft, CallRequest, EmailCheck
from scheduling.tests.wizard import ANSWERS, Reader, errors_of, where
from scheduling.tests.worlds import NOW, caller, customer, desk
from workforce.models import Booking

pytestmark = pytest.mark.django_db
TO_WHO = ("topic", "method", "time", "who")


@pytest.fixture(autouse=True)
def monday():
    with clock.moved(to=NOW):
        yield


@pytest.fixture(autouse=True)
def ana():
    member = caller()
    desk(member)
    return member


def right_code():
    check = EmailCheck.objects.latest("id")
    return short_code(CODE, check.pk, check.version)


def wrong_code():
    return f"{(int(right_code()) + 1) % 10**6:06}"


def test_guest_books_after_confirming_the_address():
    guest = Reader().begin().answer(*TO_WHO)
    assert where(guest.get("contact")) == "code"
    guest.confirm_address()
    sent = guest.answer("contact", "details").submit()
    call = CallRequest.objects.get()
    assert (call.customer, call.company, call.contact_name, call.contact_email) == (
        None, None, "Gus Guest", "gus@example.com",
    )  # fmt: skip
    page = guest.client.get(sent["Location"]).content.decode()
    token = page.split("/call-links/")[1].split("/")[0]
    link = read_link("call.manage", token)
    assert (link.key, link.version) == (call.pk, call.links_version)


@pytest.mark.parametrize("step", ["contact", "details", "review"])
def test_nothing_personal_before_the_code(step):
    guest = Reader().begin().answer(*TO_WHO)
    assert where(guest.get(step)) == "code"
    assert where(guest.post(step)) == "code"
    assert CallRequest.objects.count() == 0


def test_code_goes_to_the_address_that_was_typed():
    Reader().begin().answer(*TO_WHO, who={"email": " Gus@Example.com "})
    check = EmailCheck.objects.get()
    assert (check.email, check.valid_until - check.sent_at) == ("gus@example.com", timedelta(minutes=15))
    told = Notification.objects.get(kind="CALL_CODE")
    assert right_code() not in str(told.context)  # worked out when it is written, never stored


def test_wrong_old_and_used_up_codes_are_answered_alike():
    guest = Reader().begin().answer(*TO_WHO)
    words = "This code is not right, or not valid any more. Ask for another one."
    for _ in range(5):
        wrong = guest.post("code", code=wrong_code())
        assert (wrong.status_code, errors_of(wrong)[-1]) == (422, words)
    used_up = guest.post("code", code=right_code())
    assert (used_up.status_code, errors_of(used_up)[-1]) == (422, words)
    assert where(guest.post("code", again="1")) == "code"
    with clock.moved(to=NOW + timedelta(minutes=16)):
        old = guest.post("code", code=right_code())
        assert (old.status_code, errors_of(old)[-1]) == (422, words)
    assert not guest.draft.said.get("email_confirmed")


def test_a_new_code_ends_the_one_before():
    guest = Reader().begin().answer(*TO_WHO)
    first = right_code()
    guest.post("code", again="1")
    assert guest.post("code", code=first).status_code == 422 or first == right_code()
    guest.confirm_address()


@pytest.mark.parametrize("same", ["address", "network"])
def test_fourth_code_within_an_hour_is_refused(same):
    for number in range(4):
        ip = "198.51.100.20" if same == "network" else ""
        email = "gus@example.com" if same == "address" else f"gus{number}@example.com"
        guest = Reader(ip=ip).begin().answer("topic", "method")
        guest.post("time", scheduled_date_time=(NOW + timedelta(days=1, hours=number)).isoformat())
        guest.post("release")
        answer = guest.post("who", email=email)
        if number < 3:
            assert where(answer) == "code"
    assert answer.status_code == 422
    assert errors_of(answer)[0].startswith("Too many codes were asked for.")
    assert EmailCheck.objects.count() == 3
    with clock.moved(to=NOW + timedelta(minutes=61)):
        assert where(guest.post("code", again="1")) == "code"


def test_answers_tell_nothing_about_the_address():
    """A customer's address and nobody's are answered alike."""
    customer(user__email="known@example.com")
    answers = []
    for email in ("known@example.com", "unknown@example.com"):
        guest = Reader().begin().answer("topic", "method")
        guest.post("time", scheduled_date_time=(NOW + timedelta(days=1, hours=len(answers))).isoformat())
        guest.post("who", email=email)
        answers.append(guest.get("code").content.decode().split("<h1")[1].split("csrf")[0].replace(email, ""))
    assert answers[0] == answers[1]


def test_another_address_has_to_be_confirmed_again():
    guest = Reader().begin().answer(*TO_WHO)
    guest.confirm_address()
    guest.answer("contact", "details")
    assert where(guest.post("who", "?to=review")) == "review"  # the same one: nothing to prove
    assert where(guest.post("who", "?to=review", email="other@example.com")) == "code?to=review"
    assert where(guest.get("review")) == "code"


def test_cookie_is_signed_and_out_of_reach_of_scripts():
    guest = Reader().begin()
    cookie = guest.client.cookies["call_draft"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/schedule-call/")
    draft = guest.draft.public_id
    thief = Reader()
    thief.client.cookies["call_draft"] = draft  # knowing the id is not enough
    assert where(thief.get("topic")) == ""
    thief.client.cookies["call_draft"] = TimestampSigner(salt="call_draftother").sign(draft)
    assert where(thief.get("topic")) == ""


def test_guest_sees_no_other_guests_call():
    guests = []
    for number in range(2):
        guest = (
            Reader()
            .begin()
            .answer(
                *TO_WHO,
                time={"scheduled_date_time": (NOW + timedelta(days=1, hours=number)).isoformat()},
                who={"email": f"guest{number}@example.com"},
            )
        )
        guest.confirm_address()
        guests.append((guest, guest.answer("contact", "details").submit()["Location"]))
    (one, own), (_other, foreign) = guests
    assert one.client.get(own).status_code == 200
    assert one.client.get(foreign).status_code == 404


def test_who_signs_in_half_way_goes_on_with_what_was_said():
    guest = Reader().begin().answer("topic", "method")
    ada = customer()
    guest.client.force_login(ada.user)
    assert where(guest.client.post("/schedule-call/")) == "time"
    draft = CallDraft.objects.get(customer=ada)
    assert draft.said["topic"] == "BILLING"
    assert guest.get("time").status_code == 200
    assert "name" not in draft.said


def test_giving_up_forgets_the_guest():
    guest = Reader().begin().answer("topic", "method", "time")
    assert guest.post("cancel").status_code == 302
    assert CallDraft.objects.count() == 0
    assert [one.state for one in Booking.objects.all()] == ["CANCELLED"]
    assert guest.client.cookies["call_draft"].value == ""


def test_login_without_a_company_is_asked_like_a_guest():
    from accounts.tests.factories import UserFactory

    reader = Reader()
    reader.client.force_login(UserFactory(roles=["CUSTOMER"], name="Lone Wolf", email="wolf@example.com"))
    reader.begin().answer("topic", "method", "time")
    page = reader.get("who").content.decode()
    assert 'value="Lone Wolf"' in page
    assert 'value="wolf@example.com"' in page
    assert ANSWERS["who"]["name"] not in page
