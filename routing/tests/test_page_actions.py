"""What is done from a page: once, by whom it may be, and with refusals that say what to do."""

import json
import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.tests.factories import UserFactory
from core import clock
from core.actor import SYSTEM
from events.models import DomainEvent
from routing.actions.close_work import close_work
from routing.enums import State
from routing.models import Communication, WorkItem
from routing.tests.pages import HTMX, admin, browser_of, give, key, page, state
from routing.tests.worlds import locked, waiting_item
from workforce.models import Staff
from workforce.tests.factories import StaffFactory, TeamFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann():
    return StaffFactory(user__name="Ann Arbor", capacity={"AE": 2})


@pytest.fixture
def bob():
    return StaffFactory(user__name="Bob Barker", capacity={"AE": 5})


@pytest.fixture
def team(ann, bob):
    return TeamFactory(name="South", members=[ann, bob])


@pytest.fixture
def stranger():
    staff = StaffFactory(user__name="Cy Far", capacity={"AE": 5})
    TeamFactory(name="North", members=[staff])
    return staff


def trigger(answer):
    """What the page is told; the page, since the form may be gone by then."""
    told = json.loads(answer["HX-Trigger"])
    assert [detail.pop("target") for detail in told.values()] == ["body", "body"]
    return told


@pytest.mark.parametrize("name", ["lead_claim", "lead_log", "lead_assign", "lead_release", "lead_park", "lead_reopen"])
def test_nothing_can_be_done_to_the_lead_of_another_team(team, stranger, name):
    item = waiting_item(team)
    before = DomainEvent.objects.count()
    assert browser_of(stranger).post(page(name, item), key()).status_code in {403, 404}
    assert (state(item), DomainEvent.objects.count()) == ((State.QUEUED, None), before)


def test_claim_goes_once_however_often_the_form_is_sent(team, ann):
    item, form = waiting_item(team), key()
    answers = [browser_of(ann).post(page("lead_claim", item), form, headers=HTMX) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert trigger(answers[0])["toast"]["text"] == "Corner Shop is yours."
    assert state(item) == (State.ASSIGNED, ann.pk)
    assert DomainEvent.objects.filter(name="lead.assigned").count() == 1


def test_claim_without_javascript_comes_back_to_the_queue(team, ann):
    item = waiting_item(team)
    answer = browser_of(ann).post(page("lead_claim", item), key() | {"next": "/queue/?sort=wait_time"}, follow=True)
    assert answer.redirect_chain == [("/queue/?sort=wait_time", 302)]
    assert "Corner Shop is yours." in answer.content.decode()


def test_lost_race_is_a_friendly_sentence(team, ann, bob):
    item = waiting_item(team)
    give(item, bob)
    answer = browser_of(ann).post(page("lead_claim", item), key(), headers=HTMX)
    assert (answer.status_code, trigger(answer)["toast"]) == (
        409,
        {"text": "Bob Barker was faster and has this lead now. Take the next one.", "level": "warning"},
    )
    plain = browser_of(ann).post(page("lead_claim", item), key() | {"next": "/queue/"}, follow=True)
    assert (plain.status_code, "Bob Barker was faster" in plain.content.decode()) == (200, True)
    assert state(item) == (State.ASSIGNED, bob.pk)


def test_full_member_is_told_what_to_do(team, ann):
    for _ in range(2):
        give(waiting_item(team), ann)
    item = waiting_item(team)
    answer = browser_of(ann).post(page("lead_claim", item), key(), headers=HTMX)
    assert answer.status_code == 422
    assert trigger(answer)["toast"]["text"] == "No room: 2 of 2 leads. Close or release one first."
    assert state(item) == (State.QUEUED, None)


def test_contact_is_logged_and_short_notes_are_422(team, ann):
    item = waiting_item(team)
    give(item, ann)
    browser = browser_of(ann)
    form = {"communication_type": "PHONE_CALL", "outcome": "CONNECTED", "duration_minutes": "5", "notes": "short"}
    wrong = browser.post(page("lead_log", item), form | key(), headers=HTMX)
    assert (wrong.status_code, "Write at least ten characters." in wrong.content.decode()) == (422, True)
    assert Communication.objects.count() == 0
    right = browser.post(page("lead_log", item), form | key() | {"notes": "Wants twelve tills."}, headers=HTMX)
    assert (right.status_code, right.content) == (200, b"")
    assert state(item) == (State.IN_PROGRESS, ann.pk)


def test_release_needs_a_reason_and_undo_brings_its_own(team, ann):
    item = waiting_item(team)
    give(item, ann)
    browser = browser_of(ann)
    assert browser.post(page("lead_release", item), key()).status_code == 422
    assert state(item) == (State.ASSIGNED, ann.pk)
    assert browser.post(page("lead_release", item), headers=HTMX).status_code == 200
    assert DomainEvent.objects.get(name="lead.released").payload["reason"] == "taken by mistake"
    assert state(item) == (State.QUEUED, None)


def test_only_the_owner_gets_the_forms(team, ann, bob):
    item = waiting_item(team)
    give(item, bob)
    for name in ("lead_log", "lead_release", "lead_park"):
        assert browser_of(ann).get(page(name, item)).status_code == 403
        assert browser_of(bob).get(page(name, item)).status_code == 200


def test_assign_goes_to_a_member_of_the_team_with_room(team, ann, bob):
    item = waiting_item(team)
    browser = browser_of(ann)
    form = browser.get(page("lead_assign", item)).content.decode()
    assert re.findall(r'<option value="staff_\w+">([^<]*)', form) == [
        "Ann Arbor: 0 of 2, offline",
        "Bob Barker: 0 of 5, offline",
    ]
    assert "override_capacity" not in form
    answer = browser.post(page("lead_assign", item), {"to": bob.public_id, "notes": "Knows them"} | key())
    assert (answer.status_code, state(item)) == (302, (State.ASSIGNED, bob.pk))


def test_assign_beyond_capacity_is_refused_on_the_form_and_an_admin_may_override(team, ann):
    for _ in range(2):
        give(waiting_item(team), ann)
    item = waiting_item(team)
    browser, form = admin(), {"to": ann.public_id}
    refused = browser.post(page("lead_assign", item), form | key(), headers=HTMX)
    assert (refused.status_code, "No room: 2 of 2 leads." in refused.content.decode()) == (422, True)
    assert state(item) == (State.QUEUED, None)
    assert browser.post(page("lead_assign", item), form | key() | {"override_capacity": "on"}).status_code == 302
    assert state(item) == (State.ASSIGNED, ann.pk)


def test_park_reads_the_time_in_the_readers_zone(team, ann):
    item = waiting_item(team)
    give(item, ann)
    ann.user.timezone = "America/New_York"
    ann.user.save()
    browser = browser_of(ann)
    form = {"until": "2030-01-15T09:00", "reason": "Back in January"}
    assert browser.post(page("lead_park", item), form | {"until": "2020-01-15T09:00"} | key()).status_code == 422
    assert browser.post(page("lead_park", item), form | key()).status_code == 302
    parked = WorkItem.objects.get(pk=item.pk)
    assert (parked.state, parked.parked_until.isoformat()) == (State.PARKED, "2030-01-15T14:00:00+00:00")


def test_only_admins_open_a_closed_lead_again(team, ann):
    item = waiting_item(team)
    close_work(locked(item), outcome="CLOSED_LOST", by=SYSTEM, at=clock.now())
    assert browser_of(ann).post(page("lead_reopen", item), key()).status_code == 403
    assert state(item)[0] == State.CLOSED
    assert admin().post(page("lead_reopen", item), key()).status_code == 302
    assert state(item)[0] == State.QUEUED


def test_forms_need_their_token(team, ann):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ann.user)
    item = waiting_item(team)
    assert strict.post(page("lead_claim", item), key()).status_code == 403
    assert state(item) == (State.QUEUED, None)


