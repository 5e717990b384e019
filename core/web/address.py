"""The address a request came from: read a counted number of proxies away, never believed from a header alone."""

from __future__ import annotations

from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest

if TYPE_CHECKING:
    from rest_framework.request import Request

UNKNOWN = "unknown"


def client_address(request: HttpRequest | Request) -> str:
    """The peer, or with N trusted proxies the N-th entry from the right of X-Forwarded-For.

    Every proxy of ours appends the address it was called from, so entries further left are only claims.
    """
    peer = str(request.META.get("REMOTE_ADDR") or "")
    hops = settings.TRUSTED_PROXIES
    if hops:
        claimed: list[str] = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        if len(claimed) >= hops and _is_address(claimed[-hops]):
            return claimed[-hops]
    return peer if _is_address(peer) else UNKNOWN


def address_group(address: str) -> str:
    """What is counted as one caller: an IPv4 address, or the /64 network that one IPv6 customer gets."""
    if not _is_address(address):
        return address
    parsed = ip_address(address)
    if parsed.version == 4:
        return address
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ip_network((parsed, 64), strict=False))


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
