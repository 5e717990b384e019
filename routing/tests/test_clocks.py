"""Two clocks of a lead: each warns once, is missed once, tells the right person, and stops by itself."""

from datetime import timedelta

import pytest

from accounts.tests.factories import bearer
from core import clock
from core.actor import SYSTEM
from core.testing import Api
from events.models import DomainEvent, Timer
from events.timers import WAITING, fire_due
from notifications.messages import message_of
from notifications.models import Notification
from notifications.rendering import Reader, renderer
from routing.actions.close_work import close_work, reopen_work
from routing.actions.log_contact import log_contact
from routing.enums import ClockKind, Outcome
from routing.models import RoutingPolicy, WorkItem
from routing.queries.policies import forget_policies
from routing.rules.sla import Promise
from routing.tests.pages import browser_of, give, lead_id, page
from routing.tests.worlds import locked, person, waiting_item
from workforce.enums import Presence
from workforce.models import Staff
from workforce.tests.factories import StaffFactory, TeamFactory

pytestmark = pytest.mark.django_db
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
CALL = {"communication_type": "PHONE_CALL", "notes": "Rang the shop twice."}


@pytest.fixture
def ann():
    return StaffFactory(user__name="Ann")


@pytest.fixture
def bob():
    return StaffFactory(user__name="Bob")


@pytest.fixture
def team(ann, bob):
    return TeamFactory(members=[ann, bob])


def at(instant):
    """Everything that is due by then has happened."""
    with clock.moved(to=instant):
        fire_due()


def told():
    rows = Notification.objects.filter(kind__startswith="SLA").order_by("id")
    return [(row.kind, row.context["clock"], row.recipient.name) for row in rows.select_related("recipient__user")]


def waiting_timers(item):
    clocks = Timer.objects.filter(WAITING, about_id=item.pk, name__regex="first_contact|quote")
    return sorted(clocks.values_list("name", flat=True))


def needs_connection():
    RoutingPolicy.objects.update(contact_needs_connection=True)
    forget_policies()


@pytest.fixture(autouse=True)
def _policies_afresh():
    forget_policies()
    yield
    forget_policies()


@pytest.mark.parametrize(("size", "minutes"), [({}, 120), ({"annual_revenue": 600_000, "number_of_locations": 1}, 240)])
def test_quote_is_due_after_two_hours_for_managed_leads_and_four_for_assisted_ones(team, size, minutes):
    item = waiting_item(team, **size)
    assert item.quote_due_at - item.queued_at == minutes * MINUTE
    assert item.quote_warn_at - item.queued_at == 0.8 * minutes * MINUTE


def test_each_clock_warns_at_four_fifths_and_is_missed_at_its_end_to_the_second_and_once(ann):
    item = waiting_item(TeamFactory(members=[ann]))  # nobody to pass it on to
    said = []
    for instant in (item.warn_at, item.due_at, item.quote_warn_at, item.quote_due_at):
        at(instant - SECOND)
        said.append(len(told()))
        at(instant)
        at(instant + MINUTE)
        said.append(len(told()))
    assert said == [0, 1, 1, 2, 2, 3, 3, 4]
    assert told() == [
        ("SLA_WARNING", "FIRST_CONTACT", "Ann"),
        ("SLA_BREACH", "FIRST_CONTACT", "Ann"),
        ("SLA_WARNING", "QUOTE_DELIVERY", "Ann"),
        ("SLA_BREACH", "QUOTE_DELIVERY", "Ann"),
    ]
    names = DomainEvent.objects.filter(name__regex="warned|breached").order_by("id").values_list("name", flat=True)
    assert list(names) == ["lead.sla_warned", "lead.sla_breached", "lead.quote_warned", "lead.quote_breached"]


def test_owner_hears_of_the_quote_and_nobody_else(team, bob):
    item = waiting_item(team)
    give(item, bob)
    at(item.quote_due_at)
    assert {(kind, name) for kind, _, name in told()} == {("SLA_WARNING", "Bob"), ("SLA_BREACH", "Bob")}


