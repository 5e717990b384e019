"""Messages that carry an appointment into the reader's calendar."""

import re
from dataclasses import dataclass

from notifications.messages.base import InvalidMessage, Message

NAME = "invite.ics"
_METHOD = re.compile(r"^METHOD:([A-Z]+)\r?$", re.MULTILINE)
#: what a reader's calendar is asked to do by mail (RFC 6047)
SENT_METHODS = ("REQUEST", "CANCEL")


@dataclass(frozen=True, kw_only=True)
class InvitingMessage(Message):
    """`invitation` is a whole iCalendar text as it stood when this was told, or nothing. Its METHOD line says what it
    asks for: REQUEST or CANCEL.
    """

    invitation: str = ""

    def __post_init__(self) -> None:
        if self.invitation and self.method not in SENT_METHODS:
            raise InvalidMessage(f"{self.kind}: the invitation's method is not one of {SENT_METHODS}")

    @property
    def method(self) -> str:
        """Empty when there is no invitation, or one without."""
        found = _METHOD.search(self.invitation)
        return found[1] if found else ""
