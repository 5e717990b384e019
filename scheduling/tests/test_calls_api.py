"""Calls over REST: asked for, and for whom."""

from datetime import timedelta

import pytest

from events.models import DomainEvent
from scheduling.models import CallRequest, Topic
from scheduling.tests.asking import (
    BASE,
    HALF,
    as_caller,
    ask,
    body,
    flexible_body,
    system,
    tomorrow,
    wait,
    wire,
)
from scheduling.tests.worlds import customer, desk
from workforce.models import Booking

pytestmark = pytest.mark.django_db


def test_a_chosen_time_answers_with_the_agreed_call(rosa, ana):
    answer = as_caller(rosa).post(
        BASE,
        body(
            contact_phone="(212) 555-0123", phone_type="OFFICE", phone_extension="14", notes="The October invoice.",
            additional_attendees=["luis@example.com", "LUIS@example.com"], backup_phone="+44 20 7946 0123",
        ),
    )  # fmt: skip
    assert answer.status_code == 201
    found, call = answer.json(), CallRequest.objects.get()
    start = tomorrow()
    assert answer.headers["ETag"] == f'"{call.version}"'
    assert found["id"] == call.public_id
    assert found["number"] == found["request_number"] == call.number
    assert (found["status"], found["allowed_statuses"]) == ("CONFIRMED", ["IN_PROGRESS", "NO_SHOW", "CANCELLED"])
    assert (found["scheduled_date_time"], found["end_date_time"]) == (wire(start), wire(start + HALF))
    assert found["assigned_team_member"] == {"id": ana.public_id, "name": "Ana"}
    assert found["assigned_team_member_id"] == ana.public_id
    assert (found["customer_id"], found["customer"]["name"]) == (rosa.public_id, "Rosa")
    assert found["company"] == {"id": rosa.company.public_id, "name": rosa.company.name}
    assert (found["contact_phone"], found["phone_type"], found["phone_extension"]) == ("+12125550123", "OFFICE", "14")
    assert (found["backup_phone"], found["notes"]) == ("+442079460123", "The October invoice.")
    assert len(found["additional_attendees"]) == 1
    assert (found["estimated_response_time"], found["urgency_level"]) == (None, None)
    assert found["links"]["invite"] == f"{BASE}/{call.public_id}/invite.ics"
    assert found["links"]["calendars"]["google"].startswith("https://calendar.google.com/")
    assert Booking.objects.get().staff == ana


def test_a_flexible_request_waits_and_says_until_when_it_is_answered(rosa):
    found = wait(as_caller(rosa))
    assert (found["status"], found["scheduled_date_time"], found["assigned_team_member"]) == ("PENDING", None, None)
    assert found["estimated_response_time"] == found["answer_by"] is not None
    assert (found["preferred_times"], found["urgency_level"]) == ("weekday mornings", "THIS_WEEK")
    assert (found["links"]["invite"], found["links"]["calendars"]) == (None, None)


