"""What comes of one row of long work."""

from dataclasses import dataclass
from typing import Any, Self

from core.errors import DomainError


@dataclass(frozen=True, slots=True)
class RowResult:
    """done  it had its effect; said  JSON: what came of it, or code, message and details of the refusal"""

    done: bool
    said: dict[str, Any]

    @classmethod
    def refused(cls, refusal: DomainError) -> Self:
        return cls(False, {"code": refusal.code.value, "message": refusal.message, "details": refusal.details})
