"""A small HTTP client for many simultaneous callers: one connection each, kept alive, told apart from its answers."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import orjson

BROKEN = (OSError, EOFError, TimeoutError)  # no answer: whether it was done is not known


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return orjson.loads(self.body)

    @property
    def code(self) -> str:
        """The code of a refusal, "" when it is none."""
        try:
            return str(self.json()["error"]["code"])
        except (ValueError, KeyError, TypeError):
            return ""


class Caller:
    """One connection to one port; `ask` raises one of BROKEN when no whole answer came."""

    def __init__(self, port: int, authorization: str = "", *, patience: float = 15.0) -> None:
        self.port = port
        self.authorization = authorization
        self.patience = patience
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def ask(self, method: str, path: str, data: Any = None, headers: Mapping[str, str] | None = None) -> Answer:
        try:
            async with asyncio.timeout(self.patience):
                return await self._ask(method, path, data, headers or {})
        except BROKEN:
            self.close()
            raise

    async def _ask(self, method: str, path: str, data: Any, headers: Mapping[str, str]) -> Answer:
        if self._writer is None:
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self.port, limit=2**20)
        assert self._reader is not None
        body = b"" if data is None else data if isinstance(data, bytes) else orjson.dumps(data)
        lines = [f"{method} {path} HTTP/1.1", "Host: localhost", f"Content-Length: {len(body)}"]
        if body and "Content-Type" not in headers:
            lines.append("Content-Type: application/json")
        if self.authorization:
            lines.append(f"Authorization: {self.authorization}")
        lines += [f"{name}: {value}" for name, value in headers.items()]
        self._writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
        await self._writer.drain()
        return await self._read(self._reader, method)

    async def _read(self, reader: asyncio.StreamReader, method: str) -> Answer:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        status = int(head[0].split()[1])
        headers = {}
        for line in head[1:]:
            name, _, value = line.partition(":")
            if name:
                name = name.strip().lower()
                several = name == "set-cookie" and name in headers
                headers[name] = f"{headers[name]}\n{value.strip()}" if several else value.strip()
        body = b"" if method == "HEAD" or status in (204, 304) else await self._body(reader, headers)
        if headers.get("connection", "").lower() == "close":
            self.close()
        return Answer(status, headers, body)

    @staticmethod
    async def _body(reader: asyncio.StreamReader, headers: dict[str, str]) -> bytes:
        if headers.get("transfer-encoding", "").lower() == "chunked":
            parts = []
            while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
                parts.append(await reader.readexactly(size))
                await reader.readexactly(2)
            await reader.readline()
            return b"".join(parts)
        return await reader.readexactly(int(headers.get("content-length", 0)))

    def close(self) -> None:
        if self._writer is not None:
            with suppress(OSError, RuntimeError):
                self._writer.close()
        self._reader = self._writer = None
