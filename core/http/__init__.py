"""The one way out: every call to another system goes through a client made here."""

import httpx2
from httpx2 import HTTPError, Response

from core.http.guard import Refused, Resolver, check_url
from core.http.transaction import InsideTransaction
from core.http.transport import GuardedTransport

__all__ = ["CANNOT_CONNECT", "HTTPError", "InsideTransaction", "Refused", "Response", "check_url", "client"]

#: nothing was said to the other side: it cannot have done anything
CANNOT_CONNECT = (httpx2.ConnectError, httpx2.ConnectTimeout)

CONNECT_SECONDS, READ_SECONDS, TOTAL_SECONDS = 5.0, 10.0, 15.0
MOST_BYTES = 64 * 1024


def client(
    system: str,
    *,
    trusted: bool = False,
    most_bytes: int = MOST_BYTES,
    total_seconds: float = TOTAL_SECONDS,
    resolver: Resolver | None = None,
) -> httpx2.Client:
    """A client for one outside system, counted under its name in switchboard_outside_seconds.

    No redirects, no proxies from the environment, no cookies kept by accident of a shared client: use it as
    `with client("slack") as http:`. Addresses are guarded (see core.http.guard) unless `trusted`: that is for
    addresses that operators configure, never for ones that users type. The body ends after `most_bytes`.
    A call inside an open transaction raises InsideTransaction.
    """
    return httpx2.Client(
        transport=GuardedTransport(
            system, total=total_seconds, most_bytes=most_bytes, trusted=trusted, resolver=resolver
        ),
        timeout=httpx2.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
        follow_redirects=False,
        trust_env=False,
        headers={"User-Agent": "Switchboard/1", **({} if trusted else {"Accept-Encoding": "identity"})},
    )
