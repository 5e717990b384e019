"""A self-serve lead needs a person: it takes its place in the queue on the clock of assisted leads."""

from datetime import timedelta

import pytest

from accounts.tests.factories import ApiKeyFactory, bearer
from core import clock
from core.actor import SYSTEM
from core.errors import DomainError, Invalid, NotFound
from core.ids import new_id
from core.testing import Api, race
from events.models import DomainEvent
from notifications.models import Notification
from routing.actions.change_lead import change_lead
from routing.actions.close_work import close_work
from routing.actions.escalate_lead import escalate_lead
from routing.actions.receive_lead import receive_lead
from routing.live import may_follow_lead
from routing.models import IntakeRule, Lead, QueueEntry, WorkItem
from routing.tests.pages import HTMX, browser_of, give, key
from routing.tests.worlds import lead_facts, locked, waiting_item
from workforce.tests.factories import StaffFactory, TeamFactory

pytestmark = pytest.mark.django_db
SMALL = {"annual_revenue": 1000, "number_of_locations": 1, "region": "CA"}


@pytest.fixture
def ann():
    return StaffFactory(user__name="Ann")


@pytest.fixture
def bob():
    return StaffFactory(user__name="Bob")


@pytest.fixture
def team(ann, bob):
    team = TeamFactory(members=[ann, bob])
    IntakeRule.objects.create(queue="AE", region="CA", team=team)
    IntakeRule.objects.create(queue="AE", region="", team=TeamFactory())
    return team


@pytest.fixture
def lead(team):
    return receive_lead(lead_facts(**SMALL), by=SYSTEM.on(new_id()), at=clock.now()).lead


@pytest.fixture
def system():
    return Api(f"Api-Key {ApiKeyFactory(scopes=['system:routing']).secret_text}")


def ask(api, lead, reason="Asked for a call"):
    return api.post(f"/api/v1/queues/ae/{lead.public_id}/escalate", {"reason": reason}, key=True)


def told():
    return [(row.kind, row.recipient.name) for row in Notification.objects.select_related("recipient__user")]


def test_it_waits_on_the_clock_of_assisted_leads_from_that_moment(system, lead):
    answer = ask(system, lead)
    assert answer.status_code == 201, answer.content
    item = WorkItem.objects.get()
    assert item.due_at - item.queued_at == timedelta(minutes=30)
    assert item.quote_due_at - item.queued_at == timedelta(minutes=240)
    assert (item.cohort, item.score, item.state, Lead.objects.get().cohort) == ("ASSISTED", 30, "QUEUED", "SELF_SERVE")
    said = answer.json()
    assert (said["cohort_type"], said["status"], said["assigned_to"]) == ("ASSISTED", "PENDING", None)
    assert told() == [("ESCALATION", "Ann")]
    assert Notification.objects.get().context["reason"] == "Asked for a call"
    names = DomainEvent.objects.filter(subject_id=lead.public_id).order_by("id").values_list("name", flat=True)
    assert list(names) == ["lead.received", "lead.escalated", "lead.queued"]
    assert system.get(f"/api/v1/leads/{lead.public_id}").json()["cohort"]["type"] == "ASSISTED"


def test_where_work_is_automatic_the_owner_hears_of_the_escalation_and_of_nothing_else(system, lead, team):
    team.auto_assign = True
    team.save()
    said = ask(system, lead).json()
    item = WorkItem.objects.get()
    assert (item.assignment_reason, item.assignment_notes) == ("ESCALATION", "Asked for a call")
    assert said["assigned_to"]["id"] == item.owner.public_id
    assert {sent["recipient"] for sent in said["notifications_sent"]} == {item.owner.public_id}
    assert told() == [("ESCALATION", item.owner.name)]


def test_notice_of_who_is_on_duty_goes_when_somebody_takes_it(lead, bob):
    item = escalate_lead(lead.pk, reason="Stuck", by=SYSTEM, at=clock.now()).item
    give(item, bob)
    standing = Notification.objects.standing().values_list("kind", "recipient")
    assert list(standing) == [("NEW_LEAD_ASSIGNED", bob.pk)]


def test_lead_that_is_in_the_queue_is_refused(system, lead):
    ask(system, lead)
    answer = ask(system, lead)
    details = answer.json()["error"]["details"]
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "INVALID_TRANSITION")
    assert (details["queue_entry_id"], details["status"]) == (QueueEntry.objects.get().public_id, "PENDING")
    assert len(told()) == 1


