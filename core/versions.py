"""`ETag` and `If-Match`: an edit counts only for the version that its sender has seen, when the sender says which."""

import re

from core.errors import DomainError, ErrorCode

_TAG = re.compile(r'(?:W/)?"(\d{1,18})"')


def etag(version: int) -> str:
    return f'"{version}"'


def versions_asked(if_match: str | None) -> frozenset[int] | None:
    """The versions that the edit is meant for; None when any will do. Tags that are not ours match nothing."""
    if if_match is None or if_match.strip() == "*":
        return None
    return frozenset(int(version) for version in _TAG.findall(if_match))


def refuse_stale(version: int, asked: frozenset[int] | None) -> None:
    """Raises STALE_VERSION with the current version when the edit is meant for another one."""
    if asked is not None and version not in asked:
        raise DomainError(
            ErrorCode.STALE_VERSION,
            "This has changed since you read it. Read it again and send your change for the new version.",
            {"version": version},
        )
