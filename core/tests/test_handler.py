"""The API's way through Django gives what the whole chain gives, and leaves nothing behind in its thread."""

import asyncio
from typing import Any

import pytest
from django.core.asgi import get_asgi_application
from django.db import connection
from django.utils import translation

from core import trace
from core.api import handler
from core.api.handler import ApiHandler, by_path

pytestmark = [pytest.mark.urls("core.tests.urls")]
#: differ from one request to the next
ITS_OWN = ("X-Request-ID", "X-RateLimit-Remaining", "X-RateLimit-Reset")


async def ask(app: Any, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, dict[str, str], bytes]:
    place, _, query = path.partition("?")
    sent, answer = [{"type": "http.request", "body": body}], []
    lines = {"host": "localhost", "content-type": "application/json", **headers}

    async def receive() -> Any:
        return sent.pop() if sent else await asyncio.sleep(60)

    async def send(message: Any) -> None:
        answer.append(message)

    await app(
        {
            "type": "http",
            "method": method,
            "path": place,
            "query_string": query.encode(),
            "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in lines.items()],
            "client": ("127.0.0.1", 4000),
        },
        receive,
        send,
    )
    start, *parts = answer
    found = {name.decode(): value.decode() for name, value in start["headers"]}
    return start["status"], found, b"".join(part["body"] for part in parts)


def told(answer: tuple[int, dict[str, str], bytes]) -> tuple[int, dict[str, str]]:
    """Status and headers, without what is each request's own. The API has no cookies, so none can vary an answer."""
    status, headers, _ = answer
    kept = {name: value for name, value in headers.items() if name not in ITS_OWN}
    kept["Vary"] = kept.get("Vary", "").replace(", Cookie", "")
    return status, kept


@pytest.mark.parametrize(
    ("method", "path", "body", "headers", "status"),
    [
        ("GET", "/api/v1/nowhere", b"", {}, 404),
        ("GET", "/api/v1/notes/1", b"", {}, 401),
        ("GET", "/api/v1/notes/1", b"", {"host": "elsewhere.test"}, 400),
        ("GET", "/api/v1/notes/1", b"", {"authorization": "Test ann 900", "accept": "text/html"}, 406),
        ("GET", "/api/v1/keys?route=z", b"", {"authorization": "Test ann 900", "accept_language": "fr"}, 422),
        ("GET", "/api/v1/keys", b"", {"authorization": "Test ann 900"}, 200),
        ("DELETE", "/api/v1/keys", b"", {"authorization": "Test ann 900"}, 405),
        ("POST", "/api/v1/notes", b"{", {"authorization": "Test ann 900"}, 400),
        ("GET", "/api/v1/fail/crash", b"", {"authorization": "Test ann 900"}, 500),
        ("GET", "/api/v1/fail/database", b"", {"authorization": "Test ann 900"}, 503),
    ],
)
@pytest.mark.django_db(transaction=True)
def test_status_headers_and_size_are_those_of_the_whole_chain(
    method: str, path: str, body: bytes, headers: dict[str, str], status: int
) -> None:
    async def both() -> list[tuple[int, dict[str, str], bytes]]:
        return [await ask(app, method, path, body, **headers) for app in (ApiHandler(), get_asgi_application())]

    short, whole = asyncio.run(both())
    assert short[0] == status
    assert told(short) == told(whole)
    assert len(short[2]) == len(whole[2])


def test_only_the_api_goes_that_way() -> None:
    went: list[tuple[str, str]] = []

    def to(name: str) -> Any:
        async def app(scope: Any, receive: Any, send: Any) -> None:
            went.append((name, scope["path"]))

        return app

    http = by_path(to("api"), to("pages"))

    async def walk() -> None:
        for path in ("/api/v1/queues/ae", "/api/docs", "/api/schema", "/api/v1", "/queues/ae", "/"):
            await http({"path": path}, None, None)

    asyncio.run(walk())
    assert went == [
        ("api", "/api/v1/queues/ae"),
        ("pages", "/api/docs"),
        ("pages", "/api/schema"),
        ("pages", "/api/v1"),
        ("pages", "/queues/ae"),
        ("pages", "/"),
    ]


@pytest.mark.django_db(transaction=True)
def test_thread_keeps_neither_connection_nor_language_nor_trace() -> None:
    asyncio.run(ask(ApiHandler(), "GET", "/api/v1/keys", authorization="Test ann 900", accept_language="fr"))

    def left() -> tuple[object, str | None, trace.Trace | None]:
        return connection.connection, translation.get_language(), trace._current.get()

    threads = handler._threads
    kept = [threads.submit(left).result() for _ in range(len(threads._threads))]
    assert kept == [(None, "en", None)] * len(kept)
    assert kept


def test_body_that_never_came_is_not_answered() -> None:
    answer: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        answer.append(message)

    scope = {"type": "http", "method": "POST", "path": "/api/v1/notes", "headers": []}
    asyncio.run(ApiHandler()(scope, receive, send))
    assert answer == []
