"""Complete examples for the API documentation."""

from typing import Any

STAFF_ID = "staff_01k9a3v7x8e9f0g1h2j3k4m5n8"
WEEK = [
    {"weekday": "MONDAY", "starts": "09:00", "ends": "12:30"},
    {"weekday": "MONDAY", "starts": "13:00", "ends": "17:00"},
    {"weekday": "TUESDAY", "starts": "22:00", "ends": "06:00"},
]
CONFLICT = {
    "booking_id": "book_01k9a3v7x8e9f0g1h2j3k4m5n9",
    "starts_at": "2026-12-04T15:00:00Z",
    "ends_at": "2026-12-04T15:30:00Z",
    "purpose": "CALL",
    "because": "TIME_OFF",
}
WORKING_HOURS: dict[str, Any] = {"staff_id": STAFF_ID, "timezone": "America/New_York", "own": True, "hours": WEEK}
WORKING_HOURS_SET = WORKING_HOURS | {"conflicts": [CONFLICT]}
OVERRIDE: dict[str, Any] = {
    "date": "2026-12-04",
    "spans": [{"starts": "12:00", "ends": "20:00"}],
    "origin": "OWN",
    "shift": None,
}
TIME_OFF: dict[str, Any] = {
    "time_off_id": "off_01k9a3v7x8e9f0g1h2j3k4m5na",
    "starts_on": "2026-12-21",
    "ends_on": "2026-12-23",
    "starts_at": None,
    "ends_at": None,
    "reason": "Family visit",
}
BLACKOUT_DAY = {
    "blackout_id": "blackout_01k9a3v7x8e9f0g1h2j3k4m5nb",
    "date": "2026-12-24",
    "name": "Christmas Eve",
    "country": "",
}
