"""Callers out of the ordinary: an admin who is no member of staff, an AE whose login is closed, a company's key."""

import pytest

from accounts.enums import Role
from accounts.tests.factories import ApiKeyFactory, CompanyFactory, UserFactory, bearer
from core.testing import Api
from routing.models import Communication
from routing.tests.worlds import waiting_item
from workforce.tests.factories import StaffFactory, TeamFactory

pytestmark = pytest.mark.django_db

SAID = {"communication_type": "EMAIL", "outcome": "CONNECTED", "notes": "Hello, and thank you."}


@pytest.fixture
def ann():
    return StaffFactory(user__name="Ann")


@pytest.fixture
def item(ann):
    return waiting_item(TeamFactory(members=[ann]))


def path_of(item, verb):
    return f"/api/v1/queues/ae/{item.queue_entry.lead.public_id}/{verb}"


@pytest.mark.django_db(transaction=True)
def test_admin_who_is_no_member_of_staff_logs_a_contact(item, ann):
    Api(bearer(ann.user)).post(path_of(item, "assign"), {}, key=True)
    admin = UserFactory(roles=[Role.ADMIN])
    answer = Api(bearer(admin)).post(path_of(item, "communication"), SAID, key=True)
    assert answer.status_code == 201
    assert Communication.objects.get().logged_by is None


def test_assign_to_somebody_whose_login_is_closed_is_refused(item, ann):
    gone = StaffFactory(user__name="Bob", user__is_active=False)
    answer = Api(bearer(ann.user)).post(path_of(item, "assign"), {"assign_to": gone.public_id}, key=True)
    assert (answer.status_code, list(answer.json()["error"]["details"])) == (422, ["assign_to"])
    item.refresh_from_db()
    assert item.owner_id is None


def test_key_of_a_company_reaches_nothing_of_routing(item):
    key = ApiKeyFactory(scopes=["system:routing", "ae:queue:read", "admin:routing"], company=CompanyFactory())
    api = Api(f"Api-Key {key.secret_text}")
    lead = item.queue_entry.lead.public_id
    answers = [api.get("/api/v1/queues/ae"), api.get(f"/api/v1/leads/{lead}"), api.post("/api/v1/leads", {}, key=True)]
    assert [answer.status_code for answer in answers] == [403, 403, 403]


def test_system_that_brings_leads_in_starts_their_assignment_too(item, ann):
    key = ApiKeyFactory(scopes=["system:routing"])
    answer = Api(f"Api-Key {key.secret_text}").post(path_of(item, "auto-assign"), key=True)
    assert (answer.status_code, answer.json()["assignment"]["assigned_to"]["id"]) == (200, ann.public_id)
