"""Which addresses our servers may call on somebody's word: https on port 443 of public hosts, nothing else.

The lists of the standard library are not enough: `is_private` lets carrier-grade NAT, multicast, NAT64 and 6to4 forms
of loopback pass. Therefore the list stands here, and a name is judged by every address it resolves to.
"""

import socket
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

import httpx2
from django.conf import settings

Address = IPv4Address | IPv6Address
Resolver = Callable[[str, int], list[str]]

DENIED = tuple(
    ip_network(text)
    for text in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT
        "127.0.0.0/8",
        "169.254.0.0/16",  # link-local, cloud metadata
        "172.16.0.0/12",
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
        "2001::/23",  # Teredo, ORCHID
        "2001:db8::/32",
        "2002::/16",  # 6to4
        "2620:4f:8000::/48",
        "3fff::/20",
    )
)
#: of IPv6 only this is routed: leaves out loopback, unspecified, v4-mapped, NAT64, link-local, unique local, multicast
ROUTED_V6 = ip_network("2000::/3")
LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))


class Refused(httpx2.ConnectError):
    """We do not call that address."""


def resolve(host: str, port: int) -> list[str]:
    """Every address of the host, as the system's resolver has it."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as problem:
        raise Refused(f"{host} cannot be resolved: {problem}") from None
    return list(dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found))


def is_public(address: str) -> bool:
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    if parsed.version == 6 and parsed not in ROUTED_V6:
        return False
    return not any(parsed in network for network in DENIED if network.version == parsed.version)


def is_loopback(address: str) -> bool:
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    return any(parsed in network for network in LOOPBACK if network.version == parsed.version)


def approved(host: str, port: int, *, secure: bool, resolver: Resolver = resolve) -> list[str]:
    """The addresses to connect to; they are used as they are, so that a second answer of the name changes nothing.

    Refused when any address of the host is not public, when it is one of ours, and for anything but https on 443.
    Loopback is allowed whole where OUTBOUND_ALLOW_LOOPBACK is on: our stand-ins of outside systems live there.
    """
    addresses = resolver(host, port)
    if not addresses:
        raise Refused(f"{host} has no address")
    if settings.OUTBOUND_ALLOW_LOOPBACK and all(is_loopback(address) for address in addresses):
        return addresses
    if not secure or port != 443:
        raise Refused("only https on port 443 is called")
    if host.lower().rstrip(".") in _own_hosts():
        raise Refused(f"{host} is one of ours")
    for address in addresses:
        if not is_public(address):
            raise Refused(f"{host} is not a public address")
    return addresses


def check_url(text: str, resolver: Resolver = resolve) -> str:
    """The URL as it will be called; Refused when it may not be. For the moment it is saved; connecting asks again."""
    try:
        url = httpx2.URL(text)
    except (httpx2.InvalidURL, UnicodeError, ValueError, TypeError) as problem:
        raise Refused(f"this is not a URL: {problem}") from None
    check_parts(url)
    approved(
        url.host, url.port or (443 if url.scheme == "https" else 80), secure=url.scheme == "https", resolver=resolver
    )
    return str(url)


def check_parts(url: httpx2.URL) -> None:
    if url.scheme not in {"https", "http"} or not url.host:
        raise Refused("only https addresses are called")
    if url.scheme == "http" and (not settings.OUTBOUND_ALLOW_LOOPBACK or url.port == 443):
        raise Refused("only https addresses are called")
    if url.userinfo:
        raise Refused("a name and password in an address are refused")


def _own_hosts() -> set[str]:
    base = urlsplit(settings.BASE_URL).hostname or ""
    return {host.strip("[].").lower() for host in (*settings.ALLOWED_HOSTS, base) if host}
