from dataclasses import replace
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import identify_hasher
from django.db import IntegrityError, transaction

from accounts.actions import (
    change_password,
    change_profile,
    change_roles,
    create_api_key,
    create_user,
    deactivate_user,
    end_logins,
    purge_old_logins,
    reactivate_user,
    refresh_session,
    revoke_api_key,
)
from accounts.actors import actor_for
from accounts.enums import RevocationReason, Role
from accounts.models import ApiKey, LoginFailure, LoginSession, User
from accounts.tests.factories import PASSWORD, ApiKeyFactory, LoginSessionFactory, UserFactory
from accounts.tokens import issue_refresh
from core.actor import SYSTEM, staff_public_id
from core.clock import now
from core.errors import DomainError, Forbidden, Invalid
from core.testing.races import race
from events.models import DomainEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return actor_for(UserFactory(roles=[Role.ADMIN]))


def told():
    return [(event.name, event.payload) for event in DomainEvent.objects.order_by("id")]


def test_create_user_tells_it_with_the_name_apart(admin):
    user = create_user(" New@Example.test", " Nina ", ["IC", "AE", "AE"], "a long enough phrase", by=admin)
    assert (user.email, user.name, user.roles, user.is_active) == ("new@example.test", "Nina", ["AE", "IC"], True)
    assert user.check_password("a long enough phrase")
    event = DomainEvent.objects.get()
    assert (event.name, event.subject_id, event.payload, event.personal) == (
        "user.created",
        user.public_id,
        {"user_id": user.public_id, "roles": ["AE", "IC"]},
        {"name": "Nina", "email": "new@example.test"},
    )


