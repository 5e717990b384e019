"""What pages, lists and the matching engine need to know of staff."""

from workforce.queries.calendars import MemberTime, calendar_of, is_within_hours, team_calendar
from workforce.queries.candidates import CandidateRow, candidates
from workforce.queries.free_time import free_between, members_between, nearest_free, refusal_of, taken_between
from workforce.queries.outside_calendars import unknown_members

__all__ = [
    "CandidateRow",
    "MemberTime",
    "calendar_of",
    "candidates",
    "free_between",
    "is_within_hours",
    "members_between",
    "nearest_free",
    "refusal_of",
    "taken_between",
    "team_calendar",
    "unknown_members",
]
