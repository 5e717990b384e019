"""Whatever is sent, to whatever endpoint or form: never a 5xx, always the envelope, and a refusal changes nothing."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import orjson
import pytest
from django.test import Client

from accounts import conf
from accounts.tests.factories import bearer
from core.errors import ErrorCode
from tests.architecture.callers import example_body, filled, happened, undone, written_down
from tests.architecture.test_page_permissions import FORMS, PAGES
from tests.architecture.test_permissions import API, BODIES

pytestmark = pytest.mark.django_db

CODES = set(ErrorCode)
ENVELOPE = {"code", "message", "details", "timestamp", "trace_id"}
#: what no JSON body of ours is
BROKEN = [
    b"", b"{", b"null", b"true", b"[]", b'"x"', b"0", b"\xff\xfe", b"\xef\xbb\xbf{}", b"\x00", b'{"a": NaN}',
    b'{"a": Infinity}', b'{"a": 1e999}', b'{"a": 1, "a": 2}', b'{"": 1}', b'{"a": "\\ud800"}',
    b'{"a\\u0000": "\\u0000"}',
    b'{"caf\xe9": 1}', b"[" * 5000, b'{"a":' * 5000, b'{"a": ' + b"9" * 5000 + b"}",
    b'{"a": "' + b"x" * 1_100_000 + b'"}',
]  # fmt: skip
#: what no field of ours is, or only one of its kind
WRONG = [
    None, "", " ", "\u0000", "x" * 70_000, "\u202e<script>", -1, 0, 10**30, 1.5, True, [], {}, [None],
    {"a": {"b": [1]}},
    "2027-02-30T25:61:00Z", "9999-12-31T23:59:59.999999+14:00", "0001-01-01T00:00:00-14:00", "NaN",
    "lead_" + "z" * 26,
]  # fmt: skip
#: fields that only the server writes
OWNED = {
    "id": "x", "owner_id": "x", "state": "CLOSED", "score": 100, "priority": "URGENT",
    "queued_at": "2020-01-01T00:00:00Z",
    "due_at": "2099-01-01T00:00:00Z", "version": 99, "created_at": "2020-01-01T00:00:00Z", "decision_id": "x",
    "team_id": "x", "is_open": False, "roles": ["ADMIN"], "is_active": True, "company_id": "x", "journey_id": "x",
}  # fmt: skip
QUERIES = [
    "\u0000",
    "",
    "x" * 5000,
    "-1",
    "NaN",
    "9" * 40,
    "lead_x",
    "%ED%A0%80",
    "2027-02-30",
    "'",
    "a&a=b",
    "1&limit=2",
]


@pytest.fixture
def cast(assembled, monkeypatch):
    monkeypatch.setattr(conf, "RATE_PER_PERSON", 10**6)
    monkeypatch.setattr(conf, "RATE_PER_ADMIN", 10**6)
    return assembled


def inside(callers: Any) -> str:
    """Somebody whom the matrix lets in, so that what is sent reaches what would use it."""
    return "admin" if "admin" in callers else "owner"


def bodies(example: Any) -> Iterator[bytes]:
    yield from BROKEN
    if not isinstance(example, dict):
        return
    yield orjson.dumps(example | OWNED)
    for name in example:
        yield orjson.dumps({key: value for key, value in example.items() if key != name})
        for wrong in WRONG:
            yield dumped(example | {name: wrong})


def dumped(body: Any) -> bytes:
    try:
        return orjson.dumps(body)
    except (TypeError, orjson.JSONEncodeError):  # numbers beyond 64 bits
        return orjson.dumps(body | {key: 2**53 for key, value in body.items() if value == 10**30})


def check(answer: Any, before: int, what: Any) -> None:
    assert answer.status_code < 500, what
    if answer.status_code >= 400:
        assert set(answer.json()["error"]) == ENVELOPE, what
        assert answer.json()["error"]["code"] in CODES, what
        assert happened() == before, what


@pytest.mark.parametrize("route", sorted(route for route in API if not route.startswith("GET")))
def test_endpoint_survives_any_body(route, cast):
    method, _, path = route.partition(" ")
    example = BODIES.get(route) or example_body(route, cast.things)
    address = f"/api/v1/{filled(path, cast.things)}"
    client, header = Client(raise_request_exception=False), {"Authorization": bearer(cast.people[inside(API[route])])}
    for body in bodies(example):
        with undone():
            before = happened()
            answer = client.generic(method, address, body, content_type="application/json", headers=header)
            check(answer, before, body[:200])


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/xml"]
)
def test_endpoint_takes_json_only(kind, cast):
    header = {"Authorization": bearer(cast.people["admin"])}
    answer = Client(raise_request_exception=False).generic(
        "POST", "/api/v1/leads", b"a=b", content_type=kind, headers=header
    )
    assert answer.status_code in {400, 415}
    check(answer, happened(), kind)


@pytest.mark.parametrize(
    "route", sorted(route for route in API if route not in ("POST auth/login", "POST auth/logout"))
)
def test_server_owned_fields_are_refused(route, cast):
    """A field that a body does not have is refused by name, and nothing is changed."""
    method, _, path = route.partition(" ")
    if method == "GET":
        return
    example = BODIES.get(route) or example_body(route, cast.things)
    if not isinstance(example, dict):
        return
    header = {
        "Authorization": bearer(cast.people["admin"]),
        "X-Idempotency-Key": "7d4a2c1e-9f3b-4e6a-8d21-0b5c7e9f1a34",
    }
    for name, value in OWNED.items():
        if name in example:
            continue
        with undone():
            before = happened()
            answer = Client().generic(
                method, f"/api/v1/{filled(path, cast.things)}", orjson.dumps(example | {name: value}),
                content_type="application/json", headers=header,
            )  # fmt: skip
            assert answer.status_code in {400, 401, 403, 404, 422}, (name, answer.content)
            assert happened() == before, name


@pytest.mark.parametrize("route", sorted(route for route in API if route.startswith("GET")))
def test_list_survives_any_query(route, cast):
    path = f"/api/v1/{filled(route.removeprefix('GET '), cast.things)}"
    operation = written_down().get(re.sub(r"<(\w+)>", r"{\1}", route), {})
    names = [one["name"] for one in operation.get("parameters", ()) if one["in"] == "query"]
    client, header = Client(raise_request_exception=False), {"Authorization": bearer(cast.people[inside(API[route])])}
    for name in [*names, "unheard_of"]:
        for value in QUERIES:
            query = f"{name}={value}" if "&" in value or "%" in value else urlencode({name: value})
            check(client.get(f"{path}?{query}", headers=header), happened(), query[:100])


FIELDS = {
    "lead",
    "offset",
    "seen",
    "before",
    "after",
    "q",
    "team",
    "scope",
    "sort",
    "do",
    "step",
    "next",
    "idempotency_key",
}
TYPED = ["", "\u0000", "x" * 20_000, "-1", "9" * 40, "NaN", "2027-02-30T25:61", "lead_x", "<script>", "%ED%A0%80"]


@pytest.mark.parametrize("path", sorted(PAGES))
def test_page_survives_whatever_is_typed(path, cast):
    address, browser = f"/{filled(path, cast.things)}", cast.browsers()[inside(PAGES[path])]
    page = browser.get(address)
    names = set(re.findall(r'name="(\w+)"', "" if page.streaming else page.content.decode())) | FIELDS
    names |= set(FORMS.get(path, {}))
    for typed in TYPED:
        query = "&".join(f"{name}={typed}" if "%" in typed else urlencode({name: typed}) for name in sorted(names))
        with undone():
            before = happened()
            found = browser.get(f"{address}?{query[:30_000]}")
            sent = browser.post(address, f"{query}&{query}", content_type="application/x-www-form-urlencoded")
            assert max(found.status_code, sent.status_code) < 500, typed[:20]
            assert happened() == before or 200 <= sent.status_code < 400, typed[:20]
