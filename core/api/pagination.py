"""Pages of a list: by offset with a total, or by cursor for lists that grow without bound."""

import base64
import binascii
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from rest_framework.request import Request

from core.errors import Invalid

DEFAULT_LIMIT = 50
MOST = 100
#: further in, an offset costs more than it tells: narrow the filters or follow the cursor
MOST_OFFSET = 100_000


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
                problems["cursor"] = ["Not a cursor of this list: take it from the answer before."]
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


def _number(request: Request, name: str, usual: int, least: int, most: int, problems: dict[str, list[str]]) -> int:
    text = request.query_params.get(name)
    if text is None:
        return usual
    if text.isascii() and text.isdigit() and len(text) <= 9 and least <= int(text) <= most:
        return int(text)
    problems[name] = [f"Must be a whole number from {least} to {most}."]
    return usual


def _encoded(value: UUID) -> str:
    return base64.urlsafe_b64encode(value.bytes).decode().rstrip("=")


def _decoded(text: str) -> UUID | None:
    try:
        return UUID(bytes=base64.b64decode(text + "==", altchars=b"-_", validate=True)) if len(text) == 22 else None
    except (binascii.Error, ValueError):
        return None
