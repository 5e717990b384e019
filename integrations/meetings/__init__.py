"""Meetings at Zoom, Microsoft Teams and Google Meet, and none for the telephone."""
