"""The world of the permission matrices and of hostile input: dear to make, and left as it was by every request."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from tests.architecture.callers import Cast, assemble


@pytest.fixture(scope="module")
def assembled(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cast]:
    """Once for all tests of a file."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield assemble()
        transaction.set_rollback(True)
