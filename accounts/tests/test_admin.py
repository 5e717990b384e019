import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Role
from accounts.models import ApiKey, Company, Customer, LoginFailure, LoginSession, User
from accounts.tests.api import me
from accounts.tests.factories import ApiKeyFactory, CompanyFactory, CustomerFactory, LoginSessionFactory, UserFactory
from core.clock import now
from events.models import DomainEvent

pytestmark = pytest.mark.django_db
MODELS = [User, Company, Customer, ApiKey, LoginSession, LoginFailure]


@pytest.fixture
def admin(client):
    client.force_login(UserFactory(email="admin@example.test", name="Ada", roles=[Role.ADMIN]))
    return client


@pytest.fixture
def supervisor(client):
    client.force_login(UserFactory(roles=[Role.SUPERVISOR]))
    return client


def address(model, verb, *args):
    return reverse(f"admin:accounts_{model._meta.model_name}_{verb}", args=args)


def rows(count):
    for _ in range(count):
        CustomerFactory(user=UserFactory())
        ApiKeyFactory(company=CompanyFactory())
        LoginSessionFactory()
        LoginFailure.objects.create(account="x@example.test", address="198.51.100.7", at=now())


@pytest.mark.parametrize("model", MODELS)
def test_lists_and_their_search_answer(admin, model):
    rows(2)
    assert admin.get(address(model, "changelist")).status_code == 200
    assert admin.get(address(model, "changelist"), {"q": "example"}).status_code == 200


@pytest.mark.parametrize("model", MODELS)
def test_lists_cost_the_same_for_one_row_and_for_three(admin, model):
    def cost(count):
        rows(count)
        with CaptureQueriesContext(connection) as statements:
            assert admin.get(address(model, "changelist")).status_code == 200
        return len(statements)

    assert cost(1) == cost(2)


@pytest.mark.parametrize("model", MODELS)
def test_each_row_can_be_looked_at(admin, model):
    rows(1)
    assert admin.get(address(model, "change", model.objects.last().pk)).status_code == 200


@pytest.mark.parametrize("model", MODELS)
def test_supervisor_looks_and_changes_nobody(supervisor, model):
    rows(1)
    assert supervisor.get(address(model, "changelist")).status_code == 200
    before = list(model.objects.order_by("pk").values())
    pk = model.objects.last().pk
    assert supervisor.post(address(model, "change", pk), {"name": "x"}).status_code == 403
    for action in ("deactivate", "revoke", "end", "send_password_link", "delete_selected"):
        supervisor.post(address(model, "changelist"), {"action": action, "_selected_action": [str(pk)]})
    assert list(model.objects.order_by("pk").values()) == before


@pytest.mark.parametrize("role", [Role.AE, Role.IC, Role.AGENT, Role.MECHANIC, Role.CUSTOMER])
def test_others_get_the_page_for_403(client, role):
    client.force_login(UserFactory(roles=[role]))
    assert client.get(reverse("admin:index"), follow=True).status_code == 403


def test_stranger_is_sent_to_our_login_page(client):
    answer = client.get(reverse("admin:index"), follow=True)
    assert answer.redirect_chain[-1][0] == "/login/?next=/admin/"


def user_form(**changes):
    data = {"name": "Nina", "phone": "", "roles": ["AE"], "language": "en", "timezone": "UTC", "theme": "auto"}
    return data | changes


def test_person_is_made_without_a_password(admin):
    data = user_form(email="Nina@example.test", roles=["AE", "IC"])
    assert admin.post(address(User, "add"), data).status_code == 302
    nina = User.objects.get(email="nina@example.test")
    assert (nina.name, nina.roles, nina.has_usable_password()) == ("Nina", ["AE", "IC"], False)
    assert DomainEvent.objects.get().name == "user.created"


def test_person_with_a_known_email_is_refused_in_the_form(admin):
    answer = admin.post(address(User, "add"), user_form(email="ADMIN@example.test"))
    assert answer.status_code == 200
    assert User.objects.count() == 1


def test_roles_and_profile_are_changed_through_their_actions(admin):
    user = UserFactory(name="Old", roles=[Role.AE])
    admin.post(address(User, "change", user.pk), user_form(roles=["IC"], email="new@example.test", is_active=""))
    fresh = User.objects.get(pk=user.pk)
    assert (fresh.name, fresh.roles, fresh.email, fresh.is_active) == ("Nina", ["IC"], user.email, True)
    assert {event.name for event in DomainEvent.objects.all()} == {"user.profile_changed", "user.roles_changed"}


def test_last_administrator_is_kept_and_told_why(admin):
    ada = User.objects.get()
    answer = admin.post(address(User, "change", ada.pk), user_form(name="Other", roles=["AE"]), follow=True)
    assert "Somebody must stay administrator" in answer.content.decode()
    ada.refresh_from_db()
    assert (ada.roles, ada.name, DomainEvent.objects.count()) == (["ADMIN"], "Ada", 0)


@pytest.mark.parametrize(("action", "before", "after"), [("deactivate", True, False), ("reactivate", False, True)])
def test_people_are_switched_off_and_on(admin, action, before, after):
    user = UserFactory(is_active=before)
    data = {"action": action, "_selected_action": [str(user.pk)]}
    assert admin.post(address(User, "changelist"), data).status_code == 302
    user.refresh_from_db()
    assert user.is_active is after


def test_key_is_shown_once_and_works(admin):
    data = {"name": "Shop", "scopes": ["ae:queue:read"], "company": "", "rate_per_minute": "100"}
    answer = admin.post(address(ApiKey, "add"), data | {"expires_at_0": "", "expires_at_1": ""}, follow=True)
    text = re.search(r"sb_dev_\w+", answer.content.decode())[0]
    assert me(f"Api-Key {text}").json()["scopes"] == ["ae:queue:read"]
    key = ApiKey.objects.get()
    again = admin.get(address(ApiKey, "change", key.pk)).content.decode()
    assert (text in again, bytes(key.digest).hex() in again, "digest" in again) == (False, False, False)


def test_key_is_revoked(admin):
    key = ApiKeyFactory()
    admin.post(address(ApiKey, "changelist"), {"action": "revoke", "_selected_action": [str(key.pk)]})
    assert me(f"Api-Key {key.secret_text}").status_code == 401


def test_login_is_ended(admin):
    login = LoginSessionFactory()
    admin.post(address(LoginSession, "changelist"), {"action": "end", "_selected_action": [str(login.pk)]})
    login.refresh_from_db()
    assert login.revoked_because == "ENDED_BY_ADMIN"


def test_profile_of_a_login_hides_its_secrets(admin):
    login = LoginSessionFactory(browser_session_key="s" * 32)
    page = admin.get(address(LoginSession, "change", login.pk)).content.decode()
    assert ("s" * 32 in page, str(login.refresh_id) in page) == (False, False)
