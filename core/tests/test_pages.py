"""Forms that act once, answers for htmx, and the policy of pages that are not ours."""

from uuid import uuid4

import pytest
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.http import HttpRequest
from django.template import Context, Template
from django.test import RequestFactory

from core.actor import SYSTEM
from core.errors import DomainError, ErrorCode
from core.models import IdempotencyKey
from core.web import pages
from core.web.pages import once_for_form, render_form

pytestmark = [pytest.mark.urls("core.tests.urls")]


def form(**fields: str) -> HttpRequest:
    request = RequestFactory().post("/leads/1/assign", fields)
    request.session = SessionStore()
    return request


def test_form_sent_twice_acts_once(db) -> None:
    key, done = str(uuid4()), []

    def effect() -> str:
        done.append(1)
        return f"/leads/{len(done)}"

    first = once_for_form(form(idempotency_key=key, note="x", csrfmiddlewaretoken="a"), SYSTEM, effect)
    again = once_for_form(form(idempotency_key=key, note="x", csrfmiddlewaretoken="b"), SYSTEM, effect)
    assert (first, again, done) == ("/leads/1", "/leads/1", [1])


def test_form_with_the_same_key_and_other_fields_is_refused(db) -> None:
    key = str(uuid4())
    once_for_form(form(idempotency_key=key, note="x"), SYSTEM, lambda: "/a")
    with pytest.raises(DomainError) as refused:
        once_for_form(form(idempotency_key=key, note="y"), SYSTEM, lambda: "/b")
    assert refused.value.code == ErrorCode.IDEMPOTENCY_KEY_REUSED


def test_refused_form_may_be_corrected_under_its_key(db) -> None:
    key = str(uuid4())

    def refuse() -> str:
        raise DomainError(ErrorCode.NOBODY_AVAILABLE, "Nobody.")

    with pytest.raises(DomainError):
        once_for_form(form(idempotency_key=key, note="x"), SYSTEM, refuse)
    assert once_for_form(form(idempotency_key=key, note="y"), SYSTEM, lambda: "/a") == "/a"


@pytest.mark.parametrize("fields", [{}, {"idempotency_key": "x"}])
def test_form_without_key_acts_each_time(db, fields) -> None:
    assert [once_for_form(form(**fields), SYSTEM, lambda: "/a") for _ in range(2)] == ["/a", "/a"]
    assert IdempotencyKey.objects.count() == 0


def test_hidden_field_has_a_fresh_key() -> None:
    shown = [Template("{% load form_key %}{% form_key %}").render(Context()) for _ in range(2)]
    assert shown[0].startswith('<input type="hidden" name="idempotency_key" value="')
    assert shown[0] != shown[1]


def test_invalid_form_is_422_and_htmx_gets_its_part(monkeypatch) -> None:
    seen = []
    monkeypatch.setattr(pages, "render", lambda request, template, context, status: seen.append((template, status)))
    request = form()
    render_form(request, "a.html", {}, partial="card")
    request.htmx = True
    render_form(request, "a.html", {}, partial="card", invalid=True)
    assert seen == [("a.html", 200), ("a.html#card", 422)]


def test_form_without_token_is_403_as_page_and_as_json(client) -> None:
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    page = strict.post("/page/missing", {})
    assert (page.status_code, page["Content-Type"]) == (403, "text/html; charset=utf-8")
    refused = pages.csrf_failure(RequestFactory().post("/api/v1/x"), reason="missing")
    assert refused.status_code == 403
    assert b'"FORBIDDEN"' in refused.content


@pytest.mark.parametrize(
    "path, relaxed", [("/admin/", True), ("/api/docs", True), ("/api/v1/nowhere", False), ("/page/missing", False)]
)
def test_policy_is_relaxed_only_where_needed(db, client, path, relaxed) -> None:
    policy = client.get(path)["Content-Security-Policy"]
    assert ("'unsafe-eval'" in policy) == relaxed
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
