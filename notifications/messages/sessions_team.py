"""What implementation consultants are told about merchants' needs and sessions. What rings a phone names the business,
never the person."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.enums import Kind
from notifications.messages.appointments import Moved
from notifications.messages.base import Message
from notifications.messages.facts import Fact, flat, telephone
from notifications.messages.moments import clock_time
from notifications.messages.sessions import SUPPORT_TYPES, SessionMessage

URGENCIES = {
    "LOW": gettext_lazy("Low"),
    "MEDIUM": gettext_lazy("Medium"),
    "HIGH": gettext_lazy("High"),
    "CRITICAL": gettext_lazy("Critical"),
}


@dataclass(frozen=True, kw_only=True)
class MerchantAssigned(Message):
    """A merchant's need is the reader's. `why` says in words why, `assigned_by` who gave it, empty for the system.

    merchant_id, queue_entry_id  public ids
    support_type, urgency        codes of SUPPORT_TYPES and URGENCIES
    """

    kind = Kind.MERCHANT_ASSIGNED
    folder = "merchant_assigned"
    template = "IC_MERCHANT_ASSIGNMENT"

    merchant_id: str
    queue_entry_id: str
    business_name: str
    support_type: str
    contact_name: str = ""
    phone: str = ""
    urgency: str = ""
    why: str = ""
    assigned_by: str = ""

    @property
    def path(self) -> str:
        return f"/merchants/{self.merchant_id}/"

    def words(self) -> dict[str, Any]:
        return {
            "business_name": flat(self.business_name),
            "support_name": self.support_name,
            "facts": [fact for fact in self.facts() if fact.text],
        }

    @property
    def support_name(self) -> str:
        return str(SUPPORT_TYPES.get(self.support_type, self.support_type))

    def facts(self) -> Iterator[Fact]:
        yield Fact(_("Contact"), flat(self.contact_name))
        yield telephone(_("Phone"), self.phone)
        yield Fact(_("Support type"), self.support_name)
        yield Fact(_("Urgency"), str(URGENCIES.get(self.urgency, self.urgency)))


#: why a session has its second host no longer, as its consultant and as the host reads it
LEFT = {
    "REMOVED": (gettext_lazy("It goes on without a second host."), gettext_lazy("You are not needed any more.")),
    "TAKEN": (
        gettext_lazy("The session was moved to a time at which they are taken."),
        gettext_lazy("The session was moved to a time at which you are taken."),
    ),
    "AWAY": (gettext_lazy("They are away then."), gettext_lazy("You are away then.")),
    "GONE": (gettext_lazy("They hold no sessions any more."), gettext_lazy("You hold no sessions any more.")),
}


@dataclass(frozen=True, kw_only=True)
class SessionForTeam(SessionMessage):
    """Read by the consultant, who will have to prepare, or by a second host.

    second_for  the reader is second host of this consultant's session; empty: they are the consultant
    """

    second_for: str = ""

    def words(self) -> dict[str, Any]:
        return super().words() | {"second_for": flat(self.second_for)}

    def about(self) -> Iterator[Fact]:
        yield from self.whom()
        yield from self.where()
        if self.awaits_link:
            yield Fact(_("Link"), _("It follows."))
        yield self.what_is_done()
        yield Fact(_("Notes"), self.notes)

    def whom(self) -> Iterator[Fact]:
        yield Fact(_("Consultant"), flat(self.second_for))
        yield Fact(_("Support type"), self.support_name)
        yield Fact(_("Business name"), flat(self.business_name))
        yield Fact(_("Contact"), flat(self.contact_name))
        yield telephone(_("Phone"), self.phone)


@dataclass(frozen=True, kw_only=True)
class SessionBooked(SessionForTeam):
    """A session has come into the reader's calendar by somebody else's doing.

    booked_by   the member who booked it or handed it over; empty: the merchant, or the system
    taken_from  who had it before; empty: it is new
    """

    kind = Kind.SESSION_BOOKED
    folder = "session_booked"
    template = "IC_SESSION_BOOKED"

    booked_by: str = ""
    taken_from: str = ""


@dataclass(frozen=True, kw_only=True)
class SessionMovedForTeam(Moved, SessionForTeam):
    kind = Kind.SESSION_MOVED_FOR_TEAM
    folder = "session_moved_for_team"
    template = "IC_SESSION_RESCHEDULED_TEAM"


@dataclass(frozen=True, kw_only=True)
class SessionCalledOff(SessionForTeam):
    """The reader has this session no longer: it is cancelled, or `given_to` has it now. `reason` is what was given
    for it. `left`, a code of LEFT: it takes place, without the reader as second host."""

    kind = Kind.SESSION_CALLED_OFF
    folder = "session_called_off"
    template = "IC_SESSION_CANCELLED_TEAM"

    reason: str = ""
    given_to: str = ""
    left: str = ""

    def words(self) -> dict[str, Any]:
        return super().words() | {"why_left": str(LEFT[self.left][1]) if self.left in LEFT else ""}

    def about(self) -> Iterator[Fact]:
        return self.whom()


@dataclass(frozen=True, kw_only=True)
class SessionStartsSoon(SessionForTeam):
    kind = Kind.SESSION_STARTS_SOON
    folder = "session_starts_soon"
    template = "IC_SESSION_STARTS_SOON"

    def words(self) -> dict[str, Any]:
        return super().words() | {"start_time": clock_time(self.starts_at)}


@dataclass(frozen=True, kw_only=True)
class SessionHostLeft(SessionForTeam):
    """The reader's session goes on without its second host. `left`: a code of LEFT."""

    kind = Kind.SESSION_HOST_LEFT
    folder = "session_host_left"
    template = "IC_SESSION_HOST_LEFT"

    host_name: str = ""
    left: str = ""

    def words(self) -> dict[str, Any]:
        why = str(LEFT[self.left][0]) if self.left in LEFT else ""
        return super().words() | {"host_name": flat(self.host_name), "why_left": why}

    def about(self) -> Iterator[Fact]:
        return self.whom()
