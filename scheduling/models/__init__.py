from scheduling.models.calendar_feed import CalendarFeed, FeedShows
from scheduling.models.call_request import CallRequest
from scheduling.models.draft import CallDraft, EmailCheck
from scheduling.models.hold import CallHold
from scheduling.models.policy import AnswerTarget, CallPolicy
from scheduling.models.proposal import ProposedTime
from scheduling.models.session import IcSession, Meeting
from scheduling.models.session_policy import AgendaTemplate, SessionReminder
from scheduling.models.topic import Topic

__all__ = [
    "AgendaTemplate",
    "AnswerTarget",
    "CalendarFeed",
    "CallDraft",
    "CallHold",
    "CallPolicy",
    "CallRequest",
    "EmailCheck",
    "FeedShows",
    "IcSession",
    "Meeting",
    "ProposedTime",
    "SessionReminder",
    "Topic",
]
