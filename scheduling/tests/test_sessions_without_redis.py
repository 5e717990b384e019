"""Redis is away: sessions are booked, seen, moved and cancelled all the same, and limits hold."""

import pytest
import redis as plain
from django.test import Client

from core import redis
from core.api import limits
from core.api.limits import LIMITER
from events import hints
from routing.tests.pages import browser_of
from scheduling.models import Meeting
from scheduling.tests.session_api import SESSIONS, api_of, change, scheduled
from scheduling.tests.session_links import link, read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("session_time")]


@pytest.fixture(autouse=True)
def no_redis(monkeypatch, settings):
    settings.HINTS_ENABLED = True
    dead = plain.Redis(host="127.0.0.1", port=1, socket_connect_timeout=0.2, retry=None)
    for module in (redis, limits):
        monkeypatch.setattr(module, "client", lambda: dead)
    for owner, name, value in (
        (LIMITER, "_paused_until", 0.0),
        (LIMITER, "_is_failing", False),
        (hints, "_silent_until", 0.0),
        (hints, "_is_failing", False),
    ):
        monkeypatch.setattr(owner, name, value)
    LIMITER.ledger.clear()
    yield
    LIMITER.ledger.clear()


def test_session_is_booked_seen_and_cancelled(item, grace, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        session = scheduled(grace, item)
    assert hints._is_failing  # it was asked, and did not answer
    assert Meeting.objects.get().due_at is not None  # the sweep finds it
    assert api_of(grace).get("/api/v1/queues/ic").json()["queue"][0]["status"] == "SCHEDULED"
    assert api_of(grace).get(f"{SESSIONS}/sessions").status_code == 200
    for address in ("/queue/ic/", f"/sessions/{session.public_id}/"):
        assert browser_of(grace).get(address).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        assert change(api_of(grace), session.public_id, "CANCEL", reason="ill").status_code == 200


def test_links_open_and_their_limits_hold(item, grace):
    session = scheduled(grace, item)
    read(link(session))
    address = link(session, part="confirm/")
    assert [Client().post(address).status_code for _ in range(31)] == [302] * 30 + [429]
    guesses = [Client().get(f"/session-links/guess{number}/").status_code for number in range(21)]
    assert guesses == [410] * 20 + [429]
