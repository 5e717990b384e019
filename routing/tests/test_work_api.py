"""What is done with a lead over REST: codes, details, keys, and that a refusal changes nothing."""

from datetime import timedelta
from uuid import uuid4

import pytest

from accounts.enums import Role
from accounts.tests.factories import ApiKeyFactory, UserFactory, bearer
from core import clock
from core.testing import Api, assert_queries, race
from routing.models import Lead, QueueEntry, WorkItem
from routing.tests.worlds import overflow, waiting_item
from workforce.models import Booking
from workforce.tests.factories import StaffFactory, TeamFactory

pytestmark = pytest.mark.django_db

LEAD = {
    "email": "merchant@example.com",
    "business_name": "John's Fine Dining LLC",
    "contact": {"name": "John Doe"},
    "profile": {"annual_revenue": 2500000},
}


@pytest.fixture
def ann():
    return StaffFactory(user__name="Ann", capacity={"AE": 2})


@pytest.fixture
def bob():
    return StaffFactory(user__name="Bob", capacity={"AE": 2})


@pytest.fixture
def team(ann, bob):
    overflow(False)
    return TeamFactory(name="South", members=[ann, bob])


def api_of(staff):
    return Api(bearer(staff.user))


def admin():
    return Api(bearer(UserFactory(roles=[Role.ADMIN])))


def system(*scopes):
    return Api(f"Api-Key {ApiKeyFactory(scopes=list(scopes)).secret_text}")


def path_of(item, verb):
    return f"/api/v1/queues/ae/{item.queue_entry.lead.public_id}/{verb}"


def error_of(answer):
    return answer.status_code, answer.json()["error"]["code"]


def facts_of(item):
    item.refresh_from_db()
    return (item.state, item.owner_id, item.version)


def test_assign_answers_with_every_field_of_the_contract(team, ann):
    item = waiting_item(team)
    body = api_of(ann).post(path_of(item, "assign"), {"notes": "Mine"}, key=True).json()
    assert set(body) == {
        "queue_entry_id", "lead_id", "assignment", "status", "priority", "sla", "scheduled_callback",
        "notifications_sent", "lead_info", "next_actions",
    }  # fmt: skip
    assert body["assignment"]["assigned_to"]["id"] == ann.public_id
    assert body["assignment"]["assigned_by"] == {"id": ann.public_id, "name": "Ann"}
    assert (body["status"], body["sla"]["time_to_contact_minutes"], body["scheduled_callback"]) == (
        "ASSIGNED",
        15,
        None,
    )
    first = body["notifications_sent"][0]
    assert (first["type"], first["status"], first["template"]) == (
        "EMAIL",
        "QUEUED",
        "AE_LEAD_ASSIGNMENT",
    )
    assert [action["action"] for action in body["next_actions"]] == ["CONTACT_LEAD", "LOG_COMMUNICATION"]


def test_assign_needs_a_key(team, ann):
    item = waiting_item(team)
    before = facts_of(item)
    assert error_of(api_of(ann).post(path_of(item, "assign"), {})) == (400, "IDEMPOTENCY_KEY_REQUIRED")
    assert facts_of(item) == before


def test_assign_to_somebody_who_is_no_ae_is_refused(team, ann):
    item = waiting_item(team)
    mechanic = StaffFactory(user__roles=[Role.MECHANIC], capacity={})
    before = facts_of(item)
    answer = api_of(ann).post(path_of(item, "assign"), {"assign_to": mechanic.public_id}, key=True)
    assert error_of(answer) == (422, "VALIDATION_FAILED")
    assert facts_of(item) == before


def test_taken_lead_is_409_with_the_owner(team, ann, bob):
    item = waiting_item(team)
    api_of(ann).post(path_of(item, "assign"), {}, key=True)
    answer = api_of(bob).post(path_of(item, "assign"), {}, key=True)
    assert error_of(answer) == (409, "LEAD_ALREADY_ASSIGNED")
    assert answer.json()["error"]["details"]["assigned_to"] == {"id": ann.public_id, "name": "Ann"}
    taken = admin().post(path_of(item, "assign"), {"assign_to": bob.public_id}, key=True)
    assert taken.json()["error"]["details"]["can_reassign"] is True
    moved = admin().post(
        path_of(item, "assign"), {"assign_to": bob.public_id, "assignment_reason": "REASSIGNMENT"}, key=True
    )
    assert moved.json()["assignment"]["assigned_to"]["name"] == "Bob"


def test_full_ae_is_422_with_the_numbers(team, ann):
    for _ in range(2):
        api_of(ann).post(path_of(waiting_item(team), "assign"), {}, key=True)
    third = waiting_item(team)
    answer = api_of(ann).post(path_of(third, "assign"), {}, key=True)
    assert error_of(answer) == (422, "AE_CAPACITY_EXCEEDED")
    assert answer.json()["error"]["details"] == {
        "ae_id": ann.public_id,
        "current_assigned": 2,
        "max_capacity": 2,
        "can_override": False,
    }
    forced = admin().post(path_of(third, "assign"), {"assign_to": ann.public_id, "override_capacity": True}, key=True)
    assert forced.json()["assignment"]["over_capacity"] is True


