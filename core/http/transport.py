"""Connects to approved addresses only, ends after a total time, reads a limited body, counts by outcome."""

import ssl
import time
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import httpcore2
import httpx2

from core.http import guard
from core.http.transaction import refuse_inside_transaction
from core.metrics import OUTSIDE_SECONDS


@cache
def _certificates() -> ssl.SSLContext:
    """Read once: loading the bundle takes longer than most calls."""
    return httpx2.create_ssl_context(trust_env=False)


class DeadlineStream(httpcore2.NetworkStream):
    """A connection whose reads and writes all end at one instant: a slow drip cannot hold us."""

    def __init__(self, stream: httpcore2.NetworkStream, ends_at: float) -> None:
        self._stream, self._ends_at = stream, ends_at

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._left(timeout, httpcore2.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._left(timeout, httpcore2.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, self._left(timeout, httpcore2.ConnectTimeout))
        return DeadlineStream(secured, self._ends_at)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)

    def _left(self, timeout: float | None, too_late: type[Exception]) -> float:
        left = self._ends_at - time.monotonic()
        if left <= 0:
            raise too_late("the total time is over")
        return left if timeout is None else min(timeout, left)


class GuardedBackend(httpcore2.NetworkBackend):
    """Resolves once, judges every address, connects to what was judged."""

    def __init__(self, *, total: float, trusted: bool, resolver: guard.Resolver | None = None) -> None:
        self._plain = httpcore2.SyncBackend()
        self._total, self._trusted = total, trusted
        self._resolver = resolver or guard.resolve

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        ends_at = time.monotonic() + self._total
        # plain http never has port 443 here (guard.check_parts), so the port says whether it is https
        approved = [] if self._trusted else guard.approved(host, port, secure=True, resolver=self._resolver)
        failure: Exception | None = None
        for address in approved[:3] or [host]:
            try:
                stream = self._plain.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as problem:
                failure = problem
            else:
                return DeadlineStream(stream, ends_at)
        assert failure is not None
        raise failure


class LimitedBody(httpx2.SyncByteStream):
    """The first `most` bytes; the rest is never read."""

    def __init__(self, body: Iterable[bytes], most: int, close: Any) -> None:
        self._body, self._most, self._close = body, most, close

    def __iter__(self) -> Iterator[bytes]:
        left = self._most
        for part in self._body:
            yield part[:left]
            left -= len(part)
            if left <= 0:
                return

    def close(self) -> None:
        self._close()


class GuardedTransport(httpx2.BaseTransport):
    def __init__(
        self, system: str, *, total: float, most_bytes: int, trusted: bool, resolver: guard.Resolver | None = None
    ) -> None:
        self.system, self.trusted, self.most_bytes = system, trusted, most_bytes
        self.inner = httpx2.HTTPTransport(trust_env=False)
        # one request per connection: the total time of a request is that of its connection
        self.inner._pool = httpcore2.ConnectionPool(  # noqa: SLF001  (there is no other door for a backend)
            ssl_context=_certificates(),
            max_connections=20,
            max_keepalive_connections=0,
            network_backend=GuardedBackend(total=total, trusted=trusted, resolver=resolver),
        )

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        refuse_inside_transaction(self.system)
        started, outcome = time.monotonic(), "error"
        try:
            if not self.trusted:
                guard.check_parts(request.url)
            response = self.inner.handle_request(request)
            outcome = f"{response.status_code // 100}xx"
        except guard.Refused:
            outcome = "refused"
            raise
        except httpx2.TimeoutException:
            outcome = "timeout"
            raise
        finally:
            OUTSIDE_SECONDS.labels(self.system, outcome).observe(time.monotonic() - started)
        # what is packed could unpack to anything: it stays packed
        headers = [
            (name, value) for name, value in response.headers.raw if self.trusted or name.lower() != b"content-encoding"
        ]
        assert isinstance(response.stream, httpx2.SyncByteStream)
        body = LimitedBody(response.stream, self.most_bytes, response.stream.close)
        return httpx2.Response(response.status_code, headers=headers, stream=body, extensions=response.extensions)

    def close(self) -> None:
        self.inner.close()
