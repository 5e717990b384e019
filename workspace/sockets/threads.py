"""The database, from the event loop: few threads, so that a thousand sockets never take the pages' connections."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from asgiref.sync import sync_to_async
from django.db import close_old_connections

P = ParamSpec("P")
R = TypeVar("R")

_threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="sockets")


async def in_database(read: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """What `read` returns, run in one of our threads with a healthy connection that is given back afterwards."""

    def run() -> R:
        close_old_connections()
        try:
            return read(*args, **kwargs)
        finally:
            close_old_connections()

    return await sync_to_async(run, thread_sensitive=False, executor=_threads)()