@pytest.mark.parametrize(
    ("own", "field"),
    [
        ({"topic": ...}, "topic"),
        ({"topic": "COFFEE"}, "topic"),
        ({"scheduling_type": ...}, "scheduling_type"),
        ({"scheduled_date_time": ...}, "scheduled_date_time"),
        ({"scheduled_date_time": None}, "scheduled_date_time"),
        ({"scheduled_date_time": "2020-01-01T10:00:00Z"}, "scheduled_date_time"),
        ({"scheduled_date_time": "2027-01-01T10:00:00"}, "scheduled_date_time"),
        ({"scheduled_date_time": "9999-12-31T23:00:00Z"}, "scheduled_date_time"),
        ({"preferred_times": "mornings"}, "preferred_times"),
        ({"urgency_level": "URGENT"}, "urgency_level"),
        ({"timezone": ...}, "timezone"),
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"contact_phone": ...}, "contact_phone"),
        ({"contact_phone": "12"}, "contact_phone"),
        ({"contact_phone": "030 1234567"}, "contact_phone"),
        ({"backup_phone": "nobody"}, "backup_phone"),
        ({"phone_type": "CAR"}, "phone_type"),
        ({"phone_extension": "12a"}, "phone_extension"),
        ({"phone_country": "XX"}, "phone_country"),
        ({"preferred_contact_method": "IN_PERSON"}, "preferred_contact_method"),
        ({"preferred_contact_method": "PIGEON"}, "preferred_contact_method"),
        ({"notes": "x" * 501}, "notes"),
        ({"language_preference": "tlh"}, "language_preference"),
        ({"additional_attendees": [f"a{n}@example.com" for n in range(11)]}, "additional_attendees"),
        ({"duration_minutes": 20}, "duration_minutes"),
        ({"duration_minutes": 0}, "duration_minutes"),
        ({"duration_minutes": 300}, "duration_minutes"),
        ({"hold_id": "hold_x"}, "hold_id"),
        ({"status": "COMPLETED"}, "status"),
        ({"company_id": "co_x"}, "company_id"),
        ({"assigned_team_member_id": "x"}, "assigned_team_member_id"),
    ],
)
def test_what_is_wrong_is_refused_by_field_and_changes_nothing(rosa, own, field):
    before = DomainEvent.objects.count()
    answer = as_caller(rosa).post(BASE, body(**own))
    assert answer.status_code == 422, answer.content
    assert list(answer.json()["error"]["details"]) == [field]
    assert (CallRequest.objects.count(), Booking.objects.count(), DomainEvent.objects.count()) == (0, 0, before)


@pytest.mark.parametrize("address", ["nobody", "a b@example.com", '"odd"@example.com', "a@b", ""])
def test_attendees_have_addresses_that_can_be_mailed(rosa, address):
    answer = as_caller(rosa).post(BASE, body(additional_attendees=["luis@example.com", address]))
    assert answer.status_code == 422
    assert list(answer.json()["error"]["details"]) == ["additional_attendees.1"]


@pytest.mark.parametrize(
    ("own", "field"),
    [
        ({"preferred_times": ...}, "preferred_times"),
        ({"preferred_times": "  "}, "preferred_times"),
        ({"preferred_times": "x" * 501}, "preferred_times"),
        ({"urgency_level": ...}, "urgency_level"),
        ({"urgency_level": "YESTERDAY"}, "urgency_level"),
        ({"scheduled_date_time": "2027-01-04T10:00:00Z"}, "scheduled_date_time"),
    ],
)
def test_what_a_flexible_request_needs(rosa, own, field):
    answer = as_caller(rosa).post(BASE, flexible_body(**own))
    assert (answer.status_code, list(answer.json()["error"]["details"])) == (422, [field])
    assert CallRequest.objects.count() == 0


def test_a_national_number_is_read_in_its_country(rosa):
    found = ask(as_caller(rosa), contact_phone="030 901820", phone_country="DE")
    assert found["contact_phone"] == "+4930901820"


def test_other_needs_words_and_in_person_a_place(rosa, ana):
    desk(ana, topic="OTHER")
    api = as_caller(rosa)
    refused = api.post(BASE, body(topic="OTHER"))
    assert (refused.status_code, list(refused.json()["error"]["details"])) == (422, ["custom_topic_description"])
    Topic.objects.filter(code="OTHER").update(place="12 Main Street")
    found = ask(api, topic="OTHER", custom_topic_description="A tour", preferred_contact_method="IN_PERSON")
    assert (found["place"], found["custom_topic_description"]) == ("12 Main Street", "A tour")


def test_a_time_that_is_gone_comes_with_alternatives(rosa):
    api = as_caller(rosa)
    ask(api)
    before = DomainEvent.objects.count()
    answer = api.post(BASE, body())
    assert answer.status_code == 409
    error = answer.json()["error"]
    assert error["code"] == "SLOT_UNAVAILABLE"
    start = tomorrow()
    assert error["details"]["alternatives"] == [
        {"start": wire(start - 2 * HALF), "end": wire(start - HALF)},
        {"start": wire(start - HALF), "end": wire(start)},
        {"start": wire(start + HALF), "end": wire(start + 2 * HALF)},
    ]
    assert (CallRequest.objects.count(), DomainEvent.objects.count()) == (1, before)