def test_who_is_on_duty_and_online_hears_of_what_nobody_owns(team, bob):
    Staff.objects.filter(pk=bob.pk).update(presence=Presence.ONLINE)
    item = waiting_item(team)
    at(item.quote_warn_at)
    assert told()[-1] == ("SLA_WARNING", "QUOTE_DELIVERY", "Bob")


def test_contact_leaves_the_quote_clock_running_and_its_notices_in_place(team, ann):
    item = waiting_item(team)
    give(item, ann)
    at(item.quote_warn_at)
    log_contact(locked(item), CALL | {"outcome": Outcome.NO_ANSWER}, by=person(ann), at=clock.now())
    standing = Notification.objects.standing().filter(kind__startswith="SLA").values_list("kind", "context__clock")
    assert list(standing) == [("SLA_WARNING", "QUOTE_DELIVERY")]
    assert waiting_timers(item) == ["work.quote_breach"]


def test_closing_stops_both_and_reopening_lets_what_is_still_open_run_on(team, ann):
    item = waiting_item(team)
    close_work(locked(item), outcome="CLOSED_BY_ADMIN", by=SYSTEM, at=clock.now())
    assert waiting_timers(item) == []
    later = item.warn_at + SECOND
    reopen_work(locked(item), by=SYSTEM, at=later)
    assert waiting_timers(item) == ["work.first_contact_breach", "work.quote_breach", "work.quote_warning"]
    at(item.quote_due_at)
    assert [(kind, which) for kind, which, _ in told()] == [
        ("SLA_BREACH", "FIRST_CONTACT"),
        ("SLA_WARNING", "QUOTE_DELIVERY"),
        ("SLA_BREACH", "QUOTE_DELIVERY"),
    ]


def test_panel_shows_until_when_the_quote_is_due(team, ann):
    item = waiting_item(team)
    text = browser_of(ann).get(page("lead", item)).content.decode()
    assert "Quote by " in text


@pytest.mark.parametrize(
    ("kind", "which", "subject"),
    [
        ("SLA_WARNING", "FIRST_CONTACT", "Get in touch by 12:00 UTC: Shop"),
        ("SLA_WARNING", "QUOTE_DELIVERY", "Send the quote by 12:00 UTC: Shop"),
        ("SLA_BREACH", "FIRST_CONTACT", "Deadline missed: Shop still waits for a first contact"),
        ("SLA_BREACH", "QUOTE_DELIVERY", "Deadline missed: Shop still waits for its quote"),
    ],
)
def test_message_says_which_clock_it_is(kind, which, subject):
    context = {
        "lead_id": "lead_x",
        "lead_name": "Jo",
        "business_name": "Shop",
        "clock": which,
        "due_at": "2027-03-01T12:00:00+00:00",
    }
    written = renderer().render(message_of(kind, context), Reader("Ann", "en", "UTC"), priority="HIGH")
    assert written.subject == subject
    assert ("quote" in written.text) == (which == "QUOTE_DELIVERY")


# --- what stops the first-contact clock ------------------------------------------------------------


def test_attempt_stops_the_clock_unless_the_policy_asks_for_a_connection(team, ann):
    usual = waiting_item(team)
    needs_connection()
    strict = waiting_item(team)
    for item in (usual, strict):
        give(item, ann)
        log_contact(locked(item), CALL | {"outcome": Outcome.NO_ANSWER}, by=person(ann), at=clock.now())
        item.refresh_from_db()
    assert (usual.contact_met_at is not None, strict.contact_met_at) == (True, None)
    assert (strict.first_attempt_at is not None, strict.score_changes_at is not None) == (True, True)
    assert "work.first_contact_breach" in waiting_timers(strict)
    at(strict.due_at)
    assert [row for row in told() if row[0] == "SLA_BREACH"] == [("SLA_BREACH", "FIRST_CONTACT", "Ann")]
    log_contact(locked(strict), CALL | {"outcome": Outcome.CONNECTED}, by=person(ann), at=clock.now())
    strict.refresh_from_db()
    assert (strict.contact_met_at, strict.score_changes_at) == (strict.contacted_at, None)
    assert waiting_timers(strict) == ["work.quote_breach", "work.quote_warning"]