def test_passwords_are_hashed_with_argon2(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    user = create_user("new@example.test", "Nina", [], PASSWORD, by=SYSTEM)
    assert identify_hasher(user.password).algorithm == "argon2"


@pytest.mark.parametrize(
    ("email", "roles", "password", "field"),
    [
        ("TAKEN@example.test", ["AE"], "a long enough phrase", "email"),
        ("new@example.test", ["PILOT"], "a long enough phrase", "roles"),
        ("new@example.test", ["AE"], "12345678", "password"),
    ],
)
def test_create_user_refuses_and_creates_nobody(admin, email, roles, password, field):
    UserFactory(email="taken@example.test")
    before = User.objects.count()
    with pytest.raises(Invalid) as refused:
        create_user(email, "Nina", roles, password, by=admin)
    assert list(refused.value.details) == [field]
    assert (User.objects.count(), told()) == (before, [])


def test_email_is_unique_whatever_its_case():
    with pytest.raises(IntegrityError), transaction.atomic():
        UserFactory(email="Upper@example.test")


@pytest.mark.parametrize("role", [Role.AE, Role.SUPERVISOR, Role.CUSTOMER])
def test_managing_people_is_refused_to_others(role):
    by, user, key = actor_for(UserFactory(roles=[role])), UserFactory(roles=[Role.SUPERVISOR]), ApiKeyFactory()
    for attempt in (
        lambda: create_user("new@example.test", "Nina", [], None, by=by),
        lambda: change_roles(user, ["ADMIN"], by=by),
        lambda: deactivate_user(user, by=by),
        lambda: reactivate_user(user, by=by),
        lambda: create_api_key("Shop", ["ae:queue:read"], by=by),
        lambda: revoke_api_key(key, by=by),
    ):
        with pytest.raises(Forbidden):
            attempt()
    user.refresh_from_db()
    key.refresh_from_db()
    assert (user.roles, user.is_active, key.revoked_at, ApiKey.objects.count()) == (["SUPERVISOR"], True, None, 1)
    assert told() == []


def test_supervisor_may_let_a_member_go():
    user = UserFactory(roles=[Role.AE])
    assert deactivate_user(user, by=actor_for(UserFactory(roles=[Role.SUPERVISOR]))).is_active is False
    with pytest.raises(Forbidden):
        reactivate_user(user, by=actor_for(UserFactory(roles=[Role.SUPERVISOR])))


def test_change_roles_tells_before_and_after_once(admin):
    user = UserFactory(roles=[Role.AE])
    change_roles(user, ["SUPERVISOR", "AE"], by=admin)
    change_roles(user, ["AE", "SUPERVISOR"], by=admin)
    assert told() == [
        ("user.roles_changed", {"user_id": user.public_id, "before": ["AE"], "after": ["AE", "SUPERVISOR"]})
    ]


def test_change_roles_refuses_a_role_that_does_not_exist(admin):
    user = UserFactory()
    with pytest.raises(Invalid):
        change_roles(user, ["AE", "PILOT"], by=admin)
    assert (User.objects.get(pk=user.pk).roles, told()) == (["AE"], [])


def test_last_administrator_stays():
    last = UserFactory(roles=[Role.ADMIN])
    UserFactory(roles=[Role.ADMIN], is_active=False)
    for attempt in (lambda: deactivate_user(last, by=SYSTEM), lambda: change_roles(last, ["AE"], by=SYSTEM)):
        with pytest.raises(DomainError) as refused:
            attempt()
        assert refused.value.code == "INVALID_TRANSITION"
    last.refresh_from_db()
    assert (last.is_active, last.roles, told()) == (True, ["ADMIN"], [])


def test_deactivate_ends_logins_and_tells_once(admin):
    user = UserFactory()
    LoginSessionFactory.create_batch(2, user=user)
    for _ in range(2):
        deactivate_user(user, by=admin)
    user.refresh_from_db()
    assert (user.is_active, user.token_version) == (False, 2)
    assert {login.revoked_because for login in user.login_sessions.all()} == {RevocationReason.USER_DEACTIVATED}
    assert [name for name, _ in told()] == ["login.ended", "login.ended", "user.deactivated"]


def test_reactivated_person_signs_in_anew(admin):
    user = UserFactory()
    login = LoginSessionFactory(user=user)
    deactivate_user(user, by=admin)
    assert reactivate_user(user, by=admin).is_active is True
    login.refresh_from_db()
    assert login.revoked_at is not None


def test_change_profile_tells_what_was_before(admin):
    user = UserFactory(name="Old", timezone="UTC")
    change_profile(user, {"name": "New", "timezone": "Asia/Kolkata", "language": "en"}, by=admin)
    event = DomainEvent.objects.get()
    assert event.payload == {"user_id": user.public_id, "fields": ["name", "timezone"]}
    assert event.personal == {
        "before": {"name": "Old", "timezone": "UTC"},
        "after": {"name": "New", "timezone": "Asia/Kolkata"},
    }
    assert User.objects.get(pk=user.pk).timezone == "Asia/Kolkata"


@pytest.mark.parametrize("changes", [{"roles": "ADMIN"}, {"name": " ", "language": "es"}])
def test_change_profile_refuses_what_is_not_profile_and_an_empty_name(admin, changes):
    user = UserFactory()
    with pytest.raises(Invalid):
        change_profile(user, changes, by=admin)
    fresh = User.objects.get(pk=user.pk)
    assert (fresh.roles, fresh.name, fresh.language, told()) == (["AE"], user.name, "en", [])


def test_unchanged_profile_tells_nothing(admin):
    user = UserFactory(name="Same")
    change_profile(user, {"name": "Same"}, by=admin)
    assert told() == []


@pytest.mark.parametrize(
    ("old", "new", "field"), [("wrong", "a long enough phrase", "old_password"), (PASSWORD, "short", "new_password")]
)
def test_change_password_refuses_and_ends_nothing(old, new, field):
    user = UserFactory()
    login = LoginSessionFactory(user=user)
    with pytest.raises(Invalid) as refused:
        change_password(user, old, new, by=actor_for(user))
    assert list(refused.value.details) == [field]
    login.refresh_from_db()
    assert (login.revoked_at, User.objects.get(pk=user.pk).check_password(PASSWORD), told()) == (None, True, [])


def test_change_password_keeps_one_login():
    user = UserFactory()
    here, there = LoginSessionFactory.create_batch(2, user=user)
    change_password(user, PASSWORD, "a long enough phrase", by=actor_for(user), keep=here)
    assert [LoginSession.objects.get(pk=login.pk).revoked_at is None for login in (here, there)] == [True, False]


def test_end_logins_leaves_other_people_alone():
    mine, other = LoginSessionFactory(), LoginSessionFactory()
    assert end_logins(mine.user, because=RevocationReason.ENDED_BY_ADMIN, by=SYSTEM) == 1
    other.refresh_from_db()
    assert other.revoked_at is None


def test_create_api_key_shows_the_text_once_and_tells(admin):
    key, text = create_api_key("Shop", ["system:routing", "ae:queue:read"], by=admin)
    assert text.split("_")[:3] == ["sb", "dev", key.key_id]
    assert (key.scopes, key.rate_per_minute, key.created_by_id) == (
        ["ae:queue:read", "system:routing"],
        2000,
        admin.user_id,
    )
    ((name, payload),) = told()
    assert (name, payload["scopes"]) == ("api_key.created", ["ae:queue:read", "system:routing"])
    assert [value for value in map(str, payload.values()) if text in value or text.split("_")[3] in value] == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"scopes": ["ae:queue:reed"]}, "scopes"),
        ({"scopes": []}, "scopes"),
        ({"name": " "}, "name"),
        ({"rate_per_minute": 0}, "rate_per_minute"),
        ({"expires_at": now() - timedelta(days=1)}, "expires_at"),
    ],
)
def test_create_api_key_refuses(admin, changes, field):
    with pytest.raises(Invalid) as refused:
        create_api_key(**({"name": "Shop", "scopes": ["ae:queue:read"], "by": admin} | changes))
    assert (list(refused.value.details), ApiKey.objects.count(), told()) == ([field], 0, [])


