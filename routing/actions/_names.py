"""By what leads and merchants are known outside: two that share a name are one."""

from collections.abc import Mapping
from typing import Any

from core.locks import advisory_locks


def names_of(what: str, facts: Mapping[str, Any]) -> set[tuple[str, str]]:
    """The names among these facts, email and external id, each with what it is a name of."""
    names = {(what, facts["email"].strip().lower())} if facts.get("email") else set()
    if facts.get("external_id"):
        names.add((f"{what}.external_id", facts["external_id"]))
    return names


def hold_names(what: str, facts: Mapping[str, Any]) -> None:
    """Until the end of the transaction nobody else brings in, or renames, one under these names."""
    if names := names_of(what, facts):
        advisory_locks(names)
