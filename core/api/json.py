"""JSON in and out: instants end in Z, money is a number, a body is at most 1 MB and well formed."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import IO, Any

import orjson
from django.conf import settings
from django.utils.functional import Promise
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer

from core.errors import DomainError, ErrorCode

OPTIONS = orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS


def dump(data: Any) -> bytes:
    return orjson.dumps(data, default=_plain, option=OPTIONS)


def canonical(data: Any) -> bytes:
    """The same bytes for the same data, whatever the order of its keys."""
    return orjson.dumps(data, default=_plain, option=OPTIONS | orjson.OPT_SORT_KEYS)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, Promise):  # a translated text
        return str(value)
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, set | frozenset):
        return sorted(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, str):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no JSON form here")


def load(raw: bytes) -> Any:
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError as problem:
        raise DomainError(ErrorCode.MALFORMED_JSON, f"The body is not valid JSON: {problem}.") from None


class JSONRenderer(BaseRenderer):
    media_type = "application/json"
    format = "json"
    charset = None

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        return b"" if data is None else dump(data)


class JSONParser(BaseParser):
    media_type = "application/json"

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        raw = stream.read(limit + 1)
        if len(raw) > limit:
            raise DomainError(
                ErrorCode.BODY_TOO_LARGE, f"A body may have at most {limit} bytes.", {"limit_bytes": limit}
            )
        return load(raw)
