"""What a provider's later reports make of a delivery, whatever order they come in."""

from collections.abc import Iterable
from typing import Literal

Reported = Literal["SENT", "FAILED", "DELIVERED"]
Ending = Literal["SENT", "FAILED", "DELIVERED"]

RANK: dict[str, int] = {"SENT": 1, "FAILED": 2, "DELIVERED": 3}
#: how far a delivery is by itself; what is not here is not changed by any report
STANDING: dict[str, int] = {"QUEUED": 0, "UNKNOWN": 0, "SENT": 1, "FAILED": 0, "DELIVERED": 3}


def later_word(state: str, reports: Iterable[Reported]) -> Ending | None:
    """The furthest report, when it is further than the delivery is; None: nothing changes.

    A report proves that the message went out: it also settles a delivery whose try nobody knew the end of (UNKNOWN,
    or QUEUED for a repeat, which is then not made). DELIVERED outranks FAILED: the phone has it.
    """
    if state not in STANDING:
        return None
    furthest = max(reports, key=RANK.__getitem__, default=None)
    if furthest is None or furthest == state or RANK[furthest] <= STANDING[state]:
        return None
    return furthest
