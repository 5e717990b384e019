"""What merchants, and whoever they bring along, are told about their set-up sessions."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from notifications.enums import Kind
from notifications.messages.appointments import Joining, Moved, Outside, Survey
from notifications.messages.facts import Fact, flat, telephone
from notifications.messages.sessions import PHONE, SessionMessage

#: a longer address would leave a text message no room for words
LONGEST_IN_SMS = 160


class SessionOutside(Outside, SessionMessage):
    """Read by the merchant, or by somebody who shall join the session."""

    def about(self) -> Iterator[Fact]:
        yield from self.in_short()
        yield from self.where()
        if self.for_merchant and self.platform == PHONE:
            yield telephone(_("Your phone"), self.phone)
        yield self.what_is_done()

    def in_short(self) -> Iterator[Fact]:
        yield Fact(_("Topic"), self.support_name)
        yield Fact(_("With"), flat(self.ic_name))


class SessionOff(SessionOutside):
    """It does not take place. Its page offers another."""

    @property
    def url(self) -> str:
        return self.manage_url

    def about(self) -> Iterator[Fact]:
        return self.in_short()


class JoiningSession(Joining, SessionOutside):
    @property
    def sms_url(self) -> str:
        return self.manage_url if self.manage_url and len(self.url) > LONGEST_IN_SMS else self.url


@dataclass(frozen=True, kw_only=True)
class SessionScheduled(SessionOutside):
    kind = Kind.SESSION_SCHEDULED
    folder = "session_scheduled"
    template = "IC_SESSION_SCHEDULED"


@dataclass(frozen=True, kw_only=True)
class SessionMoved(Moved, SessionOutside):
    kind = Kind.SESSION_MOVED
    folder = "session_moved"
    template = "IC_SESSION_RESCHEDULED"


@dataclass(frozen=True, kw_only=True)
class SessionCancelled(SessionOff):
    """starts_at is the time that falls away; `reason` what was given for it."""

    kind = Kind.SESSION_CANCELLED
    folder = "session_cancelled"
    template = "IC_SESSION_CANCELLED"

    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class SessionReminder(JoiningSession):
    kind = Kind.SESSION_REMINDER
    folder = "session_reminder"
    template = "IC_SESSION_REMINDER"


@dataclass(frozen=True, kw_only=True)
class SessionMissed(SessionOff):
    """Nobody came."""

    kind = Kind.SESSION_MISSED
    folder = "session_missed"
    template = "IC_SESSION_NO_SHOW"


@dataclass(frozen=True, kw_only=True)
class SessionLink(JoiningSession):
    """The link to join has come only now, or is another one."""

    kind = Kind.SESSION_LINK
    folder = "session_link"
    template = "IC_SESSION_LINK"


@dataclass(frozen=True, kw_only=True)
class SessionSurvey(Survey, SessionOutside):
    kind = Kind.SESSION_SURVEY
    folder = "session_survey"
    template = "IC_SESSION_SURVEY"

    def about(self) -> Iterator[Fact]:
        return self.in_short()