def test_closed_one_serves_itself_and_can_be_escalated_again(lead):
    item = escalate_lead(lead.pk, reason="Stuck", by=SYSTEM, at=clock.now()).item
    close_work(locked(item), outcome="CLOSED_WON", by=SYSTEM, at=clock.now())
    escalate_lead(lead.pk, reason="Stuck again", by=SYSTEM, at=clock.now())
    assert (QueueEntry.objects.count(), QueueEntry.objects.filter(is_open=True).count()) == (2, 1)


def test_lead_that_is_not_self_serve_is_reopened_instead(team):
    item = waiting_item(team)
    close_work(locked(item), outcome="CLOSED_LOST", by=SYSTEM, at=clock.now())
    with pytest.raises(DomainError, match="Reopen this one"):
        escalate_lead(item.about_id, reason="Stuck", by=SYSTEM, at=clock.now())
    assert QueueEntry.objects.filter(is_open=True).count() == 0


def test_reason_and_lead_are_needed(lead):
    with pytest.raises(Invalid):
        escalate_lead(lead.pk, reason="  ", by=SYSTEM, at=clock.now())
    with pytest.raises(NotFound):
        escalate_lead(new_id(), reason="Stuck", by=SYSTEM, at=clock.now())
    assert QueueEntry.objects.count() == 0


def test_members_of_the_regions_team_may_and_others_do_not_find_it(lead, bob):
    stranger = StaffFactory(user__name="Eve")
    assert ask(Api(bearer(stranger.user)), lead).status_code == 404
    assert QueueEntry.objects.count() == 0
    assert ask(Api(bearer(bob.user)), lead).status_code == 201


def test_change_of_the_lead_leaves_the_entry_assisted(lead):
    item = escalate_lead(lead.pk, reason="Stuck", by=SYSTEM, at=clock.now()).item
    by = SYSTEM
    change_lead(lead.pk, {"annual_revenue": 2000}, by=by, at=clock.now())
    assert WorkItem.objects.get(pk=item.pk).cohort == "ASSISTED"


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_eight_at_once_make_one_entry(lead):
    results = race(8, lambda _: escalate_lead(lead.pk, reason="Stuck", by=SYSTEM, at=clock.now()))
    assert sum(isinstance(result, DomainError) for result in results) == 7
    assert (QueueEntry.objects.count(), len(told())) == (1, 1)


def test_page_of_a_self_serve_lead_leads_to_a_person(lead, bob):
    browser = browser_of(bob)
    text = browser.get(f"/leads/{lead.public_id}/").content.decode()
    assert "It serves itself and waits in no queue" in text
    address = f"/leads/{lead.public_id}/escalate/"
    assert address in text
    assert browser.get(address).status_code == 200
    assert browser.post(address, {"reason": ""} | key()).status_code == 422
    sent = {"reason": "Wants to talk"} | key()
    answers = [browser.post(address, sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert QueueEntry.objects.count() == 1
    page = browser.get(f"/leads/{lead.public_id}/").content.decode()
    assert ("Assisted" in page, "Wants to talk" in page, "serves itself" in page) == (True, True, False)
    answer = browser.post(address, {"reason": "Again"} | key())
    assert (answer.status_code, "in the queue already" in answer.content.decode()) == (409, True)


def test_panel_of_a_self_serve_lead_is_fetched_again_live(lead, bob):
    browser, headers = browser_of(bob), HTMX | {"HX-Trigger": "lead-panel"}
    address = f"/leads/{lead.public_id}/panel/"
    assert "serves itself" in browser.get(address, headers=headers).content.decode()
    escalate_lead(lead.pk, reason="Stuck", by=SYSTEM, at=clock.now())
    assert "Contact by" in browser.get(address, headers=headers).content.decode()
    assert may_follow_lead(bob.user, lead.public_id) is True


def test_stranger_finds_neither_page_nor_topic(lead):
    eve = StaffFactory(user__name="Eve")
    browser = browser_of(eve)
    for part in ("", "escalate/"):
        assert browser.get(f"/leads/{lead.public_id}/{part}").status_code == 404
    assert may_follow_lead(eve.user, lead.public_id) is False
