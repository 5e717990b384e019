"""How far long work is."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_noop as _

from events.registry import event


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfBatch:
    batch_id: str
    starter_id: str
    kind: str
    total: int

    def subject(self) -> tuple[str, str]:
        return "batch", self.batch_id


@event("batch.started")
@dataclass(frozen=True, slots=True, kw_only=True)
class BatchStarted(_OfBatch):
    sentence: ClassVar[str] = _("was started: {total} rows")


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfBatchSoFar(_OfBatch):
    done: int
    failed: int


@event("batch.progressed")
@dataclass(frozen=True, slots=True, kw_only=True)
class BatchProgressed(_OfBatchSoFar):
    """Told a few times a second at most, however fast the rows go."""

    sentence: ClassVar[str] = _("{done} of {total} rows are done, {failed} were refused")


@event("batch.finished")
@dataclass(frozen=True, slots=True, kw_only=True)
class BatchFinished(_OfBatchSoFar):
    sentence: ClassVar[str] = _("ended: {done} of {total} rows done, {failed} refused")

    state: str
