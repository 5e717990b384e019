"""Every endpoint says what it does, with examples, scopes and codes; and the conventions show in the document."""

import pytest
from django.urls import get_resolver
from drf_spectacular.generators import SchemaGenerator

from core.api.views import UnknownPath


def document(urls: str = "config.urls") -> dict:
    return SchemaGenerator(urlconf=urls).get_schema(request=None, public=True)


def operations(schema: dict) -> list:
    return [
        (f"{method.upper()} {path}", operation)
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]


def lacking(name: str, operation: dict) -> list[str]:
    """What the documentation of an operation misses."""
    content = operation.get("requestBody", {}).get("content", {})
    success = [answer for status, answer in operation["responses"].items() if status < "300"]
    shown = [part for answer in success for part in answer.get("content", {}).values()]
    problems = {
        "summary": operation.get("summary"),
        "description": operation.get("description", "").partition("**Scope:**")[0].strip(),
        "scope": "x-scopes" in operation,
        "codes": operation.get("x-error-codes"),
        "request example": not content or all("example" in part for part in content.values()),
        "response example": success
        and ("204" in operation["responses"] or (shown and all("example" in part for part in shown))),
        "security": "security" in operation,
    }
    return [f"{name}: {what}" for what, there in problems.items() if not there]


def test_every_operation_is_documented() -> None:
    assert [problem for name, operation in operations(document()) for problem in lacking(name, operation)] == []


def test_every_route_of_the_api_is_in_the_document() -> None:
    """A view without a schema would not be seen by the test above."""
    documented = set(document()["paths"])
    missing = []
    for route, view in _routes(get_resolver("config.urls").url_patterns):
        cls = getattr(view, "cls", getattr(view, "view_class", None))
        if not route.startswith("api/v1/") or cls is UnknownPath:
            continue
        if not any(_same(route, path) for path in documented):
            missing.append(route)
    assert missing == []


def _routes(patterns: list, prefix: str = "") -> list:
    found = []
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            found += _routes(pattern.url_patterns, route)
        else:
            found.append((route, pattern.callback))
    return found


def _same(route: str, path: str) -> bool:
    import re

    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", f"/{route}") == path


def test_operation_ids_are_unique() -> None:
    ids = [operation["operationId"] for _, operation in operations(document())]
    assert len(ids) == len(set(ids))


@pytest.fixture(scope="module")
def sample() -> dict:
    return document("core.tests.urls")["paths"]


def test_conventions_of_a_write(sample) -> None:
    write = sample["/api/v1/notes"]["post"]
    assert write["operationId"] == "write_note"
    assert write["security"] == [{"bearerToken": []}, {"apiKey": []}]
    assert write["x-scopes"] == ["notes:write"]
    header = next(one for one in write["parameters"] if one["in"] == "header")
    assert (header["name"], header["required"]) == ("X-Idempotency-Key", True)
    statuses = ["201", "400", "401", "403", "406", "409", "413", "415", "422", "429", "500", "503"]
    assert list(write["responses"]) == statuses
    assert "IDEMPOTENCY_KEY_REUSED" in write["responses"]["422"]["content"]["application/json"]["examples"]
    assert "Retry-After" in write["responses"]["429"]["headers"]


def test_conventions_of_a_list(sample) -> None:
    listing = sample["/api/v1/keys"]["get"]
    assert [one["name"] for one in listing["parameters"]] == ["limit", "offset", "route", "since", "status"]
    by_name = {one["name"]: one["schema"] for one in listing["parameters"]}
    assert by_name["route"] == {"type": "array", "items": {"type": "string", "enum": ["a", "b"]}}
    assert by_name["since"] == {"type": "string", "format": "date-time"}
    answer = listing["responses"]["200"]["content"]["application/json"]["schema"]
    assert answer["required"] == ["items", "pagination"]


def test_pages_of_the_document_are_served(client) -> None:
    for path in ("/api/docs", "/api/redoc"):
        page = client.get(path)
        assert page.status_code == 200
        assert "/static/drf_spectacular_sidecar/" in page.content.decode()
        assert "'unsafe-inline'" in page["Content-Security-Policy"]
        assert "https://" not in page.content.decode()
    schema = client.get("/api/schema", headers={"Accept": "application/vnd.oai.openapi+json"})
    assert (schema.status_code, schema.json()["openapi"]) == (200, "3.1.0")
    assert "unsafe" not in schema["Content-Security-Policy"]