def test_member_leaves_after_a_question(team, ann, bob):
    item = waiting_item(team)
    give(item, ann)
    address = reverse("retire_member", args=[ann.public_id])
    assert browser_of(bob).get(address).status_code == 403
    browser = admin()
    assert "1 piece of work goes back in line" in browser.get(address).content.decode()
    text = browser.post(address, key(), follow=True).content.decode()
    assert "Ann Arbor has left. 1 piece of work went back in line." in text
    assert (state(item), Staff.objects.get(pk=ann.pk).is_retired) == ((State.QUEUED, None), True)


@pytest.mark.parametrize(("box", "can_sign_in"), [({"and_login": "yes"}, False), ({}, True)])
def test_member_leaves_with_or_without_their_login(team, ann, box, can_sign_in):
    item = waiting_item(team)
    give(item, ann)
    address, browser = reverse("retire_member", args=[ann.public_id]), admin()
    assert 'name="and_login"' in browser.get(address).content.decode()
    assert browser.post(address, key() | box).status_code == 302
    left = Staff.objects.with_person().get(pk=ann.pk)
    assert (state(item), left.is_retired, left.user.is_active) == ((State.QUEUED, None), True, can_sign_in)


def test_supervisor_cannot_end_the_login_of_another_when_they_leave(team, ann):
    ann.user.roles = ["AE", "SUPERVISOR"]
    ann.user.save()
    address, browser = reverse("retire_member", args=[ann.public_id]), browser_of(UserFactory(roles=["SUPERVISOR"]))
    assert 'name="and_login"' not in browser.get(address).content.decode()
    assert browser.post(address, key() | {"and_login": "yes"}).status_code == 403
    left = Staff.objects.with_person().get(pk=ann.pk)
    assert (left.is_retired, left.user.is_active) == (False, True)
