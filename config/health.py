"""/healthz: the process answers. /readyz: it can do its work. /metrics: what it and the queues are doing.

/metrics and the details of /readyz are for whoever sends METRICS_TOKEN. Without one they are open, except in
production.

Without the database or with migrations missing we are not ready (503). Without Redis, with beat silent, or with work
overdue we still serve: those are named in `degraded` and are somebody's alarm, not the load balancer's.
"""

import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from core import clock
from core.api.views import json_response
from core.metrics import REGISTRY, gauge_source
from core.redis import client
from events import queries
from notifications.metrics import delivery_lateness
from routing.queries.exceptions import exceptions, open_by_state

BEAT_SILENT_AFTER = timedelta(seconds=60)
OVERDUE_AFTER = timedelta(seconds=30)
MERCY = timedelta(minutes=1)  # a sweep may be on its way

Check = dict[str, Any]


@never_cache
@require_safe
def live(_request: HttpRequest) -> HttpResponse:
    return json_response({"status": "ok"})


@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    required = {name: _run(check) for name, check in REQUIRED.items()}
    up = all(check["ok"] for check in required.values())
    others = {name: _run(check) for name, check in OTHERS.items()} if required["database"]["ok"] else {}
    degraded = sorted(name for name, check in others.items() if not check["ok"])
    status = "failing" if not up else "degraded" if degraded else "ok"
    checks = {**required, **others}
    if not _may_look_inside(request):
        checks = {name: {"ok": check["ok"]} for name, check in checks.items()}
    body = {"status": status, "degraded": degraded, "checks": checks}
    return json_response(body, 200 if up else 503)


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    if not _may_look_inside(request):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    return HttpResponse(generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST)


def _may_look_inside(request: HttpRequest) -> bool:
    if settings.METRICS_OPEN:
        return True
    sent = request.headers.get("Authorization", "")
    return bool(settings.METRICS_TOKEN) and constant_time_compare(sent, f"Bearer {settings.METRICS_TOKEN}")


def _run(check: Callable[[], Check]) -> Check:
    started = time.perf_counter()
    try:
        found = check()
    except Exception as problem:  # noqa: BLE001  (a check that cannot be made has failed, whatever the reason)
        found = {"ok": False, "reason": type(problem).__name__}
    return {**found, "ms": round((time.perf_counter() - started) * 1000, 1)}


def _database() -> Check:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return {"ok": True}


_migrated = False


def _migrations() -> Check:
    """Asked until the answer is yes: migrations are not undone under a running process."""
    global _migrated
    missing = 0
    if not _migrated:
        executor = MigrationExecutor(connection)
        missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        _migrated = missing == 0
    return {"ok": missing == 0, "missing": missing}


def _redis() -> Check:
    client().ping()
    return {"ok": True}


def _beat() -> Check:
    age = queries.age_of_last_job()
    seconds = None if age is None else round(age.total_seconds(), 1)
    return {"ok": age is not None and age <= BEAT_SILENT_AFTER, "last_run_seconds": seconds}


def _timers() -> Check:
    return _not_overdue(queries.oldest_due_timer_age())


def _events() -> Check:
    return _not_overdue(queries.oldest_undispatched_age())


def _deliveries() -> Check:
    return _not_overdue(timedelta(seconds=delivery_lateness()))


def _not_overdue(age: timedelta) -> Check:
    return {"ok": age <= OVERDUE_AFTER, "oldest_seconds": round(age.total_seconds(), 1)}


REQUIRED: dict[str, Callable[[], Check]] = {"database": _database, "migrations": _migrations}
OTHERS: dict[str, Callable[[], Check]] = {
    "redis": _redis,
    "beat": _beat,
    "timers": _timers,
    "events": _events,
    "deliveries": _deliveries,
}


@gauge_source("switchboard_timer_lateness_seconds", "How long the oldest due timer has been waiting.")
def _timer_gauge() -> float:
    return queries.oldest_due_timer_age().total_seconds()


@gauge_source("switchboard_timer_fired_late_seconds", "The latest that any timer of the last five minutes has fired.")
def _fired_late_gauge() -> float:
    return queries.timer_lateness().total_seconds()


@gauge_source("switchboard_event_lateness_seconds", "How long the oldest undelivered event has been waiting.")
def _event_gauge() -> float:
    return queries.oldest_undispatched_age().total_seconds()


@gauge_source("switchboard_parked", "Work that failed too often and waits for somebody.", ("kind",))
def _parked() -> Iterable[tuple[tuple[str, ...], float]]:
    return [((kind,), number) for kind, number in queries.parked_counts().items()]


@gauge_source("switchboard_exceptions", "What must never be, by kind: every figure is zero.", ("kind",))
def _exceptions() -> Iterable[tuple[tuple[str, ...], float]]:
    return [((kind,), number) for kind, number in exceptions(clock.now() - MERCY).items()]


@gauge_source("switchboard_queue_depth", "Open work items.", ("queue", "state"))
def _depth() -> Iterable[tuple[tuple[str, ...], float]]:
    return [((queue, state), number) for queue, state, number in open_by_state()]
