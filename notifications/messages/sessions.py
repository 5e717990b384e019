"""What a message about a set-up session knows, whoever reads it.

One context serves every kind: whoever knows a session builds it once and adds what the kind asks for besides.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.messages.appointments import AppointmentMessage
from notifications.messages.facts import Fact, flat, telephone
from notifications.messages.links import signed_address, web_address

SUPPORT_TYPES = {
    "DATA_IMPORT": gettext_lazy("Data import"),
    "HARDWARE_SETUP": gettext_lazy("Hardware setup"),
    "INTEGRATION": gettext_lazy("Integration"),
    "TRAINING": gettext_lazy("Training"),
    "TROUBLESHOOTING": gettext_lazy("Troubleshooting"),
    "GENERAL": gettext_lazy("General onboarding support"),
}
PHONE = "PHONE"
PLATFORMS = {
    "ZOOM": "Zoom",
    "TEAMS": "Microsoft Teams",
    "GOOGLE_MEET": "Google Meet",
    PHONE: gettext_lazy("Phone call"),
}
#: names that others have written, in the middle of our sentences
NAMES = ("business_name", "contact_name", "ic_name")


@dataclass(frozen=True, kw_only=True)
class SessionMessage(AppointmentMessage):
    """About a set-up session: a merchant and an implementation consultant (IC) at an agreed time.

    session_id, merchant_id  public ids
    support_type     a code of SUPPORT_TYPES
    platform         a code of PLATFORMS. Unless it is PHONE, a session without meeting_url gets its link later, and
                     the message says so
    phone            the merchant's number
    agenda           what will be done, one line each
    notes            the team's own: never shown outside
    for_merchant     the reader is the merchant: the links that change the session are in the message. Never for others
                     who are invited: whoever holds a link may use it
    """

    session_id: str
    merchant_id: str
    business_name: str
    support_type: str
    platform: str
    starts_at: datetime
    ends_at: datetime
    contact_name: str = ""
    ic_name: str = ""
    meeting_url: str = ""
    meeting_id: str = ""
    meeting_password: str = ""
    dial_in: list[str] = field(default_factory=list)
    phone: str = ""
    agenda: list[str] = field(default_factory=list)
    notes: str = ""
    link_version: int = 0
    for_merchant: bool = False
    add_to_calendar: dict[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        return f"/sessions/{self.session_id}/"

    @property
    def joining_url(self) -> str:
        return web_address(self.meeting_url) if self.platform != PHONE else ""

    @property
    def awaits_link(self) -> bool:
        return self.platform != PHONE and not self.meeting_url

    def _link(self, purpose: str, step: str = "") -> str:
        if not self.for_merchant:
            return ""
        return signed_address("session-links", f"session.{purpose}", self.session_id, self.link_version, step)

    def words(self) -> dict[str, Any]:
        return super().words() | {
            **{name: flat(getattr(self, name)) for name in NAMES},
            "support_name": self.support_name,
            "awaits_link": self.awaits_link,
            "joining_url": self.joining_url,
        }

    @property
    def support_name(self) -> str:
        return str(SUPPORT_TYPES.get(self.support_type, self.support_type))

    def where(self) -> Iterator[Fact]:
        """How those who take part come together."""
        yield Fact(_("How"), str(PLATFORMS.get(self.platform, self.platform)))
        if self.platform != PHONE:
            yield Fact(_("Link"), flat(self.meeting_url), self.joining_url)
        yield Fact(_("Meeting ID"), flat(self.meeting_id))
        yield Fact(_("Password"), flat(self.meeting_password))
        for number in self.dial_in:
            yield telephone(_("Dial in"), flat(number))

    def what_is_done(self) -> Fact:
        return Fact(_("Agenda"), "", lines=tuple(line for line in map(flat, self.agenda) if line))
