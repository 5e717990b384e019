"""What happens to set-up sessions. Each is history, audit and feed in one row."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.utils.translation import gettext_noop as _

from events.registry import event
from scheduling.enums import HostLeaves


@dataclass(frozen=True, slots=True, kw_only=True)
class OfSession:
    """`status` after it; told in the merchant's story."""

    session_id: str
    merchant_id: str
    queue_entry_id: str
    status: str
    team_id: str
    owner_id: str

    def subject(self) -> tuple[str, str]:
        return "session", self.session_id


@event("session.scheduled")
@dataclass(frozen=True, slots=True, kw_only=True)
class SessionScheduled(OfSession):
    sentence: ClassVar[str] = _("was scheduled for {starts_at} with {ic_name}")

    session_type: str
    starts_at: datetime
    minutes: int
    platform: str
    ic_name: str


@event("session.moved")
@dataclass(frozen=True, slots=True, kw_only=True)
class SessionMoved(OfSession):
    sentence: ClassVar[str] = _("was moved from {from_starts_at} to {starts_at}")

    starts_at: datetime
    from_starts_at: datetime
    from_owner_id: str
    reason: str


@event("session.link_ready")
@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLinkReady(OfSession):
    """The link to join has come after the invitation, or (not is_new) is another one."""

    sentence: ClassVar[str] = _("has its link to join")

    is_new: bool


@event("session.host_added")
@dataclass(frozen=True, slots=True, kw_only=True)
class SessionHostAdded(OfSession):
    """A second host has the hour, too."""

    icon: ClassVar[str] = "user-plus"
    sentence: ClassVar[str] = _("{host_name} is second host")

    host_id: str
    host_name: str


@event("session.host_left")
@dataclass(frozen=True, slots=True, kw_only=True)
class SessionHostLeft(OfSession):
    """`reason` is one of HostLeaves."""

    icon: ClassVar[str] = "user-x"
    sentence: ClassVar[str] = _("{host_name} is no longer second host: {reason}")

    host_id: str
    host_name: str
    reason: str

    @staticmethod
    def shown(fields: dict[str, Any]) -> dict[str, str]:
        return {"reason": str(HostLeaves(fields["reason"]).label)}


@event("session.started")
@dataclass(frozen=True, slots=True, kw_only=True)
class SessionStarted(OfSession):
    sentence: ClassVar[str] = _("began")

    started_at: datetime


@event("session.completed")
@dataclass(frozen=True, slots=True, kw_only=True)
class SessionCompleted(OfSession):
    personal: ClassVar[tuple[str, ...]] = ("notes",)
    sentence: ClassVar[str] = _("ended: {outcome}")

    outcome: str
    satisfaction: int | None
    started_at: datetime
    ended_at: datetime
    followups: int
    notes: str


@event("session.cancelled")
@dataclass(frozen=True, slots=True, kw_only=True)
class SessionCancelled(OfSession):
    sentence: ClassVar[str] = _("was cancelled: {reason}")

    starts_at: datetime
    reason: str


@event("session.missed")
@dataclass(frozen=True, slots=True, kw_only=True)
class SessionMissed(OfSession):
    sentence: ClassVar[str] = _("nobody came")

    starts_at: datetime
    reason: str


@event("session.confirmed")
@dataclass(frozen=True, slots=True, kw_only=True)
class SessionConfirmed(OfSession):
    """The merchant will be there."""

    sentence: ClassVar[str] = _("the merchant will be there at {starts_at}")

    starts_at: datetime


@event("session.rated")
@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRated(OfSession):
    personal: ClassVar[tuple[str, ...]] = ("comment",)
    sentence: ClassVar[str] = _("the merchant gave it {score} of 5")

    score: int
    comment: str


@event("session.asked_again")
@dataclass(frozen=True, slots=True, kw_only=True)
class SessionAskedAgain(OfSession):
    """It did not take place, and none of the times offered for another suits the merchant, who waits in the queue."""

    personal: ClassVar[tuple[str, ...]] = ("wishes",)
    sentence: ClassVar[str] = _("the merchant waits for another session")

    wishes: str
