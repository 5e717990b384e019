"""Why leads end, and when to try again when nobody answers."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.tests.factories import bearer
from core import clock
from core.errors import Invalid
from core.testing import Api
from events.models import DomainEvent, Timer
from notifications.models import Notification
from routing.actions.close_work import reopen_work
from routing.actions.log_contact import log_contact
from routing.actions.release_work import release_work
from routing.actions.tell_next_try import tell_next_try
from routing.models import CadenceStep, CloseReason, Communication, WorkItem
from routing.rules.cadence import next_try
from routing.tests.pages import HTMX, admin, browser_of, give, key, page
from routing.tests.worlds import locked, person, waiting_item
from workforce.tests.factories import StaffFactory, TeamFactory

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("attempts", "waits", "expected"),
    [
        (1, {1: HOUR, 2: 4 * HOUR}, NOON + HOUR),
        (2, {1: HOUR, 2: 4 * HOUR}, NOON + 4 * HOUR),
        (9, {1: HOUR, 2: 4 * HOUR}, NOON + 4 * HOUR),
        (2, {1: HOUR, 3: DAY}, NOON + HOUR),
        (1, {2: DAY}, None),
        (1, {}, None),
    ],
)
def test_next_try_is_as_the_nearest_row_says(attempts, waits, expected):
    assert next_try(attempts, waits, NOON) == expected


pytestmark = pytest.mark.django_db


@pytest.fixture
def ann():
    return StaffFactory(user__name="Ann Arbor", capacity={"AE": 5})


@pytest.fixture
def item(ann):
    made = waiting_item(TeamFactory(members=[ann]), contact_phone="+12125550123")
    give(made, ann)
    return made


def contact(item, ann, outcome, at=None, **own):
    facts = {"communication_type": "PHONE_CALL", "outcome": outcome, "notes": "Rang twice."} | own
    log_contact(locked(item), facts, by=person(ann), at=at or clock.now())
    item.refresh_from_db()
    return item


def waiting_tries():
    return Timer.objects.filter(name="work.next_try", fired_at=None, cancelled_at=None).count()


def test_each_attempt_without_an_answer_moves_the_next_try_along_the_shipped_cadence(item, ann):
    at = clock.now()
    tries = [contact(item, ann, outcome, at) and (item.attempts, item.next_try_at - at)
             for outcome in ("NO_ANSWER", "NO_ANSWER_NO_VM", "NO_ANSWER", "NO_ANSWER", "NO_ANSWER")]  # fmt: skip
    assert tries == [(1, HOUR), (2, 4 * HOUR), (3, DAY), (4, 2 * DAY), (5, 2 * DAY)]
    assert (item.state, waiting_tries()) == ("ASSIGNED", 1)
    logged = DomainEvent.objects.filter(name="lead.contact_logged").order_by("pk").last()
    assert (logged.payload["attempts"], logged.payload["next_try_at"]) == (5, item.next_try_at.isoformat())


@pytest.mark.parametrize(
    ("outcome", "attempts"), [("CONNECTED", 0), ("SCHEDULED_CALLBACK", 0), ("QUALIFIED", 0), ("CLOSED_WON", 0)]
)
def test_answer_or_ending_ends_the_trying(item, ann, outcome, attempts):
    contact(item, ann, "NO_ANSWER")
    contact(item, ann, outcome)
    assert (item.attempts, item.next_try_at, waiting_tries()) == (attempts, None, 0)


def test_release_ends_the_trying_and_keeps_the_count(item, ann):
    contact(item, ann, "NO_ANSWER")
    release_work(locked(item), reason="Speaks Portuguese", by=person(ann), at=clock.now())
    item.refresh_from_db()
    assert (item.attempts, item.next_try_at, waiting_tries()) == (1, None, 0)


def test_empty_cadence_leaves_the_time_to_the_owner(item, ann):
    CadenceStep.objects.all().delete()
    contact(item, ann, "NO_ANSWER")
    assert (item.attempts, item.next_try_at, waiting_tries()) == (1, None, 0)


def test_owner_hears_of_the_next_try_once_and_it_is_gone_when_it_is_made(item, ann):
    contact(item, ann, "NO_ANSWER", clock.now() - 2 * HOUR)
    assert [tell_next_try(locked(item), at=clock.now()) for _ in range(2)] == [True, True]
    told = Notification.objects.get(kind="LEAD_ACTIVITY")
    assert (told.recipient_id, told.subject) == (ann.pk, "Time to try Corner Shop again: +12125550123")
    assert DomainEvent.objects.filter(name="lead.next_try_due").first().payload["attempts"] == 1
    contact(item, ann, "CONNECTED")
    told.refresh_from_db()
    assert told.withdrawn_at is not None


def test_nobody_is_told_of_a_try_that_is_off(item, ann):
    assert tell_next_try(locked(item), at=clock.now()) is False
    contact(item, ann, "NO_ANSWER")
    release_work(locked(item), reason="x", by=person(ann), at=clock.now())
    assert tell_next_try(locked(item), at=clock.now()) is False
    assert DomainEvent.objects.filter(name="lead.next_try_due").count() == 0


# -- endings ---------------------------------------------------------------------------------------------


def ending(item):
    return WorkItem.objects.values_list("outcome", "close_reason", "in_sla_figures").get(pk=item.pk)


@pytest.mark.parametrize(
    ("outcome", "code", "stored"),
    [
        ("CLOSED_LOST", "PRICE", ("PRICE", True)),
        ("DISQUALIFIED", "SPAM", ("SPAM", False)),
        ("DISQUALIFIED", "TEST", ("TEST", False)),
        ("DISQUALIFIED", None, ("NOT_GIVEN", True)),
        ("CLOSED_LOST", "NOT_GIVEN", ("NOT_GIVEN", True)),
        ("CLOSED_WON", "", ("", True)),
    ],
)
def test_ending_is_stored_with_its_reason(item, ann, outcome, code, stored):
    contact(item, ann, outcome, close_reason=code)
    assert ending(item) == (outcome, *stored)
    closed = DomainEvent.objects.get(name="lead.closed").payload
    assert (closed["close_reason"], closed["in_sla_figures"]) == stored


@pytest.mark.parametrize(
    ("outcome", "code", "says"),
    [
        ("CONNECTED", "PRICE", "Only DISQUALIFIED and CLOSED_LOST take a reason. Leave it out."),
        ("CLOSED_WON", "PRICE", "Only DISQUALIFIED and CLOSED_LOST take a reason. Leave it out."),
        ("CLOSED_LOST", "SPAM", "Is not a reason for CLOSED_LOST. Known: PRICE, COMPETITOR, "),
        ("CLOSED_LOST", "OFF", "Is not a reason for CLOSED_LOST. Known: PRICE, COMPETITOR, "),
    ],
)
def test_wrong_reason_is_refused_and_nothing_changes(item, ann, outcome, code, says):
    CloseReason.objects.create(outcome="CLOSED_LOST", code="OFF", label="no longer used", is_active=False)
    with pytest.raises(Invalid) as refused:
        contact(item, ann, outcome, close_reason=code)
    assert refused.value.details["close_reason"][0].startswith(says)
    assert (ending(item), Communication.objects.count()) == (("", "", True), 0)


def test_lead_that_is_open_again_has_no_ending(item, ann):
    contact(item, ann, "DISQUALIFIED", close_reason="SPAM")
    reopen_work(locked(item), by=person(ann, "admin:routing"), at=clock.now())
    assert ending(item) == ("", "", True)


def test_api_takes_a_reason_and_refuses_a_wrong_one(item, ann):
    api = Api(bearer(ann.user))
    path = f"/api/v1/queues/ae/{item.queue_entry.lead.public_id}/communication"
    said = {"communication_type": "EMAIL", "outcome": "CLOSED_LOST", "notes": "They have no money."}
    answer = api.post(path, said | {"close_reason": "MONEY"}, key=True)
    assert (answer.status_code, list(answer.json()["error"]["details"])) == (422, ["close_reason"])
    assert ending(item) == ("", "", True)
    assert api.post(path, said | {"close_reason": "NO_BUDGET"}, key=True).status_code == 201
    assert ending(item) == ("CLOSED_LOST", "NO_BUDGET", True)


# -- the page ---------------------------------------------------------------------------------------------

SAID = {"communication_type": "PHONE_CALL", "notes": "Nobody there at all."}


def test_page_asks_why_a_lead_ends_and_shows_it(item, ann):
    browser = browser_of(ann)
    form = browser.get(page("lead_log", item)).content.decode()
    assert '<option value="COMPETITOR">chose a competitor</option>' in form
    refused = browser.post(page("lead_log", item), SAID | key() | {"outcome": "CLOSED_LOST"}, headers=HTMX)
    assert (refused.status_code, "Say why." in refused.content.decode()) == (422, True)
    assert ending(item) == ("", "", True)
    answer = browser.post(
        page("lead_log", item), SAID | key() | {"outcome": "CLOSED_LOST", "lost_because": "COMPETITOR"}, headers=HTMX
    )
    assert (answer.status_code, ending(item)) == (200, ("CLOSED_LOST", "COMPETITOR", True))
    shown = admin().get(page("lead", item)).content.decode()
    assert "lost: chose a competitor." in shown


def test_reason_that_the_outcome_does_not_ask_for_is_left_out(item, ann):
    said = SAID | key() | {"outcome": "CONNECTED", "lost_because": "PRICE"}
    assert browser_of(ann).post(page("lead_log", item), said, headers=HTMX).status_code == 200
    assert ending(item) == ("", "", True)


def test_page_shows_the_tries_and_the_next_one(item, ann):
    contact(item, ann, "NO_ANSWER", clock.now() - 2 * HOUR)
    browser = browser_of(ann)
    assert "1 try without an answer, try again now." in browser.get(page("lead", item)).content.decode()
    assert "mine · </span>try again now</span>" in browser.get("/queue/").content.decode()
    contact(item, ann, "NO_ANSWER")
    assert "2 tries without an answer, try again " in browser.get(page("lead", item)).content.decode()


def test_judgement_of_the_lead_is_logged_and_told(item, ann):
    browser, said = browser_of(ann), SAID | {"outcome": "CONNECTED"}
    past = browser.post(page("lead_log", item), said | key() | {"estimated_close_date": "2020-01-01"}, headers=HTMX)
    assert (past.status_code, "Choose a day that is still to come." in past.content.decode()) == (422, True)
    assert '<details class="more" open>' in past.content.decode()
    judged = {"lead_sentiment": "POSITIVE", "probability_to_close": "75", "estimated_close_date": "2040-03-01"}
    assert browser.post(page("lead_log", item), said | key() | judged, headers=HTMX).status_code == 200
    logged = Communication.objects.get()
    assert (logged.sentiment, logged.probability_to_close, logged.estimated_close_date.year) == ("POSITIVE", 75, 2040)
    assert "mood: positive · 75 % likely to buy · by March 1, 2040" in browser.get(page("lead", item)).content.decode()
