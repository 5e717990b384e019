from typing import Any

import pytest
from django.test import Client

from accounts.enums import Role
from accounts.models import LoginSession
from accounts.tests.factories import ApiKeyFactory, LoginSessionFactory, UserFactory
from accounts.tokens import issue_access
from core import clock
from workspace.sockets import ticket

pytestmark = pytest.mark.django_db


def ask(client: Client, authorization: str) -> Any:
    return client.post("/api/v1/ws/ticket", content_type="application/json", headers={"Authorization": authorization})


def test_person_gets_a_ticket_for_this_login(client: Client) -> None:
    login: LoginSession = LoginSessionFactory(user=UserFactory(roles=[Role.AE]))
    answer = ask(client, f"Bearer {issue_access(login.user, login, at=clock.now())}")
    assert answer.status_code == 201
    body = answer.json()
    assert set(body) == {"ticket", "expires_at", "path"}
    assert body["path"] == f"/ws/live?ticket={body['ticket']}"
    assert (ticket.redeem(body["ticket"]), ticket.redeem(body["ticket"])) == (login.pk, None)


def test_system_gets_none(client: Client) -> None:
    answer = ask(client, f"Api-Key {ApiKeyFactory().secret_text}")
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "FORBIDDEN")


def test_stranger_gets_none(client: Client) -> None:
    answer = ask(client, "")
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "UNAUTHENTICATED")
