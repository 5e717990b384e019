"""Which request or job is running: its trace id goes into every answer, log line and event that it causes."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from uuid import UUID

from core.ids import new_id


@dataclass(slots=True)
class Trace:
    """One request, job or command.

    trace_id    shown as X-Request-ID and in the error envelope
    ip          the address the request came from, None for jobs
    journey_id  the story that begins when this request brings new work
    actor_id    who acts, once known; only for log lines
    """

    trace_id: str = field(default_factory=lambda: str(new_id()))
    ip: str | None = None
    journey_id: UUID = field(default_factory=new_id)
    actor_id: str = ""


_current: ContextVar[Trace | None] = ContextVar("trace", default=None)


def current() -> Trace:
    """The running trace; outside of any, one begins for the rest of this thread or task."""
    trace = _current.get()
    return trace if trace is not None else begin()


def begin() -> Trace:
    """A new trace for what this thread or task does from here on."""
    trace = Trace()
    _current.set(trace)
    return trace


@contextmanager
def bound(trace: Trace) -> Iterator[Trace]:
    """Everything in the block belongs to that trace."""
    token = _current.set(trace)
    try:
        yield trace
    finally:
        _current.reset(token)
