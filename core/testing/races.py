"""Many at once: each thread with a connection of its own, all let go together."""

import threading
from collections.abc import Callable
from typing import TypeVar

from django.db import connections

T = TypeVar("T")


def race(n: int, act: Callable[[int], T], *, patience: float = 60) -> list[T | Exception]:
    """What `act(0)` … `act(n - 1)` returned or raised, in that order. Needs real commits: `transaction=True`."""
    results: list[T | Exception] = [TimeoutError("did not finish")] * n
    gate = threading.Barrier(n)

    def run(number: int) -> None:
        try:
            gate.wait(patience)
            results[number] = act(number)
        except Exception as problem:  # noqa: BLE001  (the test judges what was raised)
            results[number] = problem
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,), daemon=True) for number in range(n)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(patience)
    return results
