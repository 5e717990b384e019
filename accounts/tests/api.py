"""Calls to the API as an integrator makes them."""

from typing import Any

from accounts.tests.factories import PASSWORD
from core.testing.api import Api


def post(path: str, body: dict[str, Any] | None = None, *, token: str = "", **headers: str) -> Any:
    return Api(f"Bearer {token}" if token else "", **headers).post(path, body)


def log_in(email: str, password: str = PASSWORD) -> Any:
    return post("/api/v1/auth/login", {"email": email, "password": password})


def tokens_of(email: str) -> dict[str, str]:
    answer = log_in(email)
    assert answer.status_code == 200, answer.content
    return answer.json()


def me(authorization: str) -> Any:
    return Api(authorization).get("/api/v1/auth/me")


def code_of(answer: Any) -> str:
    return answer.json()["error"]["code"]