def test_switch_of_the_policy_holds_for_entries_that_come_after_it(team, ann):
    item = waiting_item(team)
    needs_connection()
    give(item, ann)
    log_contact(locked(item), CALL | {"outcome": Outcome.NO_ANSWER}, by=person(ann), at=clock.now())
    assert WorkItem.objects.get(pk=item.pk).contact_met_at is not None


def test_lead_that_is_lost_unreached_was_never_connected(team, ann):
    item = waiting_item(team)
    give(item, ann)
    log_contact(locked(item), CALL | {"outcome": Outcome.CLOSED_LOST}, by=person(ann), at=clock.now())
    item.refresh_from_db()
    assert (item.contacted_at, item.contact_met_at is not None, item.state) == (None, True, "CLOSED")


def test_promise_is_kept_until_its_end_and_not_a_second_longer():
    due = clock.now()
    running, nothing = Promise(due - MINUTE, due, None), Promise(None, None, None)
    assert [running.was_kept(due + n * SECOND) for n in (-1, 0, 1)] == [None, None, False]
    met = [Promise(due - MINUTE, due, due + n * SECOND).was_kept(due) for n in (-1, 0, 1)]
    assert (met, nothing.was_kept(due)) == ([True, True, False], True)
    assert [running.status(due + n * SECOND) for n in (-61, -60, -1, 0)] == [
        "ON_TIME",
        "AT_RISK",
        "AT_RISK",
        "BREACHED",
    ]
    assert (ClockKind.QUOTE_DELIVERY.label, nothing.status(due)) == ("quote delivery", "NO_SLA")


# --- what the answer says ----------------------------------------------------------------------------


def logged(item, ann, outcome):
    body = CALL | {"outcome": outcome}
    answer = Api(bearer(ann.user)).post(f"/api/v1/queues/ae/{lead_id(item)}/communication", body, key=True)
    assert answer.status_code == 201, answer.content
    return answer.json()["sla_metrics"]


def test_answer_tells_the_first_contact_and_the_connection_apart(team, ann):
    item = waiting_item(team, at=clock.now() - 10 * MINUTE - SECOND)
    give(item, ann)
    first = logged(item, ann, "NO_ANSWER")
    assert first == {
        "contact_sla_met": True,
        "time_to_first_contact_minutes": 10,
        "sla_threshold_minutes": 15,
        "time_to_connection_minutes": None,
        "connected_at": None,
    }
    then = logged(item, ann, "CONNECTED")
    assert (then["contact_sla_met"], then["time_to_first_contact_minutes"]) == (True, 10)
    assert (then["time_to_connection_minutes"], then["connected_at"] is not None) == (10, True)


def test_answer_leaves_it_open_while_a_connection_is_still_possible(team, ann):
    needs_connection()
    in_time, late = waiting_item(team), waiting_item(team, at=clock.now() - 16 * MINUTE)
    for item, met in ((in_time, None), (late, False)):
        give(item, ann)
        said = logged(item, ann, "NO_ANSWER")
        assert (said["contact_sla_met"], said["time_to_first_contact_minutes"]) == (met, None)
    assert logged(in_time, ann, "CONNECTED")["contact_sla_met"] is True
    assert logged(late, ann, "CONNECTED")["contact_sla_met"] is False


def test_summary_counts_what_is_met_as_within_and_leaves_out_what_has_no_deadline(team, ann):
    now = clock.now()
    ages = {"on time": 1, "at risk": 13, "breached": 16, "met late": 20, "no deadline": 40}
    items = {name: waiting_item(team, at=now - age * MINUTE) for name, age in ages.items()}
    give(items["met late"], ann)
    log_contact(locked(items["met late"]), CALL | {"outcome": "NO_ANSWER"}, by=person(ann), at=clock.now())
    WorkItem.objects.filter(pk=items["no deadline"].pk).update(warn_at=None, due_at=None)
    metrics = Api(bearer(ann.user)).get("/api/v1/queues/ae").json()["summary"]["sla_metrics"]
    assert (metrics["within_sla"], metrics["at_risk"], metrics["breached"]) == (2, 1, 1)
