"""The first-contact clock of a lead.

Source: routing API specification, "SLA tracking". Managed 15 minutes, assisted 30, self-serve none; at risk from
80 % of the span, breached from its end. The thresholds stand in a table; here is only the arithmetic.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

WARN_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class Clock:
    """A span that began: when to warn and when it is broken."""

    started_at: datetime
    warn_at: datetime
    due_at: datetime


def first_contact_clock(started_at: datetime, target: timedelta | None, warn_share: float = WARN_SHARE) -> Clock | None:
    """The clock of an entry that began to wait at `started_at`; None when its cohort has no target."""
    if not target:
        return None
    return Clock(started_at, started_at + target * warn_share, started_at + target)


def sla_status(warn_at: datetime | None, due_at: datetime | None, met_at: datetime | None, at: datetime) -> str:
    """ON_TIME, AT_RISK, BREACHED, MET (contacted, in time or late) or NO_SLA, at that instant."""
    if due_at is None or warn_at is None:
        return "NO_SLA"
    if met_at is not None:
        return "MET"
    if at < warn_at:
        return "ON_TIME"
    return "AT_RISK" if at < due_at else "BREACHED"
