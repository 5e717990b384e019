import re

import pytest
from asgiref.sync import async_to_sync
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.actions import change_roles, deactivate_user
from accounts.enums import Medium, RevocationReason, Role
from accounts.models import LoginSession, User
from accounts.tests.factories import PASSWORD, LoginSessionFactory, UserFactory
from accounts.web import requires_scope
from core.actor import SYSTEM
from core.testing.queries import assert_queries
from events.models import DomainEvent

pytestmark = pytest.mark.django_db
NEW = "another long phrase 7"


def sign_in(client, user, password=PASSWORD, **data):
    return client.post(reverse("login"), {"email": user.email, "password": password, **data})


@pytest.fixture
def user():
    return UserFactory(name="Sarah Johnson", email="sarah@example.test")


@pytest.fixture
def browser(client, user):
    sign_in(client, user)
    return client


def is_signed_in(client):
    return client.get(reverse("profile")).status_code == 200


def test_login_page_opens_a_login_with_a_new_session_key(client, user):
    client.get(reverse("login"))
    client.session["before"] = 1
    old_key = client.session.session_key
    answer = sign_in(client, user)
    assert (answer.status_code, answer.url) == (302, reverse("home"))
    login = LoginSession.objects.get()
    assert login.browser_session_key == client.session.session_key != old_key
    assert (login.user, login.medium, login.refresh_id) == (user, Medium.PAGES, None)
    assert [event.name for event in DomainEvent.objects.all()] == ["login.opened"]


def test_wrong_password_keeps_the_form_and_says_it_once_for_all(client, user):
    answer = sign_in(client, user, "wrong")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert page.count("Email or password is not right.") == 1
    assert 'value="sarah@example.test"' in page
    assert "wrong" not in re.sub(r"went wrong", "", page)
    assert not is_signed_in(client)


def test_locked_account_is_told_when_to_come_back(client, user):
    for _ in range(5):
        sign_in(client, user, "wrong")
    answer = sign_in(client, user)
    assert answer.status_code == 422
    assert "Too many failed sign-ins. Try again in 15 minutes" in answer.content.decode()
    assert not is_signed_in(client)


def test_incomplete_form_is_422(client):
    assert client.post(reverse("login"), {"email": ""}).status_code == 422


@pytest.mark.parametrize(
    ("wanted", "goes"),
    [
        ("/profile/?a=1", "/profile/?a=1"),
        ("https://elsewhere.test/", None),
        ("//elsewhere.test/", None),
        ("javascript:alert(1)", None),
        ("/\\elsewhere.test", None),
        ("-1", None),
    ],
)
def test_login_goes_on_only_to_our_own_pages(client, user, wanted, goes):
    assert sign_in(client, user, next=wanted).url == (goes or reverse("home"))


def test_signed_in_person_does_not_see_the_login_page(browser):
    assert browser.get(reverse("login")).status_code == 302


def test_logout_ends_login_and_session(browser):
    assert browser.post(reverse("logout")).url == reverse("login")
    assert LoginSession.objects.get().revoked_because == RevocationReason.LOGGED_OUT
    assert not is_signed_in(browser)


def test_logout_by_get_does_nothing(browser):
    assert browser.get(reverse("logout")).status_code == 405
    assert is_signed_in(browser)


@pytest.mark.parametrize("name", ["login", "logout", "profile", "profile_password", "password_reset"])
def test_pages_refuse_posts_without_token(name, user):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(user)
    assert strict.post(reverse(name), {}).status_code == 403


def test_others_are_sent_to_the_login_page_and_back(client):
    answer = client.get("/profile/?tab=1")
    assert answer.url == "/login/?next=/profile/%3Ftab%3D1"
    assert answer["Cache-Control"] == "no-store"


def test_part_of_a_page_sends_the_whole_page_to_login(client):
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/queue/?page=2"}
    answer = client.get("/profile/", headers=headers)
    assert (answer.status_code, answer["HX-Redirect"]) == (200, "/login/?next=/queue/%3Fpage%3D2")


@pytest.mark.parametrize("end", ["deactivate", "password", "version"])
def test_browser_session_dies_at_once(browser, user, end):
    assert is_signed_in(browser)
    if end == "deactivate":
        deactivate_user(user, by=SYSTEM)
    elif end == "password":
        user.set_password(NEW)
        user.save()
    else:
        User.objects.update(token_version=2)
    assert not is_signed_in(browser)


