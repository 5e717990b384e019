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
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.backends.utils import CursorWrapper
from django.db.models import BooleanField, F, Func, QuerySet, UUIDField, Value
from django.db.models.query import ModelIterable, get_related_populators
from django.db.transaction import TransactionManagementError
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


class _Maker:
    """Makes objects of rows as the ORM does: converted, with annotations and select_related."""

    def __init__(self, compiler: Any) -> None:
        select, info = compiler.select, compiler.klass_info
        self.model, places = info["model"], info["select_fields"]
        self.own = slice(places[0], places[-1] + 1)
        self.names = [column.target.attname for column, _, _ in select[self.own]]
        # (the stubs are of a later Django)
        self.related = get_related_populators(info, select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]
        self.annotated = compiler.annotation_col_map
        self.converters = compiler.get_converters([column for column, _, _ in select])

    def made(self, row: Sequence[Any]) -> Any:
        values = list(row)
        for place, (converters, column) in self.converters.items():
            for convert in converters:
                values[place] = convert(values[place], column, connection)
        found = self.model.from_db(DEFAULT_DB_ALIAS, self.names, values[self.own])
        for one in self.related:
            one.populate(values, found)
        for name, place in self.annotated.items():
            setattr(found, name, values[place])
        return found


@dataclass(frozen=True, slots=True)
class _Text:
    """sql with its constants in it; used: the numbers of the values that $1, $2 … stand for; locks: FOR UPDATE."""

    sql: str
    used: list[int]
    locks: bool
    maker: _Maker | None


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
        """Of a `values_list`. One query."""
        return self._run(values, shape, binary=True)[1]

    def objects(self, *values: Any, **shape: Any) -> list[Any]:
        """What the queryset itself would give. One query."""
        text, rows = self._run(values, shape, binary=False)  # as fields convert it
        if text.maker is None:
            raise TypeError("values_list has rows, not objects")
        return [text.maker.made(row) for row in rows]

    def _run(self, values: Sequence[Any], shape: dict[str, Any], *, binary: bool) -> tuple[_Text, list[Any]]:
        with prepared_cursor(_NumberedCursor, binary=binary) as cursor:
            text = self._text(tuple(type(value) for value in values), **shape)
            if text.locks and connection.get_autocommit():
                raise TransactionManagementError("select_for_update cannot be used outside of a transaction.")
            cursor.execute(text.sql, [values[number] for number in text.used])
            return text, list(cursor.fetchall())

    def _compile(self, kinds: Sequence[type], **shape: Any) -> _Text:
        marks = [_mark(kind, number) for number, kind in enumerate(kinds)]
        queryset = self.build(*marks, **shape)
        compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
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

        has_objects = queryset._iterable_class is ModelIterable  # noqa: SLF001
        maker = _Maker(compiler) if has_objects else None
        return _Text(re.sub("%[%s]", placed, sql), used, bool(queryset.query.select_for_update), maker)


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
