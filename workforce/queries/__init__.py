"""What pages, lists and the matching engine need to know of staff."""

from workforce.queries.calendars import MemberTime, calendar_of, is_within_hours
from workforce.queries.candidates import CandidateRow, candidates

__all__ = ["CandidateRow", "MemberTime", "calendar_of", "candidates", "is_within_hours"]
