"""The clocks of a lead: how long it may wait for the first contact, and how long for its quote.

Source: routing API specification, "SLA tracking". First contact: managed 15 minutes, assisted 30; quote: managed 120,
assisted 240; self-serve none. At risk from 80 % of the span, breached from its end. The thresholds stand in a table;
here is only the arithmetic.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from workforce.rules.due import due_at
from workforce.rules.working_time import Calendar, NoWorkingTime

WARN_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class Clock:
    """A span that began: when to warn and when it is broken. `target` is its length in time that counts."""

    started_at: datetime
    target: timedelta
    warn_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Promise:
    """A clock as it stands: without a due instant nothing was promised; `met_at` is when it was stopped."""

    warn_at: datetime | None
    due_at: datetime | None
    met_at: datetime | None

    @property
    def is_running(self) -> bool:
        return self.due_at is not None and self.met_at is None

    def status(self, at: datetime) -> str:
        return sla_status(self.warn_at, self.due_at, self.met_at, at)

    def was_kept(self, at: datetime) -> bool | None:
        """Whether it was met in time, or nothing was promised; None while it may still be."""
        if self.due_at is None:
            return True
        if self.met_at is not None:
            return self.met_at <= self.due_at
        return None if at <= self.due_at else False


def clock_from(
    started_at: datetime,
    target: timedelta | None,
    warn_share: float = WARN_SHARE,
    *,
    hours: Calendar | None = None,
) -> Clock | None:
    """The clock of an entry that began to wait at `started_at`; None when its cohort has no target.

    target      how long it may wait
    warn_share  at risk from this share of the target
    hours       the clock runs in these only, by the one rule of working time; None: it always runs. Hours that never
                open would be a promise without an end, so such a clock always runs too.
    """
    if not target:
        return None
    warning = target * warn_share
    if hours is not None:
        try:
            return Clock(started_at, target, due_at(started_at, warning, hours), due_at(started_at, target, hours))
        except NoWorkingTime:
            pass
    return Clock(started_at, target, started_at + warning, started_at + target)


def sla_status(warn_at: datetime | None, due_at: datetime | None, met_at: datetime | None, at: datetime) -> str:
    """ON_TIME, AT_RISK, BREACHED, MET (in time or late) or NO_SLA, at that instant."""
    if due_at is None or warn_at is None:
        return "NO_SLA"
    if met_at is not None:
        return "MET"
    if at < warn_at:
        return "ON_TIME"
    return "AT_RISK" if at < due_at else "BREACHED"
