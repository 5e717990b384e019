"""No call to another system while a transaction is open: its locks would be held for as long as the other side likes,
and what has been said outside cannot be rolled back."""

from django.db import connections


class InsideTransaction(RuntimeError):
    """Our own mistake, not the other system's: write a row, and let its task call when it is committed."""

    def __init__(self, system: str) -> None:
        super().__init__(f"{system} must not be called inside a transaction")


def refuse_inside_transaction(system: str) -> None:
    """Raises InsideTransaction when any connection of this thread has one open; what a test case wraps around a whole
    test does not count."""
    for connection in connections.all(initialized_only=True):
        if any(not getattr(block, "_from_testcase", False) for block in connection.atomic_blocks):
            raise InsideTransaction(system)