@pytest.mark.parametrize("minutes", [7, 15])
def test_a_time_beside_the_grid_is_not_offered(rosa, minutes):
    start = tomorrow() + timedelta(minutes=minutes)
    answer = as_caller(rosa).post(BASE, body(scheduled_date_time=wire(start)))
    assert answer.status_code == 409
    assert len(answer.json()["error"]["details"]["alternatives"]) == 3


def test_beyond_the_window_the_last_free_times_are_named(rosa):
    answer = as_caller(rosa).post(BASE, body(scheduled_date_time=wire(tomorrow(days=100))))
    alternatives = answer.json()["error"]["details"]["alternatives"]
    assert (answer.status_code, len(alternatives)) == (409, 3)
    assert alternatives[0]["start"] > wire(tomorrow(days=27))


def test_alternatives_are_looked_for_in_the_whole_window(rosa, ana):
    """Three exist, far from what was asked for."""
    far = tomorrow(days=20)
    ana.working_hours.all().delete()
    ana.working_hours.create(weekday=far.weekday(), starts="10:00", ends="11:30")
    Topic.objects.filter(code="BILLING").update(window_days=25)
    answer = as_caller(rosa).post(BASE, body(scheduled_date_time=wire(tomorrow(3))))
    assert len(answer.json()["error"]["details"]["alternatives"]) == 3


def test_the_eleventh_of_a_day_says_when_again(rosa):
    api = as_caller(rosa)
    for _ in range(10):
        wait(api)
    answer = api.post(BASE, flexible_body(), key=True)
    assert answer.status_code == 429
    error = answer.json()["error"]
    assert (error["code"], error["details"]["limit"]) == ("CALL_LIMIT_REACHED", 10)
    assert 86_000 < int(answer.headers["Retry-After"]) <= 86_400
    assert CallRequest.objects.count() == 10


def test_urgent_ones_are_fewer(rosa):
    api = as_caller(rosa)
    for _ in range(3):
        wait(api, urgency_level="URGENT")
    assert api.post(BASE, flexible_body(urgency_level="URGENT")).status_code == 429
    assert api.post(BASE, flexible_body()).status_code == 201


def test_one_key_one_call(rosa):
    api, key = as_caller(rosa), "7d4a2c1e-9f3b-4e6a-8d21-0b5c7e9f1a34"
    first, again = (api.post(BASE, body(), key=key) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert again.headers["Idempotency-Replayed"] == "true"
    assert api.post(BASE, body(notes="Another"), key=key).json()["error"]["code"] == "IDEMPOTENCY_KEY_REUSED"
    assert CallRequest.objects.count() == 1


# -- for whom -------------------------------------------------------------------------------------------


def test_members_and_systems_ask_for_a_customer(rosa, ana):
    for number, api in enumerate([as_caller(ana), system("calls:book"), system("calls:book", company=rosa.company)]):
        found = ask(api, customer_id=rosa.public_id, scheduled_date_time=wire(tomorrow(10 + number)))
        assert found["customer_id"] == rosa.public_id
    assert api.post(BASE, body()).json()["error"]["details"] == {"customer_id": ["Say for which customer."]}


def test_a_foreign_customer_is_answered_like_a_missing_one(rosa):
    other = customer()
    missing = {"customer_id": "cust_" + "0" * 26}
    for api in (as_caller(rosa), system("calls:book", company=rosa.company)):
        answers = [api.post(BASE, body(**own)) for own in ({"customer_id": other.public_id}, missing)]
        assert [answer.status_code for answer in answers] == [422, 422]
        assert [answer.json()["error"]["details"] for answer in answers] == [
            {"customer_id": ["There is no such customer."]}
        ] * 2
    assert CallRequest.objects.count() == 0


def test_a_customer_without_an_address_cannot_be_written_to(rosa, ana):
    rosa.email, rosa.user = "", None
    rosa.save()
    answer = as_caller(ana).post(BASE, body(customer_id=rosa.public_id))
    assert (answer.status_code, list(answer.json()["error"]["details"])) == (422, ["customer_id"])


def test_a_login_without_a_company_cannot_ask(team):
    from accounts.tests.factories import UserFactory, bearer
    from core.testing import Api

    lonely = Api(bearer(UserFactory(roles=["CUSTOMER"])))
    assert lonely.post(BASE, body()).status_code == 403
    assert lonely.get(BASE).json()["call_requests"] == []
