"""What the team is told about calls. What rings a phone names the call, never the person."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from notifications.enums import Kind
from notifications.messages.appointments import Moved
from notifications.messages.calls import CallMessage
from notifications.messages.facts import Fact, telephone
from notifications.messages.moments import clock_time, in_full


class CallForTeam(CallMessage):
    """Read by a member, who will have to prepare."""

    def about(self) -> Iterator[Fact]:
        if self.starts_at is None:
            yield Fact(_("Answer by"), in_full(self.answer_by))
            yield Fact(_("Times that suit them"), self.preferred_times)
        yield Fact(_("Topic"), self.topic_in_full)
        yield Fact(_("Customer"), self.customer_name)
        yield Fact(_("Company"), self.company_name)
        yield from self.where()
        yield telephone(_("Phone"), self.phone)
        yield Fact(_("Notes"), self.notes)
        yield Fact(_("Number"), self.number)


@dataclass(frozen=True, kw_only=True)
class CallAssigned(CallForTeam):
    """A call is the reader's. `why` says in words why, `assigned_by` who gave it, empty for the system."""

    kind = Kind.CALL_ASSIGNED
    folder = "call_assigned"
    template = "CALL_ASSIGNMENT"

    why: str = ""
    assigned_by: str = ""


@dataclass(frozen=True, kw_only=True)
class CallMovedForTeam(Moved, CallForTeam):
    kind = Kind.CALL_MOVED_FOR_TEAM
    folder = "call_moved_for_team"
    template = "CALL_RESCHEDULED_TEAM"


@dataclass(frozen=True, kw_only=True)
class CallCancelledForTeam(CallForTeam):
    """starts_at is free again; `reason` what was given for it."""

    kind = Kind.CALL_CANCELLED_FOR_TEAM
    folder = "call_cancelled_for_team"
    template = "CALL_CANCELLED_TEAM"

    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class CallStartsSoon(CallForTeam):
    kind = Kind.CALL_STARTS_SOON
    folder = "call_starts_soon"
    template = "CALL_STARTS_SOON"

    def words(self) -> dict[str, Any]:
        return super().words() | {"start_time": clock_time(self.starts_at)}


@dataclass(frozen=True, kw_only=True)
class CallAnswerWarning(CallForTeam):
    """A request must be answered by answer_by. member_name is empty when nobody has it. With starts_at the time is
    agreed, and it is a member that it lacks."""

    kind = Kind.CALL_ANSWER_WARNING
    folder = "call_answer_warning"
    template = "CALL_ANSWER_WARNING"

    clock: str = "FIRST_CONTACT"


@dataclass(frozen=True, kw_only=True)
class CallAnswerBreach(CallForTeam):
    """answer_by has passed. late_by_minutes and silent_name as in SlaBreach."""

    kind = Kind.CALL_ANSWER_BREACH
    folder = "call_answer_breach"
    template = "CALL_ANSWER_BREACH"

    clock: str = "FIRST_CONTACT"
    late_by_minutes: int = 0
    silent_name: str = ""


@dataclass(frozen=True, kw_only=True)
class CallGivenBack(CallForTeam):
    """A call is not the reader's any more. `given_to` has it now, empty: the queue. `reason` says in words why."""

    kind = Kind.CALL_GIVEN_BACK
    folder = "call_given_back"
    template = "CALL_GIVEN_BACK"

    given_to: str = ""
    reason: str = ""