def test_profile_is_saved_and_speaks_the_new_language(browser, user):
    answer = browser.post(
        reverse("profile"),
        {"name": "Sarah J.", "phone": "(212) 555-0123", "language": "fr", "timezone": "Europe/Paris", "theme": "dark"},
    )
    assert answer.status_code == 302
    user.refresh_from_db()
    assert (user.name, user.phone, user.language, user.timezone, user.theme) == (
        "Sarah J.",
        "+12125550123",
        "fr",
        "Europe/Paris",
        "dark",
    )
    page = browser.get(reverse("profile"))
    assert page["Content-Language"] == "fr"
    assert '<html lang="fr"' in page.content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [("phone", "12"), ("timezone", "Mars/Base"), ("language", "xx"), ("name", ""), ("theme", "pink")],
)
def test_unusable_profile_is_422_and_changes_nothing(browser, user, field, value):
    data = {"name": "Other", "phone": "", "language": "en", "timezone": "UTC", "theme": "auto"} | {field: value}
    assert browser.post(reverse("profile"), data).status_code == 422
    user.refresh_from_db()
    assert user.name == "Sarah Johnson"


def test_profile_cannot_change_roles_or_email(browser, user):
    data = {"name": "S", "phone": "", "language": "en", "timezone": "UTC", "theme": "auto"}
    browser.post(reverse("profile"), data | {"roles": "ADMIN", "email": "x@y.test", "is_active": ""})
    user.refresh_from_db()
    assert (user.roles, user.email, user.is_active) == (["AE"], "sarah@example.test", True)


def test_new_password_keeps_this_browser_and_ends_the_others(browser, user):
    elsewhere = Client()
    sign_in(elsewhere, user)
    token_login = LoginSessionFactory(user=user)
    answer = browser.post(reverse("profile_password"), {"old_password": PASSWORD, "new_password": NEW, "again": NEW})
    assert answer.status_code == 302
    assert (is_signed_in(browser), is_signed_in(elsewhere)) == (True, False)
    token_login.refresh_from_db()
    assert token_login.revoked_because == RevocationReason.PASSWORD_CHANGED
    browser.post(reverse("logout"))
    assert LoginSession.objects.filter(revoked_at__isnull=True).count() == 0  # the kept one was followed to its new key


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ({"old_password": "wrong", "new_password": NEW, "again": NEW}, "This is not your password."),
        ({"old_password": PASSWORD, "new_password": NEW, "again": "x"}, "The two entries differ."),
        ({"old_password": PASSWORD, "new_password": "12345678", "again": "12345678"}, "This password is too common."),
    ],
)
def test_refused_new_password_is_explained(browser, user, data, text):
    answer = browser.post(reverse("profile_password"), data)
    assert answer.status_code == 422
    assert text in answer.content.decode()
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_login_elsewhere_is_ended_from_the_profile(browser, user):
    elsewhere = Client()
    sign_in(elsewhere, user)
    there = LoginSession.objects.get(browser_session_key=elsewhere.session.session_key)
    answer = browser.post(reverse("profile_end_login", args=[there.public_id]), headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert there.public_id not in answer.content.decode()
    assert "<html" not in answer.content.decode()
    assert (is_signed_in(browser), is_signed_in(elsewhere)) == (True, False)


def test_login_of_somebody_else_is_not_there(browser):
    other = LoginSessionFactory()
    for login_id in (other.public_id, "login_x", "login_" + "0" * 26):
        assert browser.post(reverse("profile_end_login", args=[login_id])).status_code == 404
    other.refresh_from_db()
    assert other.revoked_at is None


# -- scopes ------------------------------------------------------------------------------------------


def test_page_with_a_scope_is_403_without_it_from_the_next_request_on(rf, user):
    @requires_scope("ae:queue:read", "admin:routing")
    def page(request):
        return HttpResponse("queue")

    request = rf.get("/queue/")
    request.user = user
    assert page(request).content == b"queue"
    change_roles(user, [Role.MECHANIC], by=SYSTEM)
    request.user = User.objects.get()
    with pytest.raises(PermissionDenied):
        page(request)


def test_asynchronous_request_loads_the_person_once(async_client, user):
    """As daphne runs it: session and person are read by the middleware, and not again by the page."""
    async_client.force_login(user)
    with assert_queries(2) as statements:
        answer = async_to_sync(async_client.get)(reverse("login"))
    assert answer.status_code == 302
    assert [re.search(r'FROM "(\w+)"', sql)[1] for sql in statements] == ["django_session", "accounts_user"]
