"""Pages of a list: by offset with a total, or by cursor for lists that grow without bound."""

import base64
import binascii
from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Q, QuerySet
from rest_framework.request import Request

from core.errors import Invalid

DEFAULT_LIMIT = 50
MOST = 100
#: further in, an offset costs more than it tells: narrow the filters or follow the cursor
MOST_OFFSET = 100_000
#: of a list that grows without bound so many are counted, and so far in an offset reaches
MOST_COUNTED = 10_000
NO_CURSOR = "Not a cursor of this list: take it from the answer before."
#: what an answer says of a short list, in examples
FIRST_PAGE = {"limit": DEFAULT_LIMIT, "offset": 0, "total": 1, "next_cursor": None, "has_more": False}
EITHER = "Give an offset or a cursor, not both."
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


#: name → its description, and its schema
Parameters = dict[str, tuple[str, dict[str, Any]]]
LIMIT: Parameters = {
    "limit": ("Rows per page.", {"type": "integer", "minimum": 1, "maximum": MOST, "default": DEFAULT_LIMIT})
}


class Pagination(ABC):
    """component  of the API's schema: what an answer says about its page"""

    parameters: ClassVar[Parameters]
    component: ClassVar[str]

    @abstractmethod
    def read(self, request: Request) -> Any:
        """The page that is asked for. Raises Invalid."""

    @abstractmethod
    def cut(self, request: Request, found: QuerySet[Any]) -> tuple[list[Any], dict[str, Any]]:
        """The rows of the page, and what the answer says about it."""


@dataclass(frozen=True, slots=True)
class OffsetPage:
    limit: int = DEFAULT_LIMIT
    offset: int = 0

    def shown(self, total: int) -> dict[str, Any]:
        return {
            "limit": self.limit,
            "offset": self.offset,
            "total": total,
            "has_more": self.offset + self.limit < total,
        }


class OffsetPagination(Pagination):
    """`limit` and `offset`; the queryset must be totally ordered."""

    parameters = LIMIT | {
        "offset": ("Rows to skip.", {"type": "integer", "minimum": 0, "maximum": MOST_OFFSET, "default": 0}),
    }
    component = "OffsetPagination"

    def read(self, request: Request) -> OffsetPage:
        problems: dict[str, list[str]] = {}
        limit = _number(request, "limit", DEFAULT_LIMIT, 1, MOST, problems)
        offset = _number(request, "offset", 0, 0, MOST_OFFSET, problems)
        if problems:
            raise Invalid(problems)
        return OffsetPage(limit, offset)

    def cut(self, request: Request, found: QuerySet[Any]) -> tuple[list[Any], dict[str, Any]]:
        page = self.read(request)
        total = found.count()
        rows = list(found[page.offset : page.offset + page.limit]) if page.offset < total else []
        return rows, page.shown(total)


@dataclass(frozen=True, slots=True)
class KeyPage:
    """after  the place in the list that the page goes on from; None: it is the `offset`th row and those that follow"""

    limit: int = DEFAULT_LIMIT
    offset: int = 0
    after: Any = None


class KeyPagination(Pagination):
    """Lists that grow without bound: `limit`, and either `offset` or `cursor`.

    Without a cursor the answer has the `offset` and the `total`, which is counted up to MOST_COUNTED and null beyond:
    so it costs the same however long the list is. With one there is neither, and pages stay good while rows come and
    go.
    """

    parameters = LIMIT | {
        "offset": (
            "Rows to skip, from the first on. Further in, follow `next_cursor`.",
            {"type": "integer", "minimum": 0, "maximum": MOST_COUNTED, "default": 0},
        ),
        "cursor": (
            "`next_cursor` of the answer before, instead of `offset`: then nothing is counted.",
            {"type": "string"},
        ),
    }
    component = "CursorPagination"
    order: ClassVar[tuple[str, ...]]

    @abstractmethod
    def place_in(self, text: str) -> Any:
        """What a cursor says; None: it is none of this list."""

    @abstractmethod
    def cursor_of(self, row: Any) -> str:
        """The place of that row, in text."""

    @abstractmethod
    def following(self, place: Any) -> Q:
        """The rows after that place."""

    def read(self, request: Request) -> KeyPage:
        problems: dict[str, list[str]] = {}
        limit = _number(request, "limit", DEFAULT_LIMIT, 1, MOST, problems)
        offset = _number(request, "offset", 0, 0, MOST_COUNTED, problems)
        after = None
        if (text := request.query_params.get("cursor")) is not None:
            after = self.place_in(text)
            if after is None:
                problems["cursor"] = [NO_CURSOR]
            elif request.query_params.get("offset") is not None:
                problems["offset"] = [EITHER]
        if problems:
            raise Invalid(problems)
        return KeyPage(limit, offset, after)

    def cut(self, request: Request, found: QuerySet[Any]) -> tuple[list[Any], dict[str, Any]]:
        page = self.read(request)
        begun = found if page.after is None else found.filter(self.following(page.after))
        rows = list(begun.order_by(*self.order)[page.offset : page.offset + page.limit + 1])
        more = len(rows) > page.limit
        rows = rows[: page.limit]
        shown: dict[str, Any] = {"limit": page.limit}
        if page.after is None:
            shown |= {"offset": page.offset, "total": _total(found, page.offset, len(rows), more=more)}
        return rows, shown | {"next_cursor": self.cursor_of(rows[-1]) if more else None, "has_more": more}


class CursorPagination(KeyPagination):
    """Newest first, by id."""

    order = ("-pk",)

    def place_in(self, text: str) -> UUID | None:
        raw = _raw(text, 16)
        return UUID(bytes=raw) if raw else None

    def cursor_of(self, row: Any) -> str:
        return _text(row.pk.bytes)

    def following(self, place: UUID) -> Q:
        return Q(pk__lt=place)


class ChangesPagination(KeyPagination):
    """First what changed least recently, by (`updated_at`, id); what changes moves to the end."""

    order = ("updated_at", "pk")

    def place_in(self, text: str) -> tuple[datetime, UUID] | None:
        raw = _raw(text, 24)
        if raw is None:
            return None
        try:
            return BEGINNING + timedelta(microseconds=int.from_bytes(raw[:8], "big")), UUID(bytes=raw[8:])
        except OverflowError:
            return None

    def cursor_of(self, row: Any) -> str:
        """Microseconds since 1970, then the id."""
        since = (row.updated_at - BEGINNING) // timedelta(microseconds=1)
        return _text(since.to_bytes(8, "big") + row.pk.bytes)

    def following(self, place: tuple[datetime, UUID]) -> Q:
        at, key = place
        return (Q(updated_at__gt=at) | Q(updated_at=at, pk__gt=key)) & Q(updated_at__gte=at)


def _total(found: QuerySet[Any], offset: int, shown: int, *, more: bool) -> int | None:
    """How long the list is: counted only where the page is not its end, and no further than MOST_COUNTED."""
    if not more and (shown or not offset):
        return offset + shown
    counted = found.order_by()[: MOST_COUNTED + 1].count()
    return counted if counted <= MOST_COUNTED else None


def _number(request: Request, name: str, usual: int, least: int, most: int, problems: dict[str, list[str]]) -> int:
    text = request.query_params.get(name)
    if text is None:
        return usual
    if text.isascii() and text.isdigit() and len(text) <= 9 and least <= int(text) <= most:
        return int(text)
    problems[name] = [f"Must be a whole number from {least} to {most}."]
    return usual


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _raw(text: str, size: int) -> bytes | None:
    """What `_text` was given; None when that were not `size` bytes."""
    if "=" in text:
        return None
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw if len(raw) == size else None
