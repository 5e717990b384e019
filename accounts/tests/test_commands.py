from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.checks import signing_keys_can_be_read
from accounts.management.commands.roles_doc import document
from accounts.models import ApiKey, User
from accounts.scopes import MEANING, ROLE_SCOPES, Role, Scope, scopes_of
from accounts.tasks import purge_old_logins
from accounts.tests.api import me
from accounts.tests.factories import ApiKeyFactory, LoginSessionFactory
from core.clock import now
from events.models import DomainEvent


def said(*words):
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue().rstrip("\n")


@pytest.mark.django_db
def test_api_key_create_prints_the_key_as_the_last_word_of_the_last_line():
    text = said("api_key", "create", "Shop", "--scopes", "system:routing, ae:queue:read").splitlines()[-1].split()[-1]
    body = me(f"Api-Key {text}").json()
    assert (body["name"], body["scopes"]) == ("Shop", ["ae:queue:read", "system:routing"])


@pytest.mark.django_db
def test_api_key_create_sets_expiry_and_rate():
    said("api_key", "create", "Shop", "--scopes", "system:routing", "--expires-days", "2", "--rate", "7")
    key = ApiKey.objects.get()
    assert ((key.expires_at - now()).days, key.rate_per_minute) == (1, 7)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("scopes", "says"), [("ae:queue:reed", "There is no scope ae:queue:reed."), (",", "A key without scopes")]
)
def test_api_key_create_refuses_scopes_that_do_not_exist(scopes, says):
    with pytest.raises(CommandError, match=says) as refused:
        said("api_key", "create", "Shop", "--scopes", scopes)
    assert str(refused.value).endswith("admin:users, analytics:read.")
    assert ApiKey.objects.count() == 0


@pytest.mark.django_db
def test_api_key_list_and_revoke():
    good, other = ApiKeyFactory(name="Good"), ApiKeyFactory(name="Other", expires_at=now())
    said("api_key", "revoke", good.public_id)
    lines = said("api_key", "list").splitlines()
    assert [line.split()[2] for line in lines] == ["expired", "revoked"]
    assert said("api_key", "revoke", other.key_id) == f"{other.public_id} Other is revoked."
    with pytest.raises(CommandError, match="There is no key nothing"):
        said("api_key", "revoke", "nothing")


@pytest.mark.django_db
def test_create_user_command(monkeypatch):
    monkeypatch.setattr("accounts.management.commands.create_user.getpass", lambda prompt: "a long enough phrase")
    said("create_user", "first@example.test", "First", "--roles", "admin")
    user = User.objects.get()
    assert (user.roles, user.check_password("a long enough phrase")) == (["ADMIN"], True)
    with pytest.raises(CommandError, match="Somebody with this email exists already"):
        said("create_user", "first@example.test", "Again", "--roles", "AE")


def test_roles_page_is_fresh():
    call_command("roles_doc", "--check")


def test_every_role_and_scope_is_in_the_table():
    assert set(ROLE_SCOPES) == set(Role)
    assert set(MEANING) == set(Scope)
    assert [scope for scope in Scope if f"| `{scope.value}` |" not in document()] == []


def test_person_has_the_union_of_their_roles():
    assert scopes_of(["AE", "IC", "FORMER"]) == {
        "ae:queue:read",
        "ae:queue:assign",
        "ic:queue:read",
        "ic:queue:assign",
        "calls:handle",
    }
    assert scopes_of(["ADMIN"]) == {scope.value for scope in Scope}
    assert scopes_of(["SUPERVISOR"]) == {
        "ae:queue:read",
        "calls:handle",
        "ic:queue:read",
        "admin:routing",
        "admin:workforce",
        "analytics:read",
    }


@pytest.mark.parametrize("broken", [{"JWT_PRIVATE_KEY": "x"}, {"JWT_FORMER_PUBLIC_KEYS": ["x"]}])
def test_unreadable_signing_keys_stop_the_start(settings, broken):
    assert signing_keys_can_be_read() == []
    for name, value in broken.items():
        setattr(settings, name, value)
    assert [error.id for error in signing_keys_can_be_read()] == ["accounts.E001"]


@pytest.mark.django_db
def test_daily_purge_runs_once_a_day():
    from datetime import timedelta

    from accounts.models import LoginSession

    LoginSessionFactory(expires_at=now() - timedelta(days=91))
    purge_old_logins()
    LoginSessionFactory(expires_at=now() - timedelta(days=91))
    purge_old_logins()
    assert LoginSession.objects.count() == 1
    assert DomainEvent.objects.count() == 0
