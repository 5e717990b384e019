from datetime import timedelta

import pytest

from accounts import conf, queries
from accounts.actions import change_password, change_roles, deactivate_user
from accounts.actions.open_login import open_login
from accounts.enums import Medium, RevocationReason, Role
from accounts.models import LoginSession, User
from accounts.tests.api import code_of, log_in, me, post, tokens_of
from accounts.tests.factories import PASSWORD, ApiKeyFactory, CompanyFactory, CustomerFactory, UserFactory
from core.actor import SYSTEM
from core.clock import moved
from core.ids import new_id, public_id
from core.testing.queries import assert_queries
from events.models import DomainEvent

pytestmark = pytest.mark.django_db


def test_login_gives_two_tokens_and_opens_a_login():
    user = UserFactory(email="sarah@example.test", name="Sarah Johnson", roles=[Role.AE])
    tokens = tokens_of("Sarah@Example.test ")
    answer = me(f"Bearer {tokens['access']}")
    assert answer.status_code == 200
    assert answer.json() == {
        "id": public_id("staff", user.pk),
        "kind": "staff",
        "name": "Sarah Johnson",
        "email": "sarah@example.test",
        "roles": ["AE"],
        "scopes": ["ae:queue:assign", "ae:queue:read", "calls:handle"],
        "company_id": None,
        "language": "en",
        "timezone": "UTC",
    }
    login = LoginSession.objects.get()
    assert (login.user_id, login.medium, login.ip, login.revoked_at) == (user.pk, Medium.API, "127.0.0.1", None)
    event = DomainEvent.objects.get()
    assert (event.name, event.subject_id, event.actor_id) == (
        "login.opened",
        login.public_id,
        public_id("staff", user.pk),
    )
    user.refresh_from_db()
    assert user.last_login_at is not None


def test_each_request_with_a_token_asks_the_database_once():
    token = tokens_of(UserFactory().email)["access"]
    with assert_queries(1):
        assert me(f"Bearer {token}").status_code == 200


def test_a_customer_is_held_to_their_company():
    company = CompanyFactory()
    user = UserFactory(roles=[Role.CUSTOMER])
    CustomerFactory(company=company, user=user)
    body = me(f"Bearer {tokens_of(user.email)['access']}").json()
    assert (body["kind"], body["id"], body["company_id"], body["scopes"]) == (
        "customer",
        user.public_id,
        company.public_id,
        ["calls:book"],
    )


@pytest.mark.parametrize("path", ["/api/v1/auth/login", "/auth/login"])
def test_login_answers_at_both_addresses(path):
    user = UserFactory()
    assert post(path, {"email": user.email, "password": PASSWORD}).status_code == 200


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, ["email", "password"]),
        ({"email": "a@b.test"}, ["password"]),
        ({"email": "a@b.test", "password": "x", "roles": ["ADMIN"]}, ["roles"]),
        ({"email": "a@b.test", "password": "x" * 2000}, ["password"]),
        ({"email": "a\u0000@b.test", "password": "x"}, ["email"]),
    ],
)
def test_login_with_unusable_input_names_the_fields(body, fields):
    answer = post("/api/v1/auth/login", body)
    assert (answer.status_code, code_of(answer)) == (422, "VALIDATION_FAILED")
    assert sorted(answer.json()["error"]["details"]) == fields


def test_unknown_wrong_and_inactive_are_answered_alike():
    UserFactory(email="here@example.test")
    UserFactory(email="gone@example.test", is_active=False)
    answers = [
        log_in("nobody@example.test"),
        log_in("here@example.test", "wrong"),
        log_in("gone@example.test"),
    ]
    errors = [answer.json()["error"] for answer in answers]
    assert [answer.status_code for answer in answers] == [401, 401, 401]
    assert {(error["code"], error["message"], str(error["details"])) for error in errors} == {
        ("UNAUTHENTICATED", "Email or password is not right.", "{}")
    }
    assert LoginSession.objects.count() == 0


def test_refresh_gives_two_new_tokens_and_uses_up_the_old_one():
    first = tokens_of(UserFactory().email)
    answer = post("/api/v1/auth/refresh", {"refresh": first["refresh"]})
    second = answer.json()
    assert answer.status_code == 200
    assert me(f"Bearer {second['access']}").status_code == 200
    assert second["refresh"] != first["refresh"]
    assert post("/api/v1/auth/refresh", {"refresh": second["refresh"]}).status_code == 200


