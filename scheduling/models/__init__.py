from scheduling.models.calendar_feed import CalendarFeed, FeedShows
from scheduling.models.call_request import CallRequest
from scheduling.models.draft import CallDraft, EmailCheck
from scheduling.models.hold import CallHold
from scheduling.models.policy import AnswerTarget, CallPolicy
from scheduling.models.proposal import ProposedTime
from scheduling.models.topic import Topic

__all__ = [
    "AnswerTarget",
    "CalendarFeed",
    "CallHold",
    "CallPolicy",
    "CallRequest",
    "FeedShows",
    "ProposedTime",
    "Topic",
]
__all__ = ["AnswerTarget", "CallDraft", "CallHold", "CallPolicy", "CallRequest", "EmailCheck", "ProposedTime", "Topic"]
