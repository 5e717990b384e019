"""Handing over many leads from a page: which, to whom, why; then the progress."""

import pytest
from django.urls import reverse

from core import clock
from core.testing import assert_queries
from routing.actions.assign_work import assign_work
from routing.actions.run_batch import run_batches
from routing.models import Batch, WorkItem
from routing.tests.pages import admin, browser_of, key, lead_id
from routing.tests.worlds import locked, person, waiting_item

pytestmark = pytest.mark.django_db
PAGE = "/reassign/"


def shown(browser, **query):
    answer = browser.get(PAGE, query)
    return [row["id"] for row in answer.context["rows"]]


def owners():
    return sorted((item.owner.name if item.owner else "") for item in WorkItem.objects.all())


def test_leads_are_chosen_by_team_owner_status_and_cohort(team, ann):
    mine, waiting = waiting_item(team), waiting_item(team, annual_revenue=600_000, number_of_locations=1)
    assign_work(locked(mine), ann, by=person(ann), at=clock.now())
    browser = admin()
    assert set(shown(browser)) == {lead_id(mine), lead_id(waiting)}
    assert shown(browser, owner=ann.public_id) == shown(browser, status="ASSIGNED") == [lead_id(mine)]
    assert shown(browser, owner="nobody") == shown(browser, cohort="ASSISTED") == [lead_id(waiting)]
    assert len(shown(browser, team=team.public_id)) == 2
    assert shown(browser, status="PENDING", owner=ann.public_id) == []


def test_ticked_leads_go_to_somebody_with_the_reason(team, ann, bob):
    items = [waiting_item(team) for _ in range(3)]
    for item in items:
        assign_work(locked(item), ann, by=person(ann), at=clock.now())
    form = {
        "lead": [lead_id(item) for item in items[:2]],
        "to": bob.public_id,
        "reason": "Ann is ill",
        "which": "ticked",
    }
    answer = admin().post(PAGE, {**form, **key()})
    run_batches()
    batch = Batch.objects.get()
    assert answer["Location"] == reverse("batch", args=[batch.public_id])
    assert (batch.state, batch.done, owners()) == ("DONE", 2, ["Ann", "Bob", "Bob"])
    assert "Ann is ill" in admin().get(answer["Location"]).content.decode()


def test_all_that_fit_go_to_the_engine(team, ann):
    for _ in range(3):
        waiting_item(team)
    form = {"to": "engine", "reason": "The line is long", "which": "all"}
    admin().post(f"{PAGE}?owner=nobody", {**form, **key()})
    run_batches()
    assert owners() == ["Ann", "Ann", "Bob"] or owners() == ["Ann", "Bob", "Bob"]


def test_refusals_stand_on_the_progress_page(team, ann):
    waiting = waiting_item(team)
    answer = admin().post(PAGE, {"lead": [lead_id(waiting)], "to": "queue", "reason": "x", "which": "ticked", **key()})
    run_batches()
    page = admin().get(answer["Location"])
    assert "Nobody has this at present" in page.content.decode()
    file = b"".join(admin().get(reverse("batch_refused", args=[Batch.objects.get().public_id])))
    assert lead_id(waiting) in file.decode()


@pytest.mark.parametrize("gap", ["lead", "to", "reason"])
def test_what_is_missing_is_asked_for_and_nothing_is_started(team, ann, gap):
    form = {"lead": [lead_id(waiting_item(team))], "to": ann.public_id, "reason": "x", "which": "ticked"}
    del form[gap]
    assert admin().post(PAGE, {**form, **key()}).status_code == 422
    assert Batch.objects.count() == 0


def test_only_admins_hand_over(ann):
    assert browser_of(ann).get(PAGE).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_page_costs_the_same_however_many_leads(team, ann, rows):
    for _ in range(rows):
        assign_work(locked(waiting_item(team)), ann, by=person(ann), at=clock.now())
    browser = admin()
    browser.get(PAGE)
    with assert_queries(9):
        browser.get(PAGE)
