"""What becomes of a delivery after a try."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

Ending = Literal["SENT", "QUEUED", "FAILED", "UNKNOWN"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """`wait` is set exactly when there is another try."""

    state: Ending
    reason: str = ""
    wait: timedelta | None = None


def after_try(
    result: str,
    *,
    attempts: int,
    retryable: bool,
    repeat_when_unknown: bool,
    waits: tuple[timedelta, ...],
    jitter: float,
    draw: float,
) -> Verdict:
    """Sent stays sent. A failure that may pass is tried again after the next wait, `len(waits)` times.

    attempts             tries so far, this one included
    repeat_when_unknown  nobody knows whether it went out: True repeats it as a failure that may pass (an alert told
                         twice beats one not told), False leaves it to a person
    waits, jitter, draw  the wait is waits[attempts - 1] × (1 + jitter × draw), draw from -1 to 1
    """
    if result == "SENT":
        return Verdict("SENT")
    again = retryable if result == "FAILED" else repeat_when_unknown
    if again and attempts <= len(waits):
        return Verdict("QUEUED", wait=waits[attempts - 1] * (1 + jitter * draw))
    if result == "UNKNOWN":
        return Verdict("UNKNOWN", "OUTCOME_UNKNOWN")
    return Verdict("FAILED", "GAVE_UP" if retryable else "REFUSED")
