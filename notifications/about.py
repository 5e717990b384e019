"""What a notification is about: any object with a public id, or only its name when the object is not at hand."""

from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from core.ids import public_id


class About(Protocol):
    """Every model with a public id is one."""

    @property
    def id_prefix(self) -> Any: ...

    @property
    def pk(self) -> Any: ...

    @property
    def public_id(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Reference:
    """An object of an app above, known by kind and key."""

    id_prefix: str
    pk: UUID

    @property
    def public_id(self) -> str:
        return public_id(self.id_prefix, self.pk)
