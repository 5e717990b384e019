"""Calls and calendars to be looked at and set right."""

from scheduling.admin import calendar_feeds, calls, sessions, topics

__all__ = ["calendar_feeds", "calls", "sessions", "topics"]
