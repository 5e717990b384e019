"""Statements of every request: built once, planned once for each connection, run with other values from then on.

Building a wide SELECT costs Django several times what PostgreSQL needs to answer it, and planning it ten times as much.
The text depends on the shape of the question only (which filters, which order), so it is kept, with everything that
does not change standing in it as it is: a plan made for any values can still use a partial index. Only the values are
bound, on the server.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.backends.utils import CursorWrapper
from django.db.models import BooleanField, F, Func, QuerySet, UUIDField, Value
from psycopg import RawCursor
from psycopg import sql as literal
from psycopg.pq import Format

SHAPES = 512  # texts kept of each query


@dataclass(frozen=True, slots=True)
class _Executed:
    """What Django's debugging asks a cursor for."""

    query: bytes


class _Planned:
    """A cursor whose statements the connection remembers with their plans."""

    def execute(self, query: str, params: Any = None, **options: Any) -> Any:
        done = super().execute(query, params, prepare=True, **options)  # type: ignore[misc]
        self._query = _Executed(query.encode())
        return done


class _PlannedCursor(_Planned, ServerBindingCursor):
    """With %s or %(name)s for values."""


class _NumberedCursor(_Planned, RawCursor[Any]):  # type: ignore[misc]  # as above
    """With $1 for values: a long text need not be searched for its places each time."""


@contextmanager
def prepared_cursor(kind: type[_Planned] = _PlannedCursor, *, binary: bool = False) -> Iterator[CursorWrapper]:
    """For few texts that come again and again: planned once for each connection.

    Values are bound on the server, so each needs a type that PostgreSQL can tell: `%(name)s::text`.
    `binary`: an instant is read in a third of the time, a jsonb comes as what it holds.
    """
    connection.ensure_connection()
    own: Any = kind(connection.connection)  # type: ignore[call-arg]  # each kind is a cursor too
    own.format = Format.BINARY if binary else Format.TEXT
    with connection._prepare_cursor(own) as cursor:  # type: ignore[attr-defined]  # noqa: SLF001  (adds debugging)
        yield cursor


class AnyOf(Func):
    """`filter(AnyOf("staff_id", ids))`: one text for lists of any length, where `__in` has one for each length."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    output_field = BooleanField()

    def __init__(self, field: str, ids: list[UUID]) -> None:
        super().__init__(F(field), Value(ids, output_field=ArrayField(UUIDField())))


class Prepared:
    """`build(*values, **shape)` returns a queryset; `rows(*values, **shape)` are its rows, for any values.

    values  UUIDs, dates, instants and lists of UUIDs (see AnyOf) that stand in conditions; they may not decide what is
            built
    shape   everything else, hashable: each combination is built once
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]]) -> None:
        self.build = build
        self._text = lru_cache(maxsize=SHAPES)(self._compile)

    def rows(self, *values: Any, **shape: Any) -> list[tuple[Any, ...]]:
        """One query."""
        with prepared_cursor(_NumberedCursor, binary=True) as cursor:
            sql, used = self._text(tuple(type(value) for value in values), **shape)
            cursor.execute(sql, [values[number] for number in used])
            return list(cursor.fetchall())

    def _compile(self, kinds: Sequence[type], **shape: Any) -> tuple[str, list[int]]:
        """The text with its constants in it, and the numbers of the values that $1, $2 … stand for."""
        marks = [_mark(kind, number) for number, kind in enumerate(kinds)]
        sql, params = self.build(*marks, **shape).query.sql_with_params()
        given, used = iter(params), []

        def placed(found: re.Match[str]) -> str:
            if found[0] == "%%":
                return "%"
            param = next(given)
            if not (isinstance(param, UUID | date | list) and param in marks):
                return literal.Literal(param).as_string(connection.connection)
            number = marks.index(param)
            if number not in used:
                used.append(number)
            return f"${used.index(number) + 1}"

        return re.sub("%[%s]", placed, sql), used


def _mark(kind: type, number: int) -> Any:
    """A value that no condition holds by itself."""
    if issubclass(kind, UUID):
        return UUID(int=2**127 + number)
    if issubclass(kind, datetime):
        return datetime(1, 1, 2, tzinfo=UTC) + timedelta(microseconds=number)
    if issubclass(kind, date):
        return date(1, 1, 2) + timedelta(days=number)
    if issubclass(kind, list):
        return [UUID(int=2**127 + number)]
    if kind is type(None):
        return None
    raise TypeError(f"{kind.__name__} belongs to the shape, not to the values")


def prepared(build: Callable[..., QuerySet[Any, Any]]) -> Prepared:
    """For a function that builds the queryset."""
    return Prepared(build)
