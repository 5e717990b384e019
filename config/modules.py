"""Which parts an app has: a file exists only when it is needed."""

from importlib.util import find_spec


def present(name: str) -> bool:
    """Whether that module exists; one that exists and fails to import is not forgiven."""
    parent, _, _ = name.rpartition(".")
    if parent and not present(parent):
        return False
    return find_spec(name) is not None