def test_key_cannot_do_more_than_its_maker(admin):
    by = replace(admin, scopes=frozenset({"admin:users"}))
    with pytest.raises(Forbidden):
        create_api_key("Shop", ["system:routing"], by=by)
    assert (ApiKey.objects.count(), told()) == (0, [])


def test_revoke_api_key_tells_once(admin):
    key = ApiKeyFactory()
    first = revoke_api_key(key, by=admin).revoked_at
    assert revoke_api_key(key, by=admin).revoked_at == first
    assert [name for name, _ in told()] == ["api_key.revoked"]


def test_purge_keeps_what_is_young():
    at = now()
    LoginFailure.objects.create(account="old", at=at - timedelta(days=31))
    LoginFailure.objects.create(account="young", at=at - timedelta(days=29))
    LoginSessionFactory(expires_at=at - timedelta(days=91))
    LoginSessionFactory(expires_at=at - timedelta(days=89))
    assert purge_old_logins(at=at) == 2
    assert (LoginFailure.objects.get().account, LoginSession.objects.count()) == ("young", 1)


@pytest.mark.parametrize(
    ("roles", "kind"),
    [([Role.AE], "staff"), ([Role.ADMIN, Role.CUSTOMER], "staff"), ([Role.CUSTOMER], "customer"), ([], "user")],
)
def test_actor_says_which_side_somebody_is_on(roles, kind):
    user = UserFactory(roles=roles)
    actor = actor_for(user)
    assert (actor.kind, actor.id, actor.user_id) == (
        kind,
        staff_public_id(user.pk) if kind == "staff" else user.public_id,
        user.pk,
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_of_simultaneous_refreshes_one_wins_and_the_login_ends():
    login = LoginSessionFactory()
    token = issue_refresh(login.user, login, login.refresh_id, at=now())
    results = race(8, lambda number: refresh_session(token))
    refused = [result for result in results if isinstance(result, DomainError)]
    assert (len(results), len(refused)) == (8, 7)
    assert {str(result.code) for result in refused} == {"UNAUTHENTICATED"}
    login.refresh_from_db()
    assert login.revoked_because == RevocationReason.REFRESH_REUSED
    assert DomainEvent.objects.filter(name="login.ended").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_two_administrators_cannot_remove_each_other():
    one, two = UserFactory.create_batch(2, roles=[Role.ADMIN])
    race(2, lambda number: deactivate_user((one, two)[number], by=actor_for((two, one)[number])))
    assert User.objects.active().with_role(Role.ADMIN).count() == 1
