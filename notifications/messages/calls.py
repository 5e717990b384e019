"""What a message about a call knows, whoever reads it.

One context serves every kind: whoever knows a call builds it once and adds what the kind asks for besides.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.messages.appointments import AppointmentMessage
from notifications.messages.facts import Fact
from notifications.messages.links import signed_address, web_address
from notifications.messages.moments import in_full, in_short

TOPICS = {
    "NEW_SERVICES": gettext_lazy("New services"),
    "ACCOUNT_SUPPORT": gettext_lazy("Account support"),
    "TECHNICAL_ISSUES": gettext_lazy("Technical issues"),
    "BILLING": gettext_lazy("Billing"),
    "GENERAL_INQUIRY": gettext_lazy("General inquiry"),
    "OTHER": gettext_lazy("Other"),
}
METHODS = {
    "PHONE": gettext_lazy("Phone call"),
    "VIDEO": gettext_lazy("Video call"),
    "IN_PERSON": gettext_lazy("In person"),
}


@dataclass(frozen=True, kw_only=True)
class CallMessage(AppointmentMessage):
    """About a call.

    call_id          its public id; number is what people call it
    topic            a code of TOPICS; custom_topic what the customer wrote for OTHER
    starts_at        None: no time is agreed on yet; answer_by is then when the team will have answered
    for_customer     the reader has asked for this call: the links that change it, phone and notes are in the message.
                     Never for attendees: whoever holds a link may use it
    """

    call_id: str
    number: str
    topic: str
    custom_topic: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    answer_by: datetime | None = None
    preferred_times: str = ""
    contact_method: str = "PHONE"
    phone: str = ""
    meeting_url: str = ""
    place: str = ""
    member_name: str = ""
    customer_name: str = ""
    company_name: str = ""
    notes: str = ""
    link_version: int = 0
    for_customer: bool = False
    add_to_calendar: dict[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        return f"/calls/{self.call_id}/"

    @property
    def pick_url(self) -> str:
        return self._link("pick", "pick/")

    @property
    def joining_url(self) -> str:
        return web_address(self.meeting_url) if self.contact_method == "VIDEO" else ""

    def _link(self, purpose: str, step: str = "") -> str:
        if not self.for_customer:
            return ""
        return signed_address("call-links", f"call.{purpose}", self.call_id, self.link_version, step)

    def words(self) -> dict[str, Any]:
        return super().words() | {
            "topic_name": self.topic_name,
            "answer_when": in_full(self.answer_by),
            "answer_short": in_short(self.answer_by),
        }

    @property
    def topic_name(self) -> str:
        return str(TOPICS.get(self.topic, self.topic))

    @property
    def topic_in_full(self) -> str:
        """With the customer's own words: for those who know each other."""
        return f"{self.topic_name}: {self.custom_topic}" if self.custom_topic else self.topic_name

    def where(self) -> Iterator[Fact]:
        """How those who take part come together."""
        yield Fact(_("How"), str(METHODS.get(self.contact_method, self.contact_method)))
        if self.contact_method == "VIDEO":
            yield Fact(_("Link"), self.meeting_url, self.joining_url)
        elif self.contact_method == "IN_PERSON":
            yield Fact(_("Place"), self.place)