def test_reused_refresh_ends_the_login_with_all_its_tokens():
    first = tokens_of(UserFactory().email)
    second = post("/api/v1/auth/refresh", {"refresh": first["refresh"]}).json()
    again = post("/api/v1/auth/refresh", {"refresh": first["refresh"]})
    assert (again.status_code, code_of(again)) == (401, "UNAUTHENTICATED")
    assert me(f"Bearer {second['access']}").status_code == 401
    assert post("/api/v1/auth/refresh", {"refresh": second["refresh"]}).status_code == 401
    assert LoginSession.objects.get().revoked_because == RevocationReason.REFRESH_REUSED
    ended = DomainEvent.objects.filter(name="login.ended")
    assert [event.payload["because"] for event in ended] == ["REFRESH_REUSED"]


def test_expired_refresh_is_refused_without_ending_anything():
    tokens = tokens_of(UserFactory().email)
    with moved(conf.REFRESH_LIFE + conf.CLOCK_LEEWAY + timedelta(seconds=1)):
        assert post("/api/v1/auth/refresh", {"refresh": tokens["refresh"]}).status_code == 401
    assert LoginSession.objects.get().revoked_at is None


def test_logout_ends_both_tokens_at_once():
    tokens = tokens_of(UserFactory().email)
    answer = post("/api/v1/auth/logout", token=tokens["access"])
    assert (answer.status_code, answer.content) == (204, b"")
    assert me(f"Bearer {tokens['access']}").status_code == 401
    assert post("/api/v1/auth/refresh", {"refresh": tokens["refresh"]}).status_code == 401
    assert LoginSession.objects.get().revoked_because == RevocationReason.LOGGED_OUT


def test_logout_of_one_login_leaves_the_others():
    user = UserFactory()
    here, there = tokens_of(user.email), tokens_of(user.email)
    post("/api/v1/auth/logout", token=here["access"])
    assert me(f"Bearer {there['access']}").status_code == 200


def test_logout_with_a_key_is_refused():
    key = ApiKeyFactory()
    answer = post("/api/v1/auth/logout", Authorization=f"Api-Key {key.secret_text}")
    assert (answer.status_code, code_of(answer)) == (403, "FORBIDDEN")


def test_deactivation_acts_on_the_next_request():
    user = UserFactory()
    tokens = tokens_of(user.email)
    deactivate_user(user, by=SYSTEM)
    assert me(f"Bearer {tokens['access']}").status_code == 401
    assert post("/api/v1/auth/refresh", {"refresh": tokens["refresh"]}).status_code == 401
    assert log_in(user.email).status_code == 401


def test_role_change_acts_on_the_next_request():
    user = UserFactory(roles=[Role.AE])
    token = tokens_of(user.email)["access"]
    change_roles(user, [Role.IC], by=SYSTEM)
    assert me(f"Bearer {token}").json()["scopes"] == ["calls:handle", "ic:queue:assign", "ic:queue:read"]


def test_new_password_ends_all_logins():
    user = UserFactory()
    tokens = tokens_of(user.email)
    change_password(user, PASSWORD, "another long phrase 7", by=SYSTEM)
    assert me(f"Bearer {tokens['access']}").status_code == 401
    assert post("/api/v1/auth/refresh", {"refresh": tokens["refresh"]}).status_code == 401
    assert log_in(user.email).status_code == 401
    assert log_in(user.email, "another long phrase 7").status_code == 200


def test_without_credentials_401_says_how_to_send_them():
    answer = me("")
    assert (answer.status_code, code_of(answer)) == (401, "UNAUTHENTICATED")
    assert answer["WWW-Authenticate"] == 'Bearer realm="api"'


def test_person_of_a_login_is_the_whole_person():
    customer = CustomerFactory(user=UserFactory(roles=[Role.CUSTOMER], phone="+12125550123", theme="DARK"))
    for user, company in ((UserFactory(roles=[Role.AE, Role.ADMIN]), None), (customer.user, customer.company_id)):
        opened = open_login(user, medium=Medium.API, by=SYSTEM)
        with assert_queries(1):
            login = queries.login_with_user(opened.pk)
            assert (login.pk, login.user_id, login.revoked_at, login.company_id) == (opened.pk, user.pk, None, company)
            assert login.browser_session_key == ""
        stored = User.objects.get(pk=user.pk)
        for field in User._meta.concrete_fields:
            assert getattr(login.user, field.attname) == getattr(stored, field.attname), field.attname
        assert not login.user._state.adding
    assert queries.login_with_user(new_id()) is None
