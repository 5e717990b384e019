"""One Redis address, two uses: limits and hints (0), Celery broker (2)."""

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit


def with_database(url: str, number: int) -> str:
    """The same server, another database number. `unix:///path.sock` and `redis://host:port` are understood."""
    parts = urlsplit(url)
    if parts.scheme == "unix":
        query = dict(parse_qsl(parts.query)) | {"db": str(number)}
        return f"unix://{parts.path}?{urlencode(query)}"
    return urlunsplit(parts._replace(path=f"/{number}"))


def for_celery(url: str, number: int) -> str:
    """Celery spells a socket `redis+socket:///path.sock?virtual_host=2`."""
    parts = urlsplit(url)
    if parts.scheme == "unix":
        return f"redis+socket://{parts.path}?virtual_host={number}"
    return with_database(url, number)
