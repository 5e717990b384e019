from collections.abc import Iterator
from typing import Any

import pytest

from accounts.enums import Role
from accounts.models import User
from accounts.tests.factories import UserFactory
from events import registry
from workspace.tests.sockets import session_of


@pytest.fixture
def person(transactional_db: Any) -> User:
    return UserFactory(roles=[Role.AE])


@pytest.fixture
def session(person: User) -> str:
    return session_of(person)


@pytest.fixture
def open_topics(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[str]]:
    """Which things may be followed, by everybody; tests take some away."""
    allowed = {"thing_1", "thing_2"}
    monkeypatch.setitem(registry.FOLLOW, "thing", lambda user, thing: thing in allowed)
    return allowed
