"""What happens to calls. Each is history, audit (with the actor's address) and feed in one row."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.utils.translation import gettext_noop as _

from events.registry import event
from scheduling.enums import CallOutcome, TopicCode


@dataclass(frozen=True, slots=True, kw_only=True)
class OfCall:
    """`status` after it; `company_id` "" for a guest, `owner_id` "" while nobody has it."""

    call_id: str
    number: str
    status: str
    company_id: str
    team_id: str
    owner_id: str

    def subject(self) -> tuple[str, str]:
        return "call", self.call_id


@event("call.requested")
@dataclass(frozen=True, slots=True, kw_only=True)
class CallRequested(OfCall):
    personal: ClassVar[tuple[str, ...]] = ("request",)
    sentence: ClassVar[str] = _("asked for a call about {topic}")

    topic: str
    scheduling_type: str
    urgency: str
    starts_at: datetime | None
    answer_by: datetime | None
    request: dict[str, Any]

    @staticmethod
    def shown(fields: dict[str, Any]) -> dict[str, str]:
        return {"topic": str(TopicCode(fields["topic"]).label)}


@event("call.assigned")
@dataclass(frozen=True, slots=True, kw_only=True)
class CallAssigned(OfCall):
    sentence: ClassVar[str] = _("went to {owner_name}")

    owner_name: str
    previous_owner_id: str
    reason: str
    notes: str
    decision_id: str
    over_capacity: bool


@event("call.released")
@dataclass(frozen=True, slots=True, kw_only=True)
class CallReleased(OfCall):
    sentence: ClassVar[str] = _("went back in line: {reason}")

    previous_owner_id: str
    reason: str


@event("call.confirmed")
@dataclass(frozen=True, slots=True, kw_only=True)
class CallConfirmed(OfCall):
    sentence: ClassVar[str] = _("was agreed for {starts_at}")

    previous: str
    starts_at: datetime


@event("call.times_proposed")
@dataclass(frozen=True, slots=True, kw_only=True)
class CallTimesProposed(OfCall):
    sentence: ClassVar[str] = _("times were proposed")

    times: list[datetime]
    expires_at: datetime


@event("call.moved")
@dataclass(frozen=True, slots=True, kw_only=True)
class CallMoved(OfCall):
    sentence: ClassVar[str] = _("was moved from {from_starts_at} to {starts_at}")

    starts_at: datetime
    from_starts_at: datetime
    from_owner_id: str
    reason: str


@event("call.changed")
@dataclass(frozen=True, slots=True, kw_only=True)
class CallChanged(OfCall):
    """`before` and `after` hold the changed fields only."""

    personal: ClassVar[tuple[str, ...]] = ("before", "after")
    sentence: ClassVar[str] = _("was changed: {fields}")

    fields: list[str]
    before: dict[str, Any]
    after: dict[str, Any]


@event("call.cancelled")
@dataclass(frozen=True, slots=True, kw_only=True)
class CallCancelled(OfCall):
    """`late`: after the deadline, so the time may stay empty."""

    sentence: ClassVar[str] = _("was cancelled: {reason}")

    previous: str
    reason: str
    late: bool
    starts_at: datetime | None


@event("call.started")
@dataclass(frozen=True, slots=True, kw_only=True)
class CallStarted(OfCall):
    sentence: ClassVar[str] = _("began")

    previous: str


@event("call.completed")
@dataclass(frozen=True, slots=True, kw_only=True)
class CallCompleted(OfCall):
    personal: ClassVar[tuple[str, ...]] = ("notes",)
    sentence: ClassVar[str] = _("ended: {outcome}")

    previous: str
    outcome: str
    notes: str

    @staticmethod
    def shown(fields: dict[str, Any]) -> dict[str, str]:
        return {"outcome": str(CallOutcome(fields["outcome"]).label)}


@event("call.missed")
@dataclass(frozen=True, slots=True, kw_only=True)
class CallMissed(OfCall):
    """Nobody was there: a no-show."""

    sentence: ClassVar[str] = _("nobody was there")

    previous: str
    reason: str


@event("call.rated")
@dataclass(frozen=True, slots=True, kw_only=True)
class CallRated(OfCall):
    personal: ClassVar[tuple[str, ...]] = ("comment",)
    sentence: ClassVar[str] = _("was rated {score} of 5")

    score: int
    comment: str


@event("call.answer_warned")
@dataclass(frozen=True, slots=True, kw_only=True)
class CallAnswerWarned(OfCall):
    sentence: ClassVar[str] = _("its answer is due by {answer_by}")

    answer_by: datetime


@event("call.answer_breached")
@dataclass(frozen=True, slots=True, kw_only=True)
class CallAnswerBreached(OfCall):
    sentence: ClassVar[str] = _("its answer was due by {answer_by}")

    answer_by: datetime
    late_by_seconds: float


@event("call.breach_passed_on")
@dataclass(frozen=True, slots=True, kw_only=True)
class CallBreachPassedOn(OfCall):
    sentence: ClassVar[str] = _("the missed answer was passed on")

    facts: dict[str, Any]


@event("call.queue_changed")
@dataclass(frozen=True, slots=True, kw_only=True)
class CallQueueChanged(OfCall):
    """Its place in line is another: offered, parked, woken, a higher score, closed, tried again."""

    sentence: ClassVar[str] = _("place in line: {what}")

    what: str
    facts: dict[str, Any]


@event("call_topic.changed")
@dataclass(frozen=True, slots=True, kw_only=True)
class CallTopicChanged:
    """`before` and `after` hold the changed fields only; spans in minutes."""

    sentence: ClassVar[str] = _("was changed: {fields}")

    topic_id: str
    code: str
    fields: list[str]
    before: dict[str, Any]
    after: dict[str, Any]

    def subject(self) -> tuple[str, str]:
        return "topic", self.topic_id


@dataclass(frozen=True, slots=True)
class OfFeed:
    """Never the address."""

    feed_id: str
    owner_id: str

    def subject(self) -> tuple[str, str]:
        return "feed", self.feed_id


@event("calendar_feed.created")
@dataclass(frozen=True)
class CalendarFeedCreated(OfFeed):
    sentence: ClassVar[str] = _("a private calendar address was made")

    shows: str


@event("calendar_feed.rotated")
@dataclass(frozen=True)
class CalendarFeedRotated(OfFeed):
    sentence: ClassVar[str] = _("the private calendar address was changed for a new one")


@event("calendar_feed.changed")
@dataclass(frozen=True)
class CalendarFeedChanged(OfFeed):
    sentence: ClassVar[str] = _("the private calendar shows something else")

    shows: str


@event("calendar_feed.revoked")
@dataclass(frozen=True)
class CalendarFeedRevoked(OfFeed):
    sentence: ClassVar[str] = _("the private calendar address was taken back")
