"""The wizard's questions in order: what each takes, and that nobody gets past one."""

from datetime import timedelta

import pytest

from core import clock
from notifications.models import Notification
from scheduling.models import CallDraft, CallRequest, Topic
from scheduling.tests.wizard import CALENDAR, FLEXIBLE, FLEXIBLE_ANSWER, NINE, Reader, errors_of, where
from scheduling.tests.worlds import NOW, caller, customer, desk
from workforce.models import Booking

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday():
    with clock.moved(to=NOW):
        yield


@pytest.fixture
def ana():
    member = caller()
    desk(member)
    return member


def test_calendar_way_ends_in_a_confirmed_call(ana):
    reader = Reader(customer()).begin().answer(*CALENDAR)
    page = reader.get("review").content.decode()
    assert "Tuesday, March 2, 2027" in page
    assert "4:00 AM – 4:30 AM" in page
    sent = reader.submit()
    call = CallRequest.objects.shown().get()
    assert sent["Location"] == f"/schedule-call/booked/{reader.draft.public_id}/"
    assert (call.status, call.scheduled_date_time, call.owner, call.notes) == (
        "CONFIRMED",
        NINE,
        ana,
        "About my invoice",
    )
    assert (call.contact_phone, call.timezone) == ("+12125550123", "America/New_York")
    done = reader.client.get(sent["Location"]).content.decode()
    assert call.number in done
    assert f"A confirmation email was sent to {call.contact_email}." in done
    assert [one.state for one in Booking.objects.all()] == ["CONFIRMED"]
    assert Notification.objects.filter(kind="CALL_CONFIRMED").count() == 1


def test_flexible_way_ends_in_a_request_with_an_estimated_answer(ana):
    reader = Reader(customer()).begin().answer(*FLEXIBLE, **FLEXIBLE_ANSWER)
    sent = reader.submit()
    call = CallRequest.objects.get()
    assert (call.status, call.preferred_times, call.urgency_level) == ("PENDING", "weekday mornings", "THIS_WEEK")
    done = reader.client.get(sent["Location"]).content.decode()
    assert "The team will contact you to agree on a time." in done
    assert "Estimated response" in done
    assert "Add to Google Calendar" not in done


def test_introduction_explains_and_begins():
    reader = Reader(customer())
    page = reader.get()
    assert page.status_code == 200
    assert "Schedule now" in page.content.decode()
    assert CallDraft.objects.count() == 0  # looking is free
    assert where(reader.client.post("/schedule-call/")) == "topic"


@pytest.mark.parametrize("step", ["topic", "method", "time", "wishes", "contact", "details", "review"])
def test_without_a_draft_every_question_leads_to_the_introduction(step):
    reader = Reader(customer())
    assert where(reader.get(step)) == ""
    assert where(reader.post(step)) == ""
    assert CallDraft.objects.count() == 0


@pytest.mark.parametrize("step", ["method", "time", "wishes", "contact", "details", "review"])
def test_a_question_cannot_be_skipped_by_its_address(step):
    reader = Reader(customer()).begin()
    assert where(reader.get(step)) == "topic"
    assert where(reader.post(step)) == "topic"
    assert reader.draft.said["passed"] == ["start"]


def test_the_other_way_is_not_on_the_way(ana):
    reader = Reader(customer()).begin().answer("topic", "method", **FLEXIBLE_ANSWER)
    assert where(reader.get("time")) == "wishes"


OVER = {"scheduled_date_time": "2027-03-01T08:00:00+00:00"}
NO_NUMBER = "Invalid phone number format. Write it like (201) 555-0123."


@pytest.mark.parametrize(
    ("step", "before", "own", "said"),
    [
        ("topic", (), {"topic": ""}, "Choose what the call is about."),
        ("topic", (), {"topic": "NONSENSE"}, "Select a valid choice. NONSENSE is not one of the available choices."),
        ("topic", (), {"topic": "OTHER"}, "Say in a few words what the call is about."),
        ("method", ("topic",), {"scheduling_type": ""}, "Choose one of the two."),
        ("time", CALENDAR[:2], {"scheduled_date_time": ""}, "Choose a time for the call."),
        ("time", CALENDAR[:2], {"scheduled_date_time": "soon"}, "Choose a time for the call."),
        ("time", CALENDAR[:2], OVER, "This time is over. Choose a later one."),
        ("contact", CALENDAR[:3], {"contact_phone": ""}, "Tell us the number that we shall call."),
        ("contact", CALENDAR[:3], {"contact_phone": "12"}, NO_NUMBER),
        ("contact", CALENDAR[:3], {"backup_phone": "nobody"}, NO_NUMBER),
        ("contact", CALENDAR[:3], {"phone_extension": "none"}, "An extension has digits only."),
        ("contact", CALENDAR[:3], {"preferred_contact_method": ""}, "Choose how we shall talk."),
        ("details", CALENDAR[:4], {"notes": "x" * 501}, "At most 500 characters; these are 501."),
        ("details", CALENDAR[:4], {"someone_joins": "on"}, "Say who will join, or take the tick away."),
        (
            "details",
            CALENDAR[:4],
            {"someone_joins": "on", "additional_attendees": "no address"},
            "no is not an email address. address is not an email address.",
        ),
        ("review", CALENDAR, {"understood": ""}, "Tick the box to confirm."),
    ],
)  # fmt: skip
def test_a_wrong_answer_is_refused_under_its_field(ana, step, before, own, said):
    reader = Reader(customer()).begin().answer(*before)
    known = reader.draft.said
    response = reader.post(step, **own)
    assert response.status_code == 422
    assert said in " ".join(errors_of(response))
    assert reader.draft.said == known
    assert CallRequest.objects.count() == 0