def test_callback_is_booked_and_a_clash_assigns_nothing(team, ann):
    first, second = waiting_item(team), waiting_item(team)
    when = (clock.now() + timedelta(days=3)).replace(microsecond=0)
    wish = {"schedule_callback": {"callback_time": when.isoformat(), "timezone": "America/New_York"}}
    body = api_of(ann).post(path_of(first, "assign"), wish, key=True).json()
    assert body["scheduled_callback"]["calendar_event_id"] == Booking.objects.get().public_id
    before = facts_of(second)
    answer = api_of(ann).post(path_of(second, "assign"), wish, key=True)
    assert error_of(answer) == (409, "SLOT_UNAVAILABLE")
    assert len(answer.json()["error"]["details"]["alternatives"]) == 3
    assert facts_of(second) == before


def test_auto_assign_says_who_and_nobody_is_409(team, ann, bob):
    item = waiting_item(team)
    body = system("admin:routing").post(path_of(item, "auto-assign"), key=True).json()
    assert body["assignment"]["decision_id"].startswith("dec_")
    decision = admin().get(f"/api/v1/decisions/{body['assignment']['decision_id']}").json()
    assert {candidate["name"] for candidate in decision["candidates"]} == {"Ann", "Bob"}
    for staff in (ann, bob):
        staff.accepts_new = False
        staff.save()
    other = waiting_item(team)
    assert error_of(admin().post(path_of(other, "auto-assign"), key=True)) == (409, "NOBODY_AVAILABLE")


def test_release_and_contact_are_for_the_owner(team, ann, bob):
    item = waiting_item(team)
    api_of(ann).post(path_of(item, "assign"), {}, key=True)
    before = facts_of(item)
    assert error_of(api_of(bob).post(path_of(item, "release"), {"reason": "x"}, key=True)) == (403, "FORBIDDEN")
    said = {"communication_type": "EMAIL", "outcome": "CONNECTED", "notes": "Hello, and thank you."}
    assert error_of(api_of(bob).post(path_of(item, "communication"), said, key=True)) == (403, "FORBIDDEN")
    assert facts_of(item) == before
    assert api_of(ann).post(path_of(item, "release"), {"reason": "x"}, key=True).json()["status"] == "PENDING"


@pytest.mark.parametrize(
    "change, field",
    [
        ({"email": "nonsense"}, "email"),
        ({"business_name": ""}, "business_name"),
        ({"contact": {}}, "contact.name"),
        ({"contact": {"name": "J", "phone": "12"}}, "contact.phone"),
        ({"profile": {"annual_revenue": -1}}, "profile.annual_revenue"),
        ({"cohort": "HUGE"}, "cohort"),
        ({"owner": "staff_x"}, "owner"),
        ({"quote_value_estimate": 10**15}, "quote_value_estimate"),
    ],
)
def test_wrong_lead_is_refused_by_field_and_stores_nothing(team, change, field):
    answer = system("system:routing").post("/api/v1/leads", LEAD | change, key=True)
    assert error_of(answer) == (422, "VALIDATION_FAILED")
    assert list(answer.json()["error"]["details"]) == [field]
    assert Lead.objects.count() == 0


def test_self_serve_lead_waits_in_no_queue(team):
    body = system("system:routing").post("/api/v1/leads", LEAD | {"cohort": "SELF_SERVE"}, key=True).json()
    assert (body["cohort"], body["queue_entry_id"]) == ("SELF_SERVE", None)
    assert QueueEntry.objects.count() == 0
    shown = admin().get(f"/api/v1/leads/{body['lead_id']}").json()
    assert (shown["queue_entry_id"], shown["cohort"]["type"], shown["timing"]) == (None, "SELF_SERVE", None)
    assert api_of(StaffFactory()).get(f"/api/v1/leads/{body['lead_id']}").status_code == 404


def test_lead_without_the_scope_is_refused(team, ann):
    assert error_of(api_of(ann).post("/api/v1/leads", LEAD, key=True)) == (403, "FORBIDDEN")
    assert error_of(Api().post("/api/v1/leads", LEAD, key=True)) == (401, "UNAUTHENTICATED")


def test_assign_costs_nine_statements(team, ann):
    item = waiting_item(team)
    api, path = api_of(ann), path_of(item, "assign")
    with assert_queries(10):  # one of them authenticates
        assert api.post(path, {}, key=True).status_code == 200


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_one_key_sent_by_many_at_once_has_one_effect_and_one_answer(team, ann):
    item = waiting_item(team)
    authorization, key = bearer(ann.user), str(uuid4())

    def send(_):
        while True:
            answer = Api(authorization).post(path_of(item, "assign"), {"notes": "once"}, key=key)
            if answer.status_code != 409 or answer.json()["error"]["code"] != "IDEMPOTENCY_IN_PROGRESS":
                return answer.status_code, answer.content

    answers = race(16, send)
    assert len(set(answers)) == 1, set(answers)
    assert answers[0][0] == 200
    assert WorkItem.objects.get().version == 2
