"""Every page of the admin renders in unfold's look, for every model that is registered."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.urls import reverse
from unfold.admin import ModelAdmin

from accounts.tests.factories import UserFactory

pytestmark = [pytest.mark.django_db]


def registered() -> list:
    return sorted(admin.site._registry, key=lambda model: model._meta.label)


@pytest.fixture
def boss(client):
    client.force_login(UserFactory(roles=["ADMIN"]))
    return client


def test_lists_and_forms_render(boss) -> None:
    broken = {}
    for model in registered():
        for page in ("changelist", "add"):
            address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}")
            status = boss.get(address).status_code
            if status not in {200, 403}:  # 403: rows that are read-only there
                broken[address] = status
    assert broken == {}
    assert boss.get("/admin/").status_code == 200


def test_every_model_has_the_same_look() -> None:
    assert [model for model in registered() if not isinstance(admin.site._registry[model], ModelAdmin)] == []


def test_groups_are_hidden() -> None:
    assert not admin.site.is_registered(Group)


def test_admin_is_closed_to_others(client) -> None:
    assert client.get("/admin/").status_code == 302
    client.force_login(UserFactory(roles=["AE"]))
    assert client.get("/admin/").status_code in {302, 403}
