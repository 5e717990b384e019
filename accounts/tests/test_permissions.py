"""Scopes before a view: read from the person or key as they are now."""

import pytest
from rest_framework.test import APIRequestFactory

from accounts.actions import change_roles
from accounts.enums import Role
from accounts.tests.api import tokens_of
from accounts.tests.factories import ApiKeyFactory, UserFactory
from core.actor import SYSTEM
from core.api.views import ApiView, json_response

pytestmark = pytest.mark.django_db


class Queue(ApiView):
    scopes = ("ae:queue:read", "admin:routing")

    def get(self, request):
        return json_response({})


class ByMethod(Queue):
    scopes = {"get": ("ae:queue:read",), "POST": ("ae:queue:assign",)}

    def post(self, request):
        return json_response({})


class Forgotten(Queue):
    scopes = None


def status(view, authorization="", method="get"):
    headers = {"Authorization": authorization} if authorization else {}
    request = getattr(APIRequestFactory(), method)("/", headers=headers, REMOTE_ADDR="127.0.0.1")
    return view.as_view()(request).status_code


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        ([Role.AE], 200),
        ([Role.SUPERVISOR], 200),
        ([Role.ADMIN], 200),
        ([Role.IC], 403),
        ([Role.CUSTOMER], 403),
        ([], 403),
    ],
)
def test_any_of_the_scopes_opens(roles, expected):
    assert status(Queue, f"Bearer {tokens_of(UserFactory(roles=roles).email)['access']}") == expected


def test_nobody_is_asked_to_sign_in():
    assert status(Queue) == 401


def test_removed_role_closes_at_the_next_request():
    user = UserFactory(roles=[Role.AE])
    bearer = f"Bearer {tokens_of(user.email)['access']}"
    assert status(Queue, bearer) == 200
    change_roles(user, [], by=SYSTEM)
    assert status(Queue, bearer) == 403


def test_removed_scope_closes_a_key_at_the_next_request():
    key = ApiKeyFactory(scopes=["ae:queue:read"])
    assert status(Queue, f"Api-Key {key.secret_text}") == 200
    key.scopes = []
    key.save()
    assert status(Queue, f"Api-Key {key.secret_text}") == 403


def test_scopes_by_method():
    key = ApiKeyFactory(scopes=["ae:queue:read"])
    assert status(ByMethod, f"Api-Key {key.secret_text}") == 200
    assert status(ByMethod, f"Api-Key {key.secret_text}", "post") == 403


def test_view_that_names_no_scopes_is_closed():
    token = tokens_of(UserFactory(roles=[Role.ADMIN]).email)["access"]
    assert status(Forgotten, f"Bearer {token}") == 403


@pytest.mark.parametrize("header", ["Basic YTpi", "Bearer", "Token x", "api-key"])
def test_other_headers_are_nobody(header):
    assert status(Queue, header) == 401
