"""How many statements something costs, as a literal in the test."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

NOT_COUNTED = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT", "BEGIN", "COMMIT", "ROLLBACK")


@contextmanager
def assert_queries(expected: int) -> Iterator[list[str]]:
    """Exactly that many statements in the block, without savepoints and transaction ends; all shown when not."""
    statements: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield statements
    statements += [query["sql"] for query in captured if not query["sql"].upper().startswith(NOT_COUNTED)]
    if len(statements) != expected:
        shown = "\n".join(f"{number}. {sql}" for number, sql in enumerate(statements, 1))
        raise AssertionError(f"{len(statements)} statements instead of {expected}:\n{shown}")
