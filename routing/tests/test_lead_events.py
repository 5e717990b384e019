"""What other systems report of a lead: it moves the journey, meets the quote clock, and tells whom it concerns."""

from datetime import timedelta
from itertools import permutations

import pytest

from accounts.tests.factories import ApiKeyFactory
from core import clock
from core.actor import SYSTEM
from core.ids import new_id
from core.testing import Api, race
from events.models import DomainEvent, Timer
from events.timers import WAITING
from notifications.models import Notification
from routing.actions.close_work import close_work
from routing.actions.log_contact import PlannedStep
from routing.actions.receive_lead import receive_lead
from routing.actions.record_activity import record_activity
from routing.models import Lead, LeadActivity, WorkItem
from routing.rules.journey import StepReport, step_now
from routing.tests.pages import browser_of, give, lead_id, page
from routing.tests.promises import log, soon, states
from routing.tests.worlds import lead_facts, locked, person, waiting_item
from workforce.tests.factories import StaffFactory, TeamFactory

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def ann():
    return StaffFactory(user__name="Ann")


@pytest.fixture
def bob():
    return StaffFactory(user__name="Bob")


@pytest.fixture
def team(ann, bob):
    return TeamFactory(members=[ann, bob])


@pytest.fixture
def item(team):
    return waiting_item(team, at=clock.now() - 30 * MINUTE, quote_value_estimate=1000)


@pytest.fixture
def api():
    return Api(f"Api-Key {ApiKeyFactory(scopes=['system:routing']).secret_text}")


def report(api, item, body):
    return api.post(f"/api/v1/leads/{lead_id(item)}/events", body, key=True)


def record(item, kind, minutes_ago=0, **facts):
    at = clock.now()
    facts |= {"type": kind, "occurred_at": at - minutes_ago * MINUTE}
    return record_activity(item.about_id, facts, by=SYSTEM.on(new_id()), at=at)


def told():
    rows = Notification.objects.exclude(kind="NEW_LEAD_ASSIGNED").order_by("id").select_related("recipient__user")
    return [(row.kind, row.recipient.name) for row in rows]


def test_quote_that_was_sent_meets_the_clock_and_gives_the_lead_its_value(api, item):
    sent_at = clock.now() - 5 * MINUTE
    answer = report(api, item, {"type": "QUOTE_SENT", "occurred_at": sent_at.isoformat(), "amount": 15000})
    assert answer.status_code == 201, answer.content
    said = answer.json()
    assert said["changed"] == ["quote_value_estimate", "quote_met_at", "value"]
    assert (said["context"]["quote_value_estimate"], said["quote"]["quote_status"]) == (15000, "MET")
    item.refresh_from_db()
    assert (item.value, item.quote_met_at, item.contact_met_at) == (15000, sent_at, None)
    clocks = Timer.objects.filter(WAITING, about_id=item.pk).order_by("name").values_list("name", flat=True)
    assert list(clocks) == ["work.first_contact_breach", "work.first_contact_warning"]
    assert told() == []


@pytest.mark.parametrize(
    ("body", "context", "kind"),
    [
        ({"type": "QUOTE_VIEWED"}, {"activity": "QUOTE_VIEWED", "detail": ""}, "LEAD_ACTIVITY"),
        ({"type": "QUOTE_APPROVED", "amount": 9000}, {"quote_value": 9000.0}, "QUOTE_APPROVED"),
        ({"type": "QUOTE_APPROVED"}, {"quote_value": 1000.0}, "QUOTE_APPROVED"),
        ({"type": "PAYMENT_COMPLETED", "amount": 99.5}, {"amount": 99.5}, "PAYMENT_COMPLETED"),
        ({"type": "STEP_CHANGED", "step": 5}, {"activity": "STEP_CHANGED", "detail": "Quote"}, "LEAD_ACTIVITY"),
        ({"type": "KYB_RESULT", "kyb_status": "APPROVED"}, {"detail": "approved"}, "LEAD_ACTIVITY"),
    ],
)
def test_owner_hears_of_it_by_its_type(api, item, bob, body, context, kind):
    give(item, bob)
    answer = report(api, item, body)
    assert answer.status_code == 201, answer.content
    assert told() == [(kind, "Bob")]
    written = Notification.objects.get(kind=kind).context
    assert {name: written[name] for name in context} == context
    assert [sent["recipient"] for sent in answer.json()["notifications_sent"]] != []


