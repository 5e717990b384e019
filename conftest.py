"""What holds for every test."""

from collections.abc import Iterable
from typing import Any

import pytest


def pytest_collection_modifyitems(items: Iterable[pytest.Item]) -> None:
    """Tests that really commit empty the tables afterwards: give the next one what the migrations had shipped."""
    for item in items:
        for marker in item.iter_markers("django_db"):
            asked: dict[str, Any] = marker.kwargs  # type: ignore[assignment]  # declared read-only, is a plain dict
            if asked.get("transaction"):
                asked["serialized_rollback"] = True
