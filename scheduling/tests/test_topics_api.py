"""What calls can be about, over REST."""

import pytest

from core.testing import assert_queries
from events.models import DomainEvent
from scheduling.models import Topic
from scheduling.tests.asking import as_caller, system
from scheduling.tests.worlds import caller, customer, desk
from workforce.tests.factories import StaffFactory, TeamFactory

pytestmark = pytest.mark.django_db
TOPICS = "/api/v1/call-topics"
CODES = ["NEW_SERVICES", "ACCOUNT_SUPPORT", "TECHNICAL_ISSUES", "BILLING", "GENERAL_INQUIRY", "OTHER"]


@pytest.fixture
def admin():
    return as_caller(StaffFactory(user__roles=["SUPERVISOR"]))


def test_customers_read_what_they_can_choose_in_their_language():
    Topic.objects.filter(code="OTHER").update(is_active=False)
    Topic.objects.filter(code="BILLING").update(place="12 Main Street")
    who = customer()
    who.user.language = "es"
    who.user.save()
    found = as_caller(who).get(TOPICS).json()["topics"]
    assert [topic["code"] for topic in found] == CODES[:-1]
    billing = found[3]
    assert billing["description"] == "Una factura, un pago, un precio."
    assert (billing["place"], billing["in_person"], billing["duration_minutes"]) == ("12 Main Street", True, 30)
    assert "teams" not in billing
    assert as_caller(who).get(f"{TOPICS}/OTHER").status_code == 404


def test_administrators_read_all_with_who_takes_them(admin):
    team = desk(caller())
    Topic.objects.filter(code="OTHER").update(is_active=False)
    found = {topic["code"]: topic for topic in admin.get(TOPICS).json()["topics"]}
    assert list(found) == CODES
    assert found["BILLING"]["teams"] == [{"id": team.public_id, "name": team.name}]
    assert (found["OTHER"]["is_active"], found["OTHER"]["fallback_teams"]) == (False, [])


@pytest.mark.parametrize("shown", [1, 3])
def test_the_list_takes_as_many_statements_for_three_as_for_one(admin, shown):
    Topic.objects.exclude(code__in=CODES[:shown]).delete()
    with assert_queries(4):
        assert len(admin.get(TOPICS).json()["topics"]) == shown


def test_a_change_replaces_what_is_sent(admin):
    team, fallback = TeamFactory(work="CALL"), TeamFactory(work="CALL")
    sent = {
        "description": "Invoices.", "duration_minutes": 45, "slot_interval_minutes": 15, "teams": [team.public_id],
        "fallback_teams": [fallback.public_id], "daily_max": 6, "min_notice_minutes": 60, "place": "12 Main Street",
    }  # fmt: skip
    answer = admin.put(f"{TOPICS}/BILLING", sent)
    assert answer.status_code == 200, answer.content
    found = answer.json()
    shown = {name: found[name] for name in sent if not name.endswith("teams")}
    assert shown == {name: sent[name] for name in shown}
    assert [one["id"] for one in found["teams"] + found["fallback_teams"]] == [team.public_id, fallback.public_id]
    event = DomainEvent.objects.get(name="call_topic.changed")
    assert event.payload["before"]["duration"] == 30
    assert event.payload["after"]["teams"] == [team.public_id]
    assert admin.put(f"{TOPICS}/BILLING", sent).status_code == 200
    assert DomainEvent.objects.filter(name="call_topic.changed").count() == 1


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"description": ""}, "description"),
        ({"description": "x" * 301}, "description"),
        ({"duration_minutes": 5}, "duration_minutes"),
        ({"duration_minutes": 241}, "duration_minutes"),
        ({"slot_interval_minutes": 20}, "slot_interval_minutes"),
        ({"buffer_after_minutes": 10**9}, "buffer_after_minutes"),
        ({"window_days": 0}, "window_days"),
        ({"daily_max": 0}, "daily_max"),
        ({"teams": ["team_" + "0" * 26]}, "teams"),
        ({"teams": ["x"]}, "teams.0"),
        ({"code": "OTHER"}, "code"),
    ],
)
def test_what_cannot_be_is_refused_by_field(admin, sent, field):
    answer = admin.put(f"{TOPICS}/BILLING", sent)
    assert (answer.status_code, list(answer.json()["error"]["details"])) == (422, [field])
    assert DomainEvent.objects.filter(name="call_topic.changed").count() == 0


def test_only_administrators_change_topics():
    for api in (as_caller(caller()), as_caller(customer()), system("calls:book", "calls:handle")):
        assert api.put(f"{TOPICS}/BILLING", {"description": "Mine."}).status_code == 403
    assert Topic.objects.get(code="BILLING").description != "Mine."