def test_who_is_on_duty_hears_of_what_is_pressing_where_nobody_owns_it(item):
    for kind, facts in (("QUOTE_VIEWED", {}), ("QUOTE_APPROVED", {}), ("PAYMENT_COMPLETED", {"amount": 5})):
        record(item, kind, **facts)
    assert told() == [("QUOTE_APPROVED", "Ann"), ("PAYMENT_COMPLETED", "Ann")]


def test_whoever_closed_it_hears_of_a_payment_afterwards(item, bob):
    give(item, bob)
    close_work(locked(item), outcome="CLOSED_WON", by=person(bob), at=clock.now())
    before = WorkItem.objects.get(pk=item.pk)
    recorded = record(item, "PAYMENT_COMPLETED", amount=5)
    assert (told(), recorded.changed) == ([("PAYMENT_COMPLETED", "Bob")], [])
    assert WorkItem.objects.get(pk=item.pk).version == before.version


def test_lead_that_waits_in_no_queue_moves_on_and_nobody_is_told():
    facts = lead_facts(annual_revenue=1000, number_of_locations=1)
    lead = receive_lead(facts, by=SYSTEM.on(new_id()), at=clock.now()).lead
    facts = {"type": "STEP_CHANGED", "occurred_at": clock.now(), "step": 6}
    recorded = record_activity(lead.pk, facts, by=SYSTEM, at=clock.now())
    assert (recorded.item, recorded.changed, recorded.lead.current_step) == (None, ["current_step"], 6)
    assert Notification.objects.count() == 0
    assert DomainEvent.objects.get(name="lead.activity_recorded").payload["queue_entry_id"] == ""


def test_same_external_id_counts_once(api, item, bob):
    give(item, bob)
    body = {"type": "PAYMENT_COMPLETED", "amount": 5, "external_id": "pay-1"}
    first, again = report(api, item, body), report(api, item, body | {"amount": 7})
    assert (first.status_code, again.status_code, again.json()["repeated"]) == (201, 200, True)
    assert again.json()["event_id"] == first.json()["event_id"]
    assert (LeadActivity.objects.count(), len(told())) == (1, 1)
    assert report(api, item, {"type": "QUOTE_SENT", "external_id": "pay-1"}).status_code == 201


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"type": "STEP_CHANGED"}, "step"),
        ({"type": "STEP_CHANGED", "step": 11}, "step"),
        ({"type": "PAYMENT_COMPLETED"}, "amount"),
        ({"type": "KYB_RESULT"}, "kyb_status"),
        ({"type": "QUOTE_SENT", "step": 3}, "step"),
        ({"type": "QUOTE_SENT", "occurred_at": "2999-01-01T00:00:00Z"}, "occurred_at"),
        ({"type": "NONSENSE"}, "type"),
    ],
)
def test_report_that_does_not_fit_its_type_is_refused(api, item, body, field):
    answer = report(api, item, body)
    assert (answer.status_code, list(answer.json()["error"]["details"])) == (422, [field])
    assert (LeadActivity.objects.count(), DomainEvent.objects.filter(name="lead.activity_recorded").count()) == (0, 0)


def test_report_of_an_unknown_lead_is_refused(api):
    missing = Lead(pk=new_id()).public_id
    for key in (missing, "nonsense"):
        assert api.post(f"/api/v1/leads/{key}/events", {"type": "QUOTE_SENT"}, key=True).status_code == 404
    assert LeadActivity.objects.count() == 0


