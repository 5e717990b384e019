"""One request, one id, in every line; nobody's address or secret in any."""

import asyncio
import io
import json
import logging
import secrets
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import AsyncClient, RequestFactory
from prometheus_client import generate_latest

from core import metrics, trace
from core.ids import new_id
from core.links import link_token
from core.logs import masked, masked_text
from core.metrics import REGISTRY, gauge_source
from core.sentry import clean
from core.testing import Api
from core.trace import Trace, bound
from core.web.trace import TraceMiddleware

pytestmark = [pytest.mark.urls("core.tests.urls")]


@pytest.fixture
def lines():
    """What the root handler writes, parsed."""
    handler = next(one for one in logging.getLogger().handlers if hasattr(one.formatter, "foreign_pre_chain"))
    written, before = io.StringIO(), handler.stream
    handler.stream = written
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    handler.stream = before


def test_access_line_names_route_status_actor_and_trace(lines) -> None:
    response = Api("Test ana free").get("/api/v1/notes/5?x=1")
    line = next(one for one in lines() if one["event"] == "request")
    wanted = {"method": "GET", "path": "/api/v1/notes/5", "status": 422, "actor": "ana", "logger": "switchboard.access"}
    assert {name: line[name] for name in wanted} == wanted
    assert line["trace_id"] == response["X-Request-ID"]


def test_two_requests_have_two_actors_and_traces(lines) -> None:
    Api("Test ana free").get("/api/v1/notes/1")
    Api().get("/api/v1/notes/1")
    first, second = (one for one in lines() if one["event"] == "request")
    assert first["trace_id"] != second["trace_id"]
    assert (first["actor"], second.get("actor")) == ("ana", None)


def test_secret_of_a_link_is_not_logged(lines, client) -> None:
    client.get("/link/missing/s3cr3t-t0ken")
    assert "s3cr3t" not in json.dumps(lines())


def test_key_in_an_address_is_hidden_wherever_it_is_written(lines) -> None:
    token = link_token("call.manage", new_id(), 1)
    logging.getLogger("django.request").error("Internal Server Error: %s", f"/call-links/{token}/cancel/")
    logging.getLogger("anything").warning("asked for /calendars/%s/switchboard.ics", secrets.token_urlsafe(32))
    told = [line["event"] for line in lines()]
    assert told == [
        "Internal Server Error: /call-links/[hidden]/cancel/",
        "asked for /calendars/[hidden]/switchboard.ics",
    ]


def test_report_of_an_error_holds_no_personal_data() -> None:
    event = {
        "request": {"data": {"name": "Ana"}, "cookies": {"s": "1"}, "headers": {"Authorization": "Bearer x"}},
        "exception": {"values": [{"value": "no mail to ana@example.org"}]},
    }
    with bound(Trace(trace_id="t3")):
        report = clean(event, {})
    assert report["request"] == {"headers": {"Authorization": "[hidden]"}}
    assert report["tags"] == {"trace_id": "t3"}
    assert "ana@" not in json.dumps(report)


def test_crash_is_logged_with_its_traceback_and_trace(lines) -> None:
    caller = Api("Test ana free")
    caller.client.raise_request_exception = False
    response = caller.get("/api/v1/fail/crash")
    line = next(one for one in lines() if one["level"] == "error")
    assert "ZeroDivisionError" in line["exception"]
    assert line["trace_id"] == response["X-Request-ID"]


def test_lines_of_structlog_and_logging_look_alike(lines) -> None:
    import structlog

    with bound(Trace(trace_id="t1")):
        structlog.get_logger("a").warning("sent", to="ana@example.org")
        logging.getLogger("b").warning("sent to %s", "ana@example.org", extra={"phone": "+1 212 555 0123"})
    first, second = lines()
    assert first["trace_id"] == second["trace_id"] == "t1"
    assert first["to"].startswith("<email ")
    assert second["event"] == f"sent to {first['to']}"
    assert second["phone"].startswith("<phone ")


@pytest.mark.parametrize(
    "text",
    [
        "ana.b+c@mail.example.org",
        "+12125550123",
        "+44 20 7946 0958",
        "(212) 555-0123",
        "212-555-0123",
        "+34 612 34 56 78",
    ],
)
def test_personal_data_is_masked(text) -> None:
    assert text not in masked_text(f"sent to {text}, done")
    assert masked_text(f"to {text}.") == masked_text(f"to {text}.")


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-01T10:00:00.123456Z",
        "01a1fb2e-4dd9-7541-af37-7cc41fc7ae46",
        "lead_01j9zzzzzzzzzzzzzzzzzzzzzz",
        "took 1234567 µs of 10000000",
        "192.168.100.200:8000",
        "CALL-2026-000123",
    ],
)
def test_ids_and_times_are_not(text) -> None:
    assert masked_text(text) == text


def test_secrets_are_hidden_at_any_depth() -> None:
    found = masked(
        {"headers": {"Authorization": "Bearer abc", "Cookie": "s=1"}, "list": ["Api-Key sb_1_x", {"password": "p"}]}
    )
    assert found == {
        "headers": {"Authorization": "[hidden]", "Cookie": "[hidden]"},
        "list": ["Api-Key [hidden]", {"password": "[hidden]"}],
    }


def test_trace_ends_with_its_block() -> None:
    before = trace.current()
    with bound(Trace(trace_id="t2")) as inner:
        assert trace.current() is inner
    assert trace.current() is before


async def test_middleware_answers_in_an_async_chain() -> None:
    sent = str(uuid4())
    response = await AsyncClient().get("/api/v1/nowhere", headers={"X-Request-ID": sent})
    assert (response.status_code, response["X-Request-ID"]) == (404, sent)


async def test_traces_of_tasks_that_run_together_stay_apart() -> None:
    async def view(request):
        before = trace.current().trace_id
        await asyncio.sleep(0.01)
        assert trace.current().trace_id == before
        return HttpResponse(before)

    link = TraceMiddleware(view)
    answers = await asyncio.gather(*(link(RequestFactory().get("/")) for _ in range(20)))
    assert len({answer.content for answer in answers}) == 20
    assert all(answer.content.decode() == answer["X-Request-ID"] for answer in answers)


def test_latency_is_counted_by_route_not_by_path() -> None:
    Api("Test ana free").get("/api/v1/notes/123456")
    Api("Test ana free").client.generic("BREW", "/api/v1/notes/1")
    text = generate_latest(REGISTRY).decode()
    assert "123456" not in text
    assert 'method="OTHER"' in text


def test_gauge_that_fails_does_not_hide_the_others(db) -> None:
    gauge_source("test_broken", "Breaks.")(lambda: 1 / 0)
    gauge_source("test_depth", "Depth.", ("queue",))(lambda: [(("ae",), 3), (("ic",), 4)])
    generate_latest(REGISTRY)
    text = generate_latest(REGISTRY).decode()
    for name in ("test_broken", "test_depth"):
        del metrics._gauges.sources[name]
    assert 'test_depth{queue="ae"} 3.0' in text
    assert 'switchboard_gauge_source_failures_total{gauge="test_broken"}' in text
