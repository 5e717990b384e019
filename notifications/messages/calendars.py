"""What members and their supervisors are told about calendars outside."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from notifications.enums import Kind
from notifications.messages.base import Message


@dataclass(frozen=True)
class CalendarUnreadable(Message):
    """A member's own calendar could not be read since an instant, so that they are not offered for calls.

    for_member  the reader is the member, who alone can put it right
    problem     REFUSED and GONE need a new address; the others may pass
    """

    kind = Kind.CALENDAR_UNREADABLE
    folder = "calendar_unreadable"
    template = "CALENDAR_UNREADABLE"

    staff_id: str
    member_name: str
    since: datetime
    problem: str = ""
    for_member: bool = False

    @property
    def path(self) -> str:
        return reverse("my_calendars") if self.for_member else reverse("staff_calendars", args=[self.staff_id])
