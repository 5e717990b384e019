"""Merchants in the search field and the palette, and where consultants begin."""

import pytest
from django.urls import reverse

from accounts.enums import Role
from accounts.tests.factories import UserFactory
from routing.tests.merchants import consultant, ic_team, merchant, need
from routing.tests.pages import admin, browser_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def grace():
    staff = consultant("Grace Hopper")
    ic_team(staff)
    return staff


def found(browser, text):
    groups = {group.name: group.finds for group in browser.get("/search/", {"q": text}).context["groups"]}
    return [one.title for one in groups.get("merchants", [])]


@pytest.mark.parametrize("text", ["corn", "jo doe", "212 555 0123", "café@shop", "SHOP"])
def test_merchants_are_found_by_what_is_remembered(grace, text):
    need(merchant(business_name="Corner Shop", email="cafe@shop.example"))
    need(merchant(business_name="Other", contact_name="Ann", contact_phone="", email="a@b.example"))
    assert found(browser_of(grace), text) == ["Corner Shop"]


def test_id_of_merchant_or_need_finds_exactly_that(grace):
    item = need(merchant(business_name="Corner Shop"))
    need(merchant(business_name="Corner Two"))
    for text in (item.ic_entry.public_id, item.ic_entry.merchant.public_id):
        assert found(browser_of(grace), text) == ["Corner Shop"]


def test_what_begins_with_it_stands_first_and_leads_to_its_page(grace):
    need(merchant(business_name="Corner Shop"))
    need(merchant(business_name="Old Corner"))
    answer = browser_of(grace).get("/search/", {"q": "corner"})
    finds = next(group.finds for group in answer.context["groups"] if group.name == "merchants")
    assert [one.title for one in finds] == ["Corner Shop", "Old Corner"]
    assert browser_of(grace).get(finds[0].url).status_code == 200


def test_merchants_of_other_teams_and_for_other_roles_are_not_found(grace):
    need(merchant(business_name="Corner Shop"))
    assert found(browser_of(consultant("Far")), "corner") == []
    assert found(browser_of(UserFactory(roles=[Role.AE])), "corner") == []
    assert found(admin(), "corner") == ["Corner Shop"]


def test_consultants_land_in_their_queue_and_have_it_in_the_bar(grace):
    browser = browser_of(grace)
    assert browser.get("/")["Location"] == reverse("ic_queue")
    bar = [page["label"] for page in browser.get("/queue/ic/").context["shell"].nav]
    assert bar[:2] == ["IC queue", "My merchants"]
