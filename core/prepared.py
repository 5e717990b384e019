"""Queries that are asked at every request: built by the ORM once, run with other values from then on.

Building a wide SELECT costs Django several times what PostgreSQL needs to answer it. The text depends on the shape of
the question only (which filters, which order), so it is kept; the values are put in each time.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

SHAPES = 512  # texts kept of each query

Place = tuple[bool, Any]  # (True, number of the value) or (False, what always stands there)


class Prepared:
    """`build(*values, **shape)` returns a queryset; `rows(*values, **shape)` are its rows, for any values.

    values  UUIDs and instants that stand in conditions; they may not decide what is built
    shape   everything else, hashable: each combination is built once
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]]) -> None:
        self.build = build
        self._text = lru_cache(maxsize=SHAPES)(self._compile)

    def rows(self, *values: Any, **shape: Any) -> list[tuple[Any, ...]]:
        """One query."""
        sql, places = self._text(tuple(type(value) for value in values), **shape)
        with connection.cursor() as cursor:
            cursor.execute(sql, [values[what] if is_value else what for is_value, what in places])
            return list(cursor.fetchall())

    def _compile(self, kinds: Sequence[type], **shape: Any) -> tuple[str, list[Place]]:
        marks = [_mark(kind, number) for number, kind in enumerate(kinds)]
        sql, params = self.build(*marks, **shape).query.sql_with_params()
        return sql, [_place(param, marks) for param in params]


def _mark(kind: type, number: int) -> Any:
    """A value that no condition holds by itself."""
    if issubclass(kind, UUID):
        return UUID(int=2**127 + number)
    if issubclass(kind, datetime):
        return datetime(1, 1, 2, tzinfo=UTC) + timedelta(microseconds=number)
    if kind is type(None):
        return None
    raise TypeError(f"{kind.__name__} belongs to the shape, not to the values")


def _place(param: Any, marks: Sequence[Any]) -> Place:
    if isinstance(param, UUID | datetime) and param in marks:
        return True, marks.index(param)
    return False, param


def prepared(build: Callable[..., QuerySet[Any, Any]]) -> Prepared:
    """For a function that builds the queryset."""
    return Prepared(build)
