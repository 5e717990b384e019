"""What a call looks like in the calendars of those who take part, and the file that they download."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import Client

from accounts.tests.factories import ApiKeyFactory, bearer
from core import clock
from core.actor import Actor
from core.links import link_token
from core.testing import Api, assert_queries
from scheduling.actions import cancel_call, request_call, reschedule_call
from scheduling.actions._limits import Asker
from scheduling.models import CallRequest
from scheduling.queries.invitations import Reader, calendar_links_of, invitation_of
from scheduling.rules.invitation import Method
from scheduling.tests.calendar_reader import instant, read
from scheduling.tests.worlds import NOW, SOON, as_customer, booked, caller, customer, desk, facts, waiting
from workforce.tests.factories import StaffFactory

pytestmark = pytest.mark.django_db

HALF_HOUR = timedelta(minutes=30)


@pytest.fixture
def ana():
    member = caller(user__timezone="Europe/Berlin", user__email="ana@switchboard.test")
    desk(member)
    return member


@pytest.fixture
def grace():
    return customer(user__name="Grace", user__email="grace@example.com")


def fresh(call):
    return CallRequest.objects.shown().get(pk=call.pk)


def event_of(invitation):
    calendar = read(invitation.as_bytes())
    return calendar, calendar.inside("VEVENT")[0]


def people(event):
    return [(line.parameters.get("CN", ""), line.value) for line in event.all("ATTENDEE")]


def test_customer_is_invited_in_their_own_zone_with_notes_and_the_way_back(ana, grace, settings):
    call = fresh(booked(grace, notes="About May; please", additional_attendees=["boss@example.com"]))
    calendar, event = event_of(invitation_of(call, Reader.CUSTOMER))
    assert calendar.one("METHOD").value == "REQUEST"
    assert event.one("UID").value == f"{call.public_id}@switchboard"
    assert event.one("SUMMARY").text == "Call: Billing questions"
    assert event.one("DTSTART").parameters == {"TZID": "America/New_York"}
    assert instant(calendar, event.one("DTSTART")) == SOON
    assert instant(calendar, event.one("DTEND")) == SOON + HALF_HOUR
    assert event.one("LOCATION").text == "Phone: +12125550123"
    page = f"{settings.BASE_URL}/my-calls/{call.public_id}/"
    assert event.one("DESCRIPTION").text.split("\n") == [
        f"Number: {call.number}",
        "With: Ana",
        "",
        "Notes: About May; please",
        "",
        f"See, move or cancel the call: {page}",
    ]
    assert event.one("URL").value == page
    assert (event.one("ORGANIZER").parameters, event.one("ORGANIZER").value) == (
        {"CN": "Ana"},
        "mailto:no-reply@switchboard.test",
    )
    assert people(event) == [
        ("Grace", "mailto:grace@example.com"),
        ("", "mailto:boss@example.com"),
        ("Ana", "mailto:ana@switchboard.test"),
    ]


def test_member_is_told_whom_to_ring(ana, grace):
    call = fresh(booked(grace, phone_extension="12", backup_phone="+12125550199"))
    calendar, event = event_of(invitation_of(call, Reader.MEMBER))
    assert event.one("SUMMARY").text == f"Billing questions: Grace ({call.company.name})"
    assert event.one("DTSTART").parameters == {"TZID": "Europe/Berlin"}
    assert instant(calendar, event.one("DTSTART")) == SOON
    assert event.one("LOCATION").text == "Phone: +12125550123 ext. 12"
    assert "Second phone: +12125550199" in event.one("DESCRIPTION").text


def test_attendee_learns_neither_number_nor_notes_and_has_no_link(ana, grace):
    call = fresh(booked(grace, notes="private", additional_attendees=["boss@example.com"]))
    _calendar, event = event_of(invitation_of(call, Reader.ATTENDEE, manage_url="https://x.example/secret"))
    assert event.one("LOCATION").text == "Phone call"
    assert event.one("DESCRIPTION").text == f"Number: {call.number}\nWith: Ana"
    assert event.all("URL") == []


def test_video_call_is_where_its_link_is(ana, grace):
    call = booked(grace, preferred_contact_method="VIDEO")
    assert event_of(invitation_of(fresh(call), Reader.CUSTOMER))[1].one("LOCATION").text == "Video call"
    CallRequest.objects.filter(pk=call.pk).update(meeting_url="https://meet.example/abc")
    _calendar, event = event_of(invitation_of(fresh(call), Reader.ATTENDEE))
    assert event.one("LOCATION").text == "https://meet.example/abc"
    assert event.one("CONFERENCE").value == "https://meet.example/abc"
    assert "Join: https://meet.example/abc" in event.one("DESCRIPTION").text
    assert "Phone: +12125550123" in event_of(invitation_of(fresh(call), Reader.MEMBER))[1].one("DESCRIPTION").text


def test_call_in_person_is_at_its_place(ana, grace):
    call = booked(grace)
    CallRequest.objects.filter(pk=call.pk).update(preferred_contact_method="IN_PERSON", place="Main St 1, 2nd floor")
    event = event_of(invitation_of(fresh(call), Reader.CUSTOMER))[1]
    assert event.one("LOCATION").text == "Main St 1, 2nd floor"


def test_other_topic_is_called_what_the_customer_wrote(grace):
    desk(caller(), topic="OTHER")
    call = fresh(booked(grace, topic="OTHER", custom_topic_description="A surprise\nBEGIN:VEVENT"))
    event = event_of(invitation_of(call, Reader.CUSTOMER))[1]
    assert event.one("SUMMARY").text == "Call: A surprise BEGIN:VEVENT"


def test_each_reader_is_written_to_in_their_language(grace):
    desk(caller(user__language="fr", languages=["en", "es"]))
    call = fresh(booked(grace, language_preference="es"))
    english = invitation_of(fresh(booked(grace, scheduled_date_time=SOON + HALF_HOUR)), Reader.CUSTOMER)
    # the sentences are in the translators' hands: the languages are what is asked for
    assert english.summary == "Call: Billing questions"
    assert invitation_of(call, Reader.CUSTOMER).summary.startswith(("Call", "Llamada"))


def test_request_move_and_cancellation_are_one_appointment(ana, grace):
    call = booked(grace)
    by, said = as_customer(grace), []
    said.append(event_of(invitation_of(fresh(call), Reader.CUSTOMER)))
    reschedule_call(call.pk, starts_at=SOON + timedelta(days=1), by=by, at=NOW)
    said.append(event_of(invitation_of(fresh(call), Reader.CUSTOMER)))
    cancel_call(call.pk, reason="no need", by=by, at=NOW)
    said.append(event_of(invitation_of(fresh(call), Reader.CUSTOMER, method=Method.CANCEL)))
    uids = {event.one("UID").value for _calendar, event in said}
    sequences = [int(event.one("SEQUENCE").value) for _calendar, event in said]
    assert uids == {f"{call.public_id}@switchboard"}
    assert sequences == sorted(set(sequences))
    assert [calendar.one("METHOD").value for calendar, _event in said] == ["REQUEST", "REQUEST", "CANCEL"]
    assert [event.one("STATUS").value for _calendar, event in said] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert [instant(calendar, event.one("DTSTART")) for calendar, event in said] == [
        SOON, SOON + timedelta(days=1), SOON + timedelta(days=1),
    ]  # fmt: skip


def test_member_who_lost_the_call_is_named_when_it_is_taken_back(ana, grace):
    ben = StaffFactory(user__name="Ben", user__email="ben@switchboard.test", user__timezone="Asia/Kathmandu")
    call = fresh(booked(grace))
    calendar, event = event_of(invitation_of(call, Reader.MEMBER, method=Method.CANCEL, member=ben))
    assert event.one("DTSTART").parameters == {"TZID": "Asia/Kathmandu"}
    assert people(event) == [("Grace", "mailto:grace@example.com"), ("Ben", "mailto:ben@switchboard.test")]
    assert calendar.one("METHOD").value == "CANCEL"


def test_without_a_time_there_is_no_invitation(ana, grace):
    with pytest.raises(ValueError, match="has no time yet"):
        invitation_of(fresh(waiting(grace)), Reader.CUSTOMER)


def test_links_fill_in_the_call(ana, grace):
    call = fresh(booked(grace, notes="May"))
    links = calendar_links_of(call, Reader.CUSTOMER)
    found = dict(parse_qsl(urlsplit(links.google).query))
    assert found["text"] == "Call: Billing questions"
    assert found["dates"] == "20270302T090000Z/20270302T093000Z"
    assert found["location"] == "Phone: +12125550123"
    assert found["details"].startswith(f"Number: {call.number}\nWith: Ana\n\nNotes: May")
    assert set(links.as_json()) == {"google", "outlook", "office365"}


# -- the file ----------------------------------------------------------------------------------------


def path(call):
    return f"/api/v1/call-requests/{call.public_id}/invite.ics"


def test_file_is_published_for_the_customer_and_kept_by_no_cache(ana, grace):
    call = booked(grace)
    answer = Api(bearer(grace.user)).get(path(call))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"] == f'attachment; filename="{call.number}.ics"'
    assert answer["Cache-Control"] == "no-store"
    calendar = read(answer.content)
    (event,) = calendar.inside("VEVENT")
    assert calendar.one("METHOD").value == "PUBLISH"
    assert event.all("ATTENDEE") == []
    assert event.one("SUMMARY").text == "Call: Billing questions"


@pytest.mark.parametrize("accept", ["text/calendar", "*/*", "application/json", "text/html,*/*;q=0.8"])
def test_file_comes_whatever_is_accepted(accept, ana, grace):
    answer = Api(bearer(grace.user), Accept=accept).get(path(booked(grace)))
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")


def test_file_of_a_cancelled_call_strikes_it_out(ana, grace):
    call = booked(grace)
    cancel_call(call.pk, by=as_customer(grace), at=NOW)
    calendar = read(Api(bearer(grace.user)).get(path(call)).content)
    assert calendar.one("METHOD").value == "CANCEL"
    assert calendar.inside("VEVENT")[0].one("STATUS").value == "CANCELLED"


def test_team_gets_the_member_s_file(ana, grace):
    call = booked(grace)
    event = read(Api(bearer(ana.user)).get(path(call)).content).inside("VEVENT")[0]
    assert event.one("SUMMARY").text.startswith("Billing questions: Grace")


def test_foreign_and_missing_call_and_one_without_a_time_look_the_same(ana, grace):
    stranger = Api(bearer(customer(user__name="Eve").user))
    other_team = Api(bearer(caller("Zoe").user))
    missing = f"/api/v1/call-requests/call_{'0' * 26}/invite.ics"
    answers = [
        stranger.get(path(booked(grace))),
        other_team.get(path(booked(grace, scheduled_date_time=SOON + HALF_HOUR))),
        stranger.get(missing),
        stranger.get("/api/v1/call-requests/x/invite.ics"),
    ]
    assert [(answer.status_code, answer.json()["error"]["code"]) for answer in answers] == [(404, "NOT_FOUND")] * 4
    assert {answer.json()["error"]["message"] for answer in answers} == {"There is no such call."}
    without_time = Api(bearer(grace.user)).get(path(waiting(grace)))
    assert (without_time.status_code, without_time.json()["error"]["code"]) == (404, "NOT_FOUND")


def test_who_is_nobody_and_a_key_without_scope_get_nothing(ana, grace):
    call = booked(grace)
    assert Api().get(path(call)).status_code == 401
    bare = Api(f"Api-Key {ApiKeyFactory(scopes=[]).secret_text}")
    assert bare.get(path(call)).status_code == 403


def test_file_costs_two_statements(ana, grace):
    call = booked(grace, additional_attendees=["a@example.com", "b@example.com"])
    api = Api(bearer(grace.user))
    with assert_queries(2):
        api.get(path(call))


def test_dst_nights_are_right_in_the_file(grace):
    """A call at half past two on the night in which New York's clocks go back: the hour comes twice."""
    desk(caller())
    at = datetime(2027, 11, 7, 6, 30, tzinfo=UTC)
    call = booked(grace, at=at - timedelta(days=2), scheduled_date_time=at)
    calendar = read(Api(bearer(grace.user)).get(path(call)).content)
    assert instant(calendar, calendar.inside("VEVENT")[0].one("DTSTART")) == at


def test_file_of_the_customer_s_page_leads_back_to_it(ana, grace, settings):
    call, here = booked(grace), Client()
    here.force_login(grace.user)
    answer = here.get(f"/my-calls/{call.public_id}/invite.ics")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    event = read(answer.content).inside("VEVENT")[0]
    assert event.one("URL").value == f"{settings.BASE_URL}/my-calls/{call.public_id}/"


def test_file_of_a_guest_s_link_leads_back_by_that_link(ana, settings):
    guest = Actor(kind="user", id="", name="Gus")
    with clock.moved(to=NOW):
        call = request_call(facts(), Asker("Gus", "gus@example.com", None), by=guest, at=NOW)
        token = link_token("call.manage", call.pk, call.links_version)
        answer = Client().get(f"/call-links/{token}/invite.ics")
    assert answer.status_code == 200
    event = read(answer.content).inside("VEVENT")[0]
    assert event.one("URL").value == f"{settings.BASE_URL}/call-links/{token}/"
    assert invitation_of(fresh(call), Reader.CUSTOMER).url == ""  # what is stored and mailed opens nothing
