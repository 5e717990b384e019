"""A bare ASGI function on uvicorn: the same statements, nothing around them; or a plain broadcast to WebSockets.

GET runs the statements and dumps the rows. POST runs them in one transaction with the values of a target of its own.
A WebSocket is held; POST /tell sends one text to all of them.
"""

import asyncio
import os
import pickle
import time
from itertools import count
from pathlib import Path
from typing import Any

from psycopg import AsyncRawCursor
from psycopg_pool import AsyncConnectionPool

from bench.limits import dump, is_numbered
from bench.targets import filled

RECIPE: dict[str, Any] = pickle.loads(Path(os.environ["BENCH_RECIPE"]).read_bytes())
_pool: AsyncConnectionPool | None = None
_numbers = count()
_sockets: set[Any] = set()
JSON = [(b"content-type", b"application/json")]


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    if scope["type"] == "lifespan":
        return
    if scope["type"] == "websocket":
        await _hold(receive, send)
        return
    body = b"{}"
    if scope["path"] == "/tell":
        await asyncio.gather(*(one({"type": "websocket.send", "text": str(time.monotonic())}) for one in _sockets))
    elif scope["path"] != "/healthz":
        body = await (_read() if scope["method"] == "GET" else _write())
    length = str(len(body)).encode()
    await send({"type": "http.response.start", "status": 200, "headers": [*JSON, (b"content-length", length)]})
    await send({"type": "http.response.body", "body": body})


async def _read() -> bytes:
    async with (await _connections()).connection() as own, own.cursor(binary=True) as plain:
        found, numbered = [], AsyncRawCursor(own)
        numbered.format = plain.format
        for sql, params in RECIPE["statements"]:
            cursor = numbered if is_numbered(sql) else plain
            await cursor.execute(sql, params, prepare=True)
            found.append(await cursor.fetchall())
        return dump(found)


async def _write() -> bytes:
    values = filled(RECIPE, next(_numbers) + int(os.environ.get("BENCH_FIRST", "0")))
    found: list[Any] = []
    async with (await _connections()).connection() as own, own.transaction(), own.cursor() as plain:
        numbered = AsyncRawCursor(own)
        for number, (sql, params) in enumerate(RECIPE["statements"]):
            cursor = numbered if is_numbered(sql) else plain
            await cursor.execute(sql, values(number, params, found), prepare=True)
            found.append(await cursor.fetchall() if cursor.description else [])
    return dump(found[-1])


async def _connections() -> AsyncConnectionPool:
    global _pool
    if _pool is None:
        pool = AsyncConnectionPool(
            os.environ["DATABASE_URL"],
            min_size=4,
            max_size=8,
            open=False,
            kwargs={"autocommit": True, "options": RECIPE["options"]},
        )
        _pool = pool
        await pool.open()
    return _pool


async def _hold(receive: Any, send: Any) -> None:
    await receive()
    await send({"type": "websocket.accept"})
    _sockets.add(send)
    try:
        while (await receive())["type"] != "websocket.disconnect":
            pass
    finally:
        _sockets.discard(send)
