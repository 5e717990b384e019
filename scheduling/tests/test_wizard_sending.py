"""The review is sent once; what stands in the way is said without losing anything; the confirmation is its reader's."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from core import clock
from core.testing import assert_queries
from events.models import DomainEvent
from scheduling.actions import forget_drafts
from scheduling.models import CallDraft, CallRequest, Topic
from scheduling.tests.calendar_reader import read
from scheduling.tests.wizard import ANSWERS, CALENDAR, FLEXIBLE, FLEXIBLE_ANSWER, NINE, Reader, errors_of, later, where
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


def ready(who=None, **own):
    return Reader(who or customer()).begin().answer(*CALENDAR, **own)


def test_sent_again_it_leads_to_the_same_call(ana):
    reader = ready()
    draft = reader.draft.public_id
    first = reader.submit()
    again = reader.post("review", draft=draft)
    assert again["Location"] == first["Location"] == f"/schedule-call/booked/{draft}/"
    assert CallRequest.objects.count() == 1
    assert Booking.objects.count() == 1


def test_htmx_is_sent_to_the_confirmation(ana):
    reader = ready()
    sent = reader.client.post(
        "/schedule-call/review/",
        ANSWERS["review"] | {"draft": reader.draft.public_id},
        headers={"HX-Request": "true", "HX-Target": "wizard"},
    )
    assert sent["HX-Redirect"] == f"/schedule-call/booked/{CallDraft.objects.get().public_id}/"


def test_the_held_member_takes_the_call_in_one_story(ana):
    reader = ready()
    reader.submit()
    call = CallRequest.objects.get()
    told = list(DomainEvent.objects.filter(journey_id=call.journey_id).order_by("id").values_list("name", flat=True))
    assert told[:2] == ["booking.held", "booking.confirmed"]
    assert "call.requested" in told
    assert call.journey_id == CallDraft.objects.get().journey_id


def test_a_hold_that_ran_out_is_booked_while_it_is_free(ana):
    reader = ready()
    with clock.moved(to=NOW + timedelta(minutes=10)):
        assert reader.submit().status_code == 302
    assert CallRequest.objects.get().scheduled_date_time == NINE


def test_a_time_that_went_meanwhile_is_replaced_in_place(ana):
    reader = ready()
    with clock.moved(to=NOW + timedelta(minutes=10)):
        ready().submit()
        lost = reader.client.post("/schedule-call/review/", ANSWERS["review"])
        assert lost.status_code == 409
        page = lost.content.decode()
        assert page.count('name="instead"') == 3
        assert "About my invoice" in page
        assert "if it is still free" not in page
        assert "Confirm call request" not in page
        taken = reader.client.post("/schedule-call/review/", {"instead": later(hours=1)})
        assert where(taken) == "review"
        assert "5:00 AM – 5:30 AM" in reader.get("review").content.decode()
        assert reader.client.post("/schedule-call/review/", ANSWERS["review"]).status_code == 302
    assert sorted(call.scheduled_date_time for call in CallRequest.objects.all()) == [NINE, NINE + timedelta(hours=1)]


def test_the_daily_limit_is_said_and_everything_kept(ana, settings):
    ada = customer()
    from scheduling.models import CallPolicy

    CallPolicy.objects.create(pk=1, requests_per_day=1)
    ready(ada).submit()
    reader = ready(ada, time={"scheduled_date_time": later(hours=2)})
    refused = reader.submit()
    assert refused.status_code == 422
    assert errors_of(refused)[0].startswith("1 request within 24 hours is the most. Ask again from Tuesday, ")
    assert "4:00 AM on, or change a call" in errors_of(refused)[0]
    assert CallRequest.objects.count() == 1
    assert "About my invoice" in refused.content.decode()


def test_limit_of_urgent_requests_says_that_it_is_theirs(ana):
    from scheduling.models import CallPolicy

    CallPolicy.objects.create(pk=1, requests_per_day=5, urgent_per_day=1)
    ada = customer()
    urgent = FLEXIBLE_ANSWER | {"wishes": ANSWERS["wishes"] | {"urgency_level": "URGENT"}}
    Reader(ada).begin().answer(*FLEXIBLE, **urgent).submit()
    refused = Reader(ada).begin().answer(*FLEXIBLE, **urgent).submit()
    assert errors_of(refused)[0].startswith("1 urgent request within 24 hours is the most.")


def test_no_team_leads_back_to_the_topics():
    reader = Reader(customer()).begin().answer(*FLEXIBLE, **FLEXIBLE_ANSWER)
    refused = reader.submit()
    assert refused.status_code == 422
    assert "Choose another topic" in refused.content.decode()
    assert CallRequest.objects.count() == 0


def test_too_many_missed_calls_lead_to_the_flexible_way(ana):
    from scheduling.models import CallPolicy

    CallPolicy.objects.create(pk=1, no_shows_allowed=1)
    ada = customer()
    ready(ada).submit()
    CallRequest.objects.update(status="NO_SHOW", scheduled_date_time=NOW - timedelta(days=1))
    refused = ready(ada, time={"scheduled_date_time": later(hours=3)}).submit()
    assert refused.status_code == 422
    assert "/schedule-call/method/?to=review" in refused.content.decode()


def test_other_people_do_not_see_the_confirmation(ana):
    reader = ready()
    url = reader.submit()["Location"]
    assert reader.client.get(url).status_code == 200
    for stranger in (Reader(customer()), Reader()):
        assert stranger.client.get(url).status_code == 404
        assert stranger.client.get(f"{url}call.ics").status_code == 404
    assert reader.client.get("/schedule-call/booked/draft_00000000000000000000000000/").status_code == 404
    assert reader.client.get("/schedule-call/booked/nothing/").status_code == 404


def test_request_belongs_to_the_company_of_who_asked(ana):
    ada, bea = customer(), customer()
    ready(ada).submit()
    call = CallRequest.objects.get()
    assert (call.customer, call.company) == (ada, ada.company)
    assert Reader(bea).client.get(f"/my-calls/{call.public_id}/").status_code == 404


def test_calendar_links_are_filled_in(ana):
    reader = ready()
    page = reader.client.get(reader.submit()["Location"]).content.decode()
    links = [
        part.split('"')[0].replace("&amp;", "&") for part in page.split('href="')[1:] if part.startswith("https://")
    ]
    assert [urlsplit(link).hostname for link in links] == [
        "calendar.google.com",
        "outlook.live.com",
        "outlook.office.com",
    ]
    google = parse_qs(urlsplit(links[0]).query)
    assert google["dates"] == ["20270302T090000Z/20270302T093000Z"]
    assert google["text"] == ["Call: Billing questions"]
    assert CallRequest.objects.get().number in google["details"][0]


def test_file_for_other_calendars_reminds_a_quarter_of_an_hour_before(ana):
    reader = ready()
    url = reader.submit()["Location"]
    answer = reader.client.get(f"{url}call.ics")
    call = CallRequest.objects.get()
    assert answer["Content-Type"].startswith("text/calendar")
    assert answer["Content-Disposition"] == f'attachment; filename="{call.number}.ics"'
    text = answer.content.decode()
    assert "TRIGGER:-PT15M" in text
    assert "About my invoice" in text
    assert read(answer.content)


def test_flexible_request_has_no_calendar_file(ana):
    reader = Reader(customer()).begin().answer(*FLEXIBLE, **FLEXIBLE_ANSWER)
    url = reader.submit()["Location"]
    assert reader.client.get(f"{url}call.ics").status_code == 404


def test_after_sending_a_new_request_begins(ana):
    ada = customer()
    ready(ada).submit()
    assert "Schedule now" in Reader(ada).get().content.decode()
    assert where(Reader(ada).begin().get("review")) == "topic"
    assert CallDraft.objects.filter(call=None).count() == 1


def test_technical_issues_go_to_their_team_and_billing_to_its_own(ana):
    ben = caller("Ben")
    desk(ben, topic="TECHNICAL_ISSUES")
    for topic in ("TECHNICAL_ISSUES", "BILLING"):
        ready(topic={"topic": topic}).submit()
    owners = {call.topic.code: call.owner for call in CallRequest.objects.shown()}
    assert owners == {"TECHNICAL_ISSUES": ben, "BILLING": ana}


def test_everything_that_was_said_is_in_the_call(ana):
    Topic.objects.filter(code="BILLING").update(place="12 Harbor Street")
    reader = ready(
        contact={
            "backup_phone": "020 7946 0018",
            "backup_phone_country": "GB",
            "phone_type": "OFFICE",
            "phone_extension": "204",
            "preferred_contact_method": "IN_PERSON",
        },
        details={
            "notes": "Line one\r\nline two",
            "language_preference": "fr",
            "someone_joins": "on",
            "additional_attendees": "Bo@example.com, cy@example.com\nbo@example.com",
        },
    )
    page = reader.get("review").content.decode()
    for text in ("+1 212-555-0123 ext. 204 (Office)", "+44 20 7946 0018", "In person, 12 Harbor Street", "Français"):
        assert text in page
    reader.submit()
    call = CallRequest.objects.get()
    assert (call.phone_type, call.phone_extension, call.backup_phone) == ("OFFICE", "204", "+442079460018")
    assert (call.preferred_contact_method, call.place) == ("IN_PERSON", "12 Harbor Street")
    assert (call.notes, call.language_preference) == ("Line one\nline two", "fr")
    assert call.additional_attendees == ["bo@example.com", "cy@example.com"]


def test_five_hundred_characters_fit_however_a_browser_ends_its_lines(ana):
    reader = ready(details={"notes": ("x" * 49 + "\r\n") * 10})
    assert len(reader.draft.said["notes"]) == 499  # the last end of a line is trimmed


def test_forgotten_drafts_leave_their_calls(ana):
    ready().submit()
    Reader(customer()).begin()
    with clock.moved(to=NOW + timedelta(days=2, minutes=1)):
        assert forget_drafts(at=clock.now()) == 2
    assert CallDraft.objects.count() == 0
    assert CallRequest.objects.count() == 1


def test_an_old_draft_is_not_gone_on_with(ana):
    ada = customer()
    ready(ada)
    with clock.moved(to=NOW + timedelta(days=3)):
        assert "Schedule now" in Reader(ada).get().content.decode()
        assert where(Reader(ada).client.post("/schedule-call/")) == "topic"
    assert CallDraft.objects.count() == 1


def test_pages_cost_the_same_however_much_was_said(ana):
    reader = ready()
    with assert_queries(5):
        reader.part("review")
    short = Reader(customer()).begin()
    with assert_queries(5):
        short.part("topic")
