"""Pages of a list: by offset with a total, or by cursor for lists that grow without bound."""

import base64
import binascii
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
NO_CURSOR = "Not a cursor of this list: take it from the answer before."
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


class Pagination:
    parameters: ClassVar[tuple[str, ...]] = ()

    def read(self, request: Request) -> Any:
        raise NotImplementedError

    def cut(self, request: Request, found: QuerySet[Any]) -> tuple[list[Any], dict[str, Any]]:
        """The rows of the page, and what the answer says about it."""
        raise NotImplementedError


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

    parameters = ("limit", "offset")

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
class CursorPage:
    limit: int = DEFAULT_LIMIT
    after: UUID | None = None


class CursorPagination(Pagination):
    """`limit` and `cursor`: newest first, by id; a cursor stays good while rows come and go."""

    parameters = ("limit", "cursor")

    def read(self, request: Request) -> CursorPage:
        problems: dict[str, list[str]] = {}
        limit = _number(request, "limit", DEFAULT_LIMIT, 1, MOST, problems)
        after = None
        if (text := request.query_params.get("cursor")) is not None:
            after = _decoded(text)
            if after is None:
                problems["cursor"] = [NO_CURSOR]
        if problems:
            raise Invalid(problems)
        return CursorPage(limit, after)

    def cut(self, request: Request, found: QuerySet[Any]) -> tuple[list[Any], dict[str, Any]]:
        page = self.read(request)
        if page.after is not None:
            found = found.filter(pk__lt=page.after)
        rows = list(found.order_by("-pk")[: page.limit + 1])
        more = len(rows) > page.limit
        rows = rows[: page.limit]
        following = _encoded(rows[-1].pk) if more else None
        return rows, {"limit": page.limit, "next_cursor": following, "has_more": more}


@dataclass(frozen=True, slots=True)
class ChangesPage:
    limit: int = DEFAULT_LIMIT
    after: tuple[datetime, UUID] | None = None


class ChangesPagination(Pagination):
    """`limit` and `cursor`: first what changed least recently, by (`updated_at`, id); what changes moves to the end."""

    parameters = ("limit", "cursor")

    def read(self, request: Request) -> ChangesPage:
        problems: dict[str, list[str]] = {}
        limit = _number(request, "limit", DEFAULT_LIMIT, 1, MOST, problems)
        after = None
        if (text := request.query_params.get("cursor")) is not None:
            after = _instant_and_id(text)
            if after is None:
                problems["cursor"] = [NO_CURSOR]
        if problems:
            raise Invalid(problems)
        return ChangesPage(limit, after)

    def cut(self, request: Request, found: QuerySet[Any]) -> tuple[list[Any], dict[str, Any]]:
        page = self.read(request)
        if page.after is not None:
            at, key = page.after
            found = found.filter(Q(updated_at__gt=at) | Q(updated_at=at, pk__gt=key), updated_at__gte=at)
        rows = list(found.order_by("updated_at", "pk")[: page.limit + 1])
        more = len(rows) > page.limit
        rows = rows[: page.limit]
        following = _place_of(rows[-1].updated_at, rows[-1].pk) if more else None
        return rows, {"limit": page.limit, "next_cursor": following, "has_more": more}


def _number(request: Request, name: str, usual: int, least: int, most: int, problems: dict[str, list[str]]) -> int:
    text = request.query_params.get(name)
    if text is None:
        return usual
    if text.isascii() and text.isdigit() and len(text) <= 9 and least <= int(text) <= most:
        return int(text)
    problems[name] = [f"Must be a whole number from {least} to {most}."]
    return usual


def _encoded(value: UUID) -> str:
    return _text(value.bytes)


def _decoded(text: str) -> UUID | None:
    raw = _raw(text, 16)
    return UUID(bytes=raw) if raw else None


def _place_of(at: datetime, key: UUID) -> str:
    """Microseconds since 1970, then the id."""
    return _text(((at - BEGINNING) // timedelta(microseconds=1)).to_bytes(8, "big") + key.bytes)


def _instant_and_id(text: str) -> tuple[datetime, UUID] | None:
    raw = _raw(text, 24)
    if raw is None:
        return None
    try:
        return BEGINNING + timedelta(microseconds=int.from_bytes(raw[:8], "big")), UUID(bytes=raw[8:])
    except OverflowError:
        return None


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
