"""What probes and Prometheus see. Models of upper apps are found by name: core imports none of them."""

from datetime import timedelta

import pytest
import redis
from django.apps import apps
from django.db import OperationalError, connection

from core import clock
from core.clock import now

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def beat():
    apps.get_model("events", "JobRun").objects.create(job="fire", slot=now())


def ready(client) -> tuple:
    response = client.get("/readyz")
    body = response.json()
    return response.status_code, body["status"], body["degraded"]


def test_live(client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_ready(client, beat) -> None:
    assert ready(client) == (200, "ok", [])
    assert sorted(client.get("/readyz").json()["checks"]) == [
        "beat",
        "database",
        "deliveries",
        "events",
        "migrations",
        "redis",
        "timers",
    ]


def test_silent_beat_is_degraded(client) -> None:
    assert ready(client) == (200, "degraded", ["beat"])


def test_late_timer_is_degraded(client, beat) -> None:
    timer = apps.get_model("events", "Timer")
    about = {"about_kind": "lead", "about_id": "01a1fb33-29d1-7b39-a1a6-90344a3c1980"}
    timer.objects.create(name="a", due_at=now() - timedelta(seconds=20), **about)
    assert ready(client) == (200, "ok", [])
    timer.objects.create(name="b", due_at=now() - timedelta(seconds=40), **about)
    assert ready(client) == (200, "degraded", ["timers"])
    timer.objects.update(fired_at=now())
    assert ready(client) == (200, "ok", [])


def test_redis_away_is_degraded(client, beat, monkeypatch) -> None:
    dead = redis.Redis(host="127.0.0.1", port=1, socket_connect_timeout=0.2, retry=None)
    monkeypatch.setattr("config.health.client", lambda: dead)
    assert ready(client) == (200, "degraded", ["redis"])


def test_database_away_is_503_and_says_no_more_than_that(client, monkeypatch) -> None:
    def away(*_args, **_kwargs):
        raise OperationalError("password of app@db.internal is wrong")

    monkeypatch.setattr(connection, "cursor", away)
    monkeypatch.setattr("config.health._migrated", True)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"]["database"]["reason"] == "OperationalError"
    assert "password" not in response.content.decode()


def test_missing_migration_is_503(client, beat, monkeypatch) -> None:
    monkeypatch.setattr("config.health._migrated", False)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'core'")
    assert ready(client)[:2] == (503, "failing")


def test_metrics(client) -> None:
    client.get("/api/v1/nowhere")
    response = client.get("/metrics")
    text = response.content.decode()
    assert response["Content-Type"].startswith("text/plain")
    assert 'switchboard_request_seconds_count{method="GET",route="api-unknown",status="4xx"}' in text
    assert "switchboard_timer_lateness_seconds 0.0" in text
    assert 'switchboard_parked{kind="dispatches"} 0.0' in text


@pytest.mark.parametrize(("token", "sent"), [("s3cret", ""), ("s3cret", "Bearer other"), ("", ""), ("", "Bearer ")])
def test_figures_are_kept_from_whoever_has_no_token(client, beat, settings, token, sent) -> None:
    settings.METRICS_OPEN, settings.METRICS_TOKEN = False, token
    response = client.get("/metrics", headers={"Authorization": sent})
    assert (response.status_code, response.content, response["WWW-Authenticate"]) == (401, b"", "Bearer")
    body = client.get("/readyz", headers={"Authorization": sent}).json()
    names = ["beat", "database", "deliveries", "events", "migrations", "redis", "timers"]
    assert body == {"status": "ok", "degraded": [], "checks": {name: {"ok": True} for name in names}}


def test_figures_are_shown_to_whoever_sends_the_token(client, beat, settings) -> None:
    settings.METRICS_OPEN, settings.METRICS_TOKEN = False, "s3cret"
    bearer = {"Authorization": "Bearer s3cret"}
    assert b"switchboard_queue_depth" in client.get("/metrics", headers=bearer).content
    assert "missing" in client.get("/readyz", headers=bearer).json()["checks"]["migrations"]


def test_probes_are_read_only(client) -> None:
    assert [client.post(path).status_code for path in ("/healthz", "/readyz", "/metrics")] == [405, 405, 405]


def test_lateness_is_judged_by_the_clock_of_the_database(client, beat) -> None:
    timer = apps.get_model("events", "Timer")
    timer.objects.create(
        name="a", about_kind="lead", about_id="01a1fb33-29d1-7b39-a1a6-90344a3c1980", due_at=now() + timedelta(hours=1)
    )
    with clock.moved(timedelta(hours=2)):
        assert client.get("/readyz").json()["checks"]["timers"]["ok"] is False
