"""The physical limits: the same statements without anything around them.

(b)  one loop: fetch in binary, dump as JSON
(r)  the same behind a bare ASGI function on uvicorn, as many processes as ours
"""

import os
import pickle
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson
import psycopg
from django.conf import settings
from django.db import connection
from psycopg.types.json import Json, Jsonb

from bench.processes import Child, free_port, wait_until
from bench.rig import database_url, environ_for, is_live

Statement = tuple[str, Any]
NOT_COUNTED = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT", "BEGIN", "COMMIT", "SET ")
AUTHENTICATION = ("accounts_loginsession", "accounts_apikey")


def record(act: Callable[[], object]) -> list[Statement]:
    """The statements that `act` runs, without transaction ends and without those that say who asks."""
    found: list[Statement] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.upper().startswith(NOT_COUNTED) and not any(f'FROM "{table}"' in sql for table in AUTHENTICATION):
            found.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        act()
    return found


def plain(params: Any) -> Any:
    """Parameters as any driver takes them."""
    if isinstance(params, dict):
        return {name: _plain(value) for name, value in params.items()}
    return [_plain(value) for value in params or ()]


def _plain(value: Any) -> Any:
    if isinstance(value, Json | Jsonb):
        return orjson.dumps(value.obj, default=str, option=orjson.OPT_NON_STR_KEYS).decode()
    return str(value) if isinstance(value, str) else value


def dump(rows: object) -> bytes:
    return orjson.dumps(rows, default=_number)


def _number(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    return value.total_seconds() if isinstance(value, timedelta) else str(value)


def loop_rate(statements: Sequence[Statement], seconds: float) -> float:
    """(b): how many times a second."""
    done = 0
    ready = [(sql, plain(params)) for sql, params in statements]
    with psycopg.connect(database_url(), autocommit=True, options=options()) as own:
        asked = [(_cursor(own, sql), sql, params) for sql, params in ready]
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            dump([cursor.execute(sql, params, prepare=True).fetchall() for cursor, sql, params in asked])
            done += 1
    return done / seconds


def _cursor(own: psycopg.Connection[Any], sql: str) -> psycopg.Cursor[Any]:
    cursor = psycopg.RawCursor(own) if is_numbered(sql) else own.cursor()
    cursor.format = psycopg.pq.Format.BINARY
    return cursor


def is_numbered(sql: str) -> bool:
    """Whether its values stand as $1, as core.prepared writes them, and not as %s."""
    return "$1" in sql


def options() -> str:
    """The session settings that our own connections have."""
    return str(settings.DATABASES["default"]["OPTIONS"].get("options", ""))


def yardstick(seconds: float = 1) -> float:
    """How fast the machine is at this moment: a trivial statement and a dump, a second.

    Growth is told against it, because two sizes are measured minutes apart.
    """
    return loop_rate([("SELECT n, n::text FROM generate_series(1, 100) AS n", ())], seconds)


@contextmanager
def bare(statements: Sequence[Statement], *, webs: int = 2, **more: Any) -> Iterator[list[int]]:
    """(r): ports of uvicorn processes whose function runs the statements and nothing else."""
    folder = Path(tempfile.mkdtemp(prefix="switchboard-bare-", dir="/tmp"))
    recipe, ready = folder / "recipe", [(sql, plain(params)) for sql, params in statements]
    recipe.write_bytes(pickle.dumps({"statements": ready, "options": options(), **more}))
    children = []
    for number in range(webs):
        port = free_port()
        argv = [sys.executable, "-m", "uvicorn", "--no-access-log", "--log-level", "warning"]
        argv += ["--host", "127.0.0.1", "--port", str(port), "bench.bare:application"]
        first = number * (len(more.get("targets", ())) // webs)  # each process has targets of its own
        env = os.environ | environ_for(folder) | {"BENCH_RECIPE": str(recipe), "BENCH_FIRST": str(first)}
        children.append(Child(f"bare{number}", argv, env, folder / f"bare{number}.log", port))
    try:
        for child in children:
            child.start()
        for child in children:
            wait_until(lambda child=child: is_live(child.port), 60, child.name)
        yield [child.port for child in children]
    finally:
        for child in children:
            child.stop(1)
        shutil.rmtree(folder, ignore_errors=True)
