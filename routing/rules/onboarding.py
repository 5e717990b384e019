"""Where a merchant stands on its way, by how each of its steps stands."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """current     number of the step the merchant is at; the last one once all are done
    completion  percent
    """

    current: int
    completion: int
    is_over: bool


def progress_of(shares: Mapping[int, int], statuses: Mapping[int, str]) -> Progress:
    """The merchant is at the first step that is under way, else at the first that is not done.

    shares    number → percent of the whole, for every step
    statuses  number → NOT_STARTED, IN_PROGRESS or COMPLETED; one that is missing has not been started

    Each completed step counts with its share; when all are done it is 100 whatever the shares add up to.
    """
    numbers = sorted(shares)
    left = [number for number in numbers if statuses.get(number) != "COMPLETED"]
    if not left:
        return Progress(numbers[-1], 100, is_over=True)
    under_way = [number for number in left if statuses.get(number) == "IN_PROGRESS"]
    done = sum(share for number, share in shares.items() if number not in left)
    return Progress((under_way or left)[0], min(done, 99), is_over=False)
