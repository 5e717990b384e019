"""Complete answers, as the documentation shows it."""

from typing import Any

FIGURES: dict[str, Any] = {
    "arrived": 412,
    "counted": 405,
    "attempted": 398,
    "connected": 301,
    "first_attempt_median_seconds": 412,
    "first_attempt_p90_seconds": 1180,
    "connection_median_seconds": 1502,
    "connection_p90_seconds": 9340,
    "in_time": 361,
    "late": 40,
    "tried": 398,
    "attempts": 871,
    "contacts": 902,
    "closed": 288,
    "won": 118,
    "lost": 121,
    "disqualified": 49,
    "value_won": 1250000.0,
    "share_in_time": 0.9002,
    "attempts_per_lead": 2.19,
    "win_rate": 0.4937,
}


def _line(key: str, name: str) -> dict[str, Any]:
    return {"id": key, "name": name} | FIGURES


SALES: dict[str, Any] = {
    "period": {
        "from": "2026-03-02",
        "to": "2026-03-31",
        "timezone": "Europe/Madrid",
        "begins_at": "2026-03-01T23:00:00Z",
        "ends_at": "2026-03-31T14:05:00Z",
    },
    "compared_with": {
        "from": "2026-01-31",
        "to": "2026-03-01",
        "timezone": "Europe/Madrid",
        "begins_at": "2026-01-30T23:00:00Z",
        "ends_at": "2026-03-01T15:05:00Z",
    },
    "currency": "USD",
    "total": FIGURES,
    "before": FIGURES,
    "teams": [_line("team_01k9a3v7x8e9f0g1h2j3k4m5n6", "South")],
    "members": [_line("staff_01k9a3v7x8e9f0g1h2j3k4m5n6", "Sarah Johnson")],
    "channels": [_line("WEBSITE", "WEBSITE")],
    "campaigns": [_line("spring-2026", "spring-2026")],
    "reasons": [_line("CLOSED_LOST:NO_BUDGET", "No budget")],
    "days": [_line("2026-03-31", "2026-03-31")],
}


CALL_FIGURES: dict[str, Any] = {
    "requested": 120,
    "chosen_time": 84,
    "flexible": 36,
    "answered": 33,
    "answer_median_seconds": 4210,
    "answer_p90_seconds": 14400,
    "answered_in_time": 30,
    "answered_late": 4,
    "due": 96,
    "completed": 81,
    "missed": 7,
    "cancelled": 14,
    "cancelled_late": 2,
    "moved": 11,
    "rated": 40,
    "booked_seconds": 172800,
    "working_seconds": 4608000,
    "share_answered_in_time": 0.8824,
    "no_show_rate": 0.0795,
    "rating": 4.55,
    "utilisation": 0.0375,
}


def _call_line(key: str, name: str) -> dict[str, Any]:
    return {"id": key, "name": name} | CALL_FIGURES


CALLS: dict[str, Any] = {
    "period": SALES["period"],
    "compared_with": SALES["compared_with"],
    "total": CALL_FIGURES,
    "before": CALL_FIGURES,
    "topics": [_call_line("BILLING", "BILLING")],
    "teams": [_call_line("team_01k9a3v7x8e9f0g1h2j3k4m5n6", "Call desk")],
    "members": [_call_line("staff_01k9a3v7x8e9f0g1h2j3k4m5n6", "Laura Mitchell")],
    "urgencies": [_call_line("THIS_WEEK", "THIS_WEEK")],
    "days": [_call_line("2026-03-31", "2026-03-31")],
}