REPORTS = [
    ("STEP_CHANGED", 50, {"step": 6}),
    ("STEP_CHANGED", 40, {"step": 3, "forced": True}),
    ("STEP_CHANGED", 30, {"step": 4}),
    ("KYB_RESULT", 45, {"kyb_status": "REJECTED"}),
    ("KYB_RESULT", 20, {"kyb_status": "APPROVED"}),
]


@pytest.mark.parametrize("order", list(permutations(range(5)))[::7])
def test_reports_end_in_the_same_state_whatever_order_they_come_in(item, order):
    for number in order:
        kind, ago, facts = REPORTS[number]
        record(item, kind, ago, **facts)
    lead = Lead.objects.get()
    assert (lead.current_step, lead.kyb_status) == (4, "APPROVED")


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_quote_is_worth_what_was_said_last_and_met_when_it_first_went_out(item, order):
    reports = [("QUOTE_SENT", 20, 100), ("QUOTE_VIEWED", 10, None), ("QUOTE_APPROVED", 5, 300)]
    for number in order:
        kind, ago, amount = reports[number]
        record(item, kind, ago, amount=amount)
    item.refresh_from_db()
    lead = Lead.objects.get()
    assert (lead.quote_value_estimate, item.value) == (300, 300)
    assert timedelta(minutes=9) < item.quote_met_at - item.queued_at < timedelta(minutes=11)


def test_quote_of_an_earlier_stay_does_not_meet_the_clock_of_this_one(item):
    record(item, "QUOTE_SENT", 60)
    item.refresh_from_db()
    assert item.quote_met_at is None


def test_step_goes_back_only_when_it_is_forced():
    at = clock.now()
    assert step_now(5, StepReport(3, at), []) == 5
    assert step_now(5, StepReport(3, at, forced=True), []) == 3
    assert step_now(3, StepReport(7, at - MINUTE), [StepReport(3, at, forced=True)]) == 3


def test_story_says_what_happened_and_what_came_too_late(item, ann):
    record(item, "QUOTE_SENT", 3, amount=15000)
    record(item, "STEP_CHANGED", step=5)
    record(item, "STEP_CHANGED", step=4)
    record(item, "STEP_CHANGED", step=2, forced=True)
    record(item, "KYB_RESULT", kyb_status="APPROVED")
    text = browser_of(ann).get(page("lead", item)).content.decode()
    for line in ("Quote sent", "Reached step 5, Quote", "changes nothing any more", "Set to step 2, Account Creation"):
        assert line.lower() in text.lower()
    assert "check of the business: approved" in text.lower()
    assert "happened " in text


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_same_report_from_eight_sides_at_once_counts_once(item):
    body = {"type": "PAYMENT_COMPLETED", "occurred_at": clock.now(), "amount": 5, "external_id": "pay-1"}
    results = race(8, lambda _: record_activity(item.about_id, body, by=SYSTEM, at=clock.now()).repeated)
    assert sorted(results) == [False] + [True] * 7
    assert (LeadActivity.objects.count(), len(told())) == (1, 1)


def test_quote_that_went_out_keeps_the_promise_to_make_it_and_no_later_one(item, ann):
    give(item, ann)
    log(item, ann, "CONNECTED", PlannedStep("GENERATE_QUOTE", soon()), PlannedStep("SEND_INFORMATION", soon()))
    record(item, "QUOTE_SENT", minutes_ago=5)  # an earlier quote, reported late
    assert states() == [("GENERATE_QUOTE", "PENDING"), ("SEND_INFORMATION", "PENDING")]
    record(item, "QUOTE_SENT")
    assert states() == [("GENERATE_QUOTE", "DONE"), ("SEND_INFORMATION", "PENDING")]
    assert DomainEvent.objects.filter(name="lead.next_step_done").count() == 1
