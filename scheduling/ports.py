"""What this app needs from whoever makes meetings: one small protocol, one class per platform.

Which class makes the meetings of which platform stands in the setting MEETINGS.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

#: an operation with a provider ends within this, however many calls it takes
MEETING_TIMEOUT: Final = timedelta(seconds=30)
#: no `Meeting.meeting_id` is longer: Microsoft's are some 200 characters
LONGEST_MEETING_ID: Final = 500


@dataclass(frozen=True, slots=True)
class MeetingWanted:
    """What is to be made, or to become of what was made.

    key         our own name of it, the same for every attempt: so that two attempts make one meeting
    host_email  whose meeting it is there; somebody whom the provider knows
    """

    key: str
    title: str
    agenda: str
    starts_at: datetime
    duration: timedelta
    zone: str
    host_email: str


@dataclass(frozen=True, slots=True)
class Meeting:
    """What came of it. Whoever has the address, the password or a number to dial gets in: none is ever shown in a log.

    meeting_id  for `change` and `cancel`; opaque, and no use to people
    url         where one joins
    join_id     what one types in the provider's own program instead
    password    goes with join_id; the address needs none
    dial_in     what a telephone dials: a number, and after ",," (a pause) what is asked for then
    """

    meeting_id: str
    url: str = field(default="", repr=False)
    join_id: str = ""
    password: str = field(default="", repr=False)
    dial_in: tuple[str, ...] = field(default=(), repr=False)


class MeetingError(Exception):
    """It was not done, or nobody knows whether it was: the same call can be made again.

    words       what an operator reads; holds no secrets and nobody's address
    is_final    will not get better by itself: credentials are missing or refused, the host is not known there
    not_before  the provider asks to be left alone for so long
    """

    def __init__(self, words: str, *, is_final: bool = False, not_before: timedelta = timedelta(0)) -> None:
        super().__init__(words)
        self.words, self.is_final, self.not_before = words, is_final, not_before


class Meetings(Protocol):
    """The meetings of one platform. Each operation ends within MEETING_TIMEOUT; what goes wrong is a MeetingError.

    Each can be repeated: what an attempt whose answer was lost has done already is found and not done twice. Two
    attempts for one key must not run side by side.
    """

    def create(self, wanted: MeetingWanted) -> Meeting:
        """The meeting of that key with that host, as it is wanted now: made, or found and brought up to date."""
        ...

    def change(self, meeting_id: str, wanted: MeetingWanted) -> Meeting:
        """Another time or title; the host stays who it was. One that is gone is made anew and has another id."""
        ...

    def cancel(self, meeting_id: str) -> None:
        """Nobody can join it any more. One that is gone already is fine."""
        ...

    def close(self) -> None:
        """The run is over: let go of connections."""
        ...


def meetings_of(platform: str) -> Meetings:
    """A new one: whoever asks closes it. MeetingError when nobody makes meetings of that platform."""
    if platform not in settings.MEETINGS:
        raise MeetingError(f"Nobody makes meetings of {platform}: see the setting MEETINGS.", is_final=True)
    made: Meetings = import_string(settings.MEETINGS[platform])()
    return made