@pytest.mark.parametrize("code", ["NEW_SERVICES", "ACCOUNT_SUPPORT", "TECHNICAL_ISSUES", "BILLING", "GENERAL_INQUIRY"])
def test_every_topic_is_shown_with_its_description_and_goes_on(code):
    reader = Reader(customer()).begin()
    topic = Topic.objects.get(code=code)
    page = reader.get("topic").content.decode()
    assert str(topic) in page
    assert topic.description in page
    assert where(reader.post("topic", topic=code)) == "method"


def test_other_goes_on_with_words_of_its_own():
    reader = Reader(customer()).begin()
    assert where(reader.post("topic", topic="OTHER", custom_topic_description="A new site")) == "method"
    assert reader.draft.said["custom_topic_description"] == "A new site"


def test_a_topic_that_is_not_offered_is_not_there():
    Topic.objects.filter(code="BILLING").update(is_active=False)
    reader = Reader(customer()).begin()
    assert 'value="BILLING"' not in reader.get("topic").content.decode()
    assert reader.post("topic").status_code == 422


def test_edit_from_the_review_comes_back_to_it(ana):
    reader = Reader(customer()).begin().answer(*CALENDAR)
    assert "/schedule-call/contact/?to=review" in reader.get("review").content.decode()
    changed = reader.post("contact", "?to=review", contact_phone="+44 20 7946 0018", contact_phone_country="GB")
    assert where(changed) == "review"
    page = reader.get("review").content.decode()
    assert "+44 20 7946 0018" in page
    assert "About my invoice" in page


def test_another_topic_asks_for_another_time_and_then_returns(ana):
    desk(ana, topic="TECHNICAL_ISSUES")
    reader = Reader(customer()).begin().answer(*CALENDAR)
    assert where(reader.post("topic", "?to=review", topic="TECHNICAL_ISSUES")) == "time?to=review"
    assert [one.state for one in Booking.objects.all()] == ["CANCELLED"]  # the time of the other topic is free
    assert where(reader.get("review")) == "time"
    assert where(reader.post("time", "?to=review")) == "review"


def test_the_flexible_way_gives_the_time_back(ana):
    reader = Reader(customer()).begin().answer("topic", "method", "time")
    reader.post("method", scheduling_type="FLEXIBLE")
    assert [one.state for one in Booking.objects.all()] == ["CANCELLED"]
    assert "scheduled_date_time" not in reader.draft.said


def test_going_back_needs_no_valid_answer(ana):
    reader = Reader(customer()).begin().answer("topic", "method", "time")
    for step in ("time", "method", "topic", "start"):
        assert reader.get(step).status_code == 200
    assert reader.draft.said["passed"] == ["start", "topic", "method", "time"]


def test_reload_and_another_device_go_on_where_it_was(ana):
    ada = customer()
    Reader(ada).begin().answer("topic", "method", "time")
    phone = Reader(ada)
    assert where(phone.get()) == "contact"
    assert where(phone.client.post("/schedule-call/")) == "contact"
    assert CallDraft.objects.count() == 1


def test_a_time_that_is_over_meanwhile_is_asked_for_again(ana):
    ada = customer()
    Reader(ada).begin().answer(*CALENDAR)
    with clock.moved(to=NINE + timedelta(minutes=1)):
        assert where(Reader(ada).get("review")) == "time"


def test_in_person_is_offered_where_the_topic_has_a_place(ana):
    reader = Reader(customer()).begin().answer("topic", "method", "time")
    assert 'value="IN_PERSON"' not in reader.get("contact").content.decode()
    assert reader.post("contact", preferred_contact_method="IN_PERSON").status_code == 422
    Topic.objects.filter(code="BILLING").update(place="12 Harbor Street")
    assert "12 Harbor Street" in reader.get("contact").content.decode()
    assert where(reader.post("contact", preferred_contact_method="IN_PERSON")) == "details"


def test_profile_without_a_phone_is_asked_and_can_keep_the_number(ana):
    ada = customer(user__phone="")
    type(ada).objects.filter(pk=ada.pk).update(phone="")
    reader = Reader(ada).begin().answer("topic", "method", "time")
    assert "Your profile has no phone number yet" in reader.get("contact").content.decode()
    reader.answer("contact", "details", contact={"save_phone": "on"}).submit()
    ada.user.refresh_from_db()
    assert ada.user.phone == "+12125550123"


def test_known_phone_is_filled_in_as_it_is_written_there(ana):
    reader = Reader(customer(user__phone="+12125550188")).begin().answer("topic", "method", "time")
    page = reader.get("contact").content.decode()
    assert 'value="(212) 555-0123"' in page  # the customer's own number before the login's
    assert "Your profile has no phone number yet" not in page


def test_members_look_but_are_sent_elsewhere(ana):
    from django.test import Client

    client = Client()
    client.force_login(ana.user)
    page = client.get("/schedule-call/")
    assert "This page is for customers." in page.content.decode()
    assert where(client.post("/schedule-call/")) == ""
    assert where(client.get("/schedule-call/topic/")) == ""
    assert CallDraft.objects.count() == 0


def test_progress_names_the_step_for_everybody(ana):
    reader = Reader(customer()).begin().answer("topic")
    page = reader.get("method").content.decode()
    assert 'data-announce="Step 3 of 8: How shall we find a time?"' in page
    assert page.count('aria-current="step"') == 1


def test_htmx_gets_the_part_and_the_address(ana):
    reader = Reader(customer()).begin()
    part = reader.part("topic")
    assert part.content.decode().lstrip().startswith("<title>What is the call about? · Switchboard</title>")
    assert "<html" not in part.content.decode()
    assert part["HX-Push-Url"] == "/schedule-call/topic/"
    assert part["Cache-Control"] == "no-store"
