"""Requests made up from docs/openapi.yaml: whatever is sent, the answer is one that is written there, never a 5xx.

Each operation gets requests that fit its description and requests that do not, from an AE and from a system with a
key; ids are often those of real rows, so that a body reaches the verb behind it. Derandomized: the same every time.
"""

from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import orjson
import pytest
import schemathesis
from django.conf import settings
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from schemathesis.generation import GenerationMode

from accounts.tests.factories import ApiKeyFactory, bearer
from core import clock
from core.actor import SYSTEM
from routing.actions.assign_work import assign_work
from routing.actions.auto_assign_work import auto_assign_work
from routing.models import Decision, IntakeRule
from routing.tests.worlds import locked, overflow, person, waiting_item
from workforce.tests.factories import StaffFactory, TeamFactory

pytestmark = pytest.mark.django_db
CASES = 40
WAYS = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
DESCRIPTION = Path(settings.BASE_DIR) / "docs" / "openapi.yaml"


@cache
def operations() -> dict[str, Any]:
    found = [result.ok() for result in schemathesis.openapi.from_path(DESCRIPTION).get_all_operations()]
    return {f"{one.method.upper()} {one.path}": one for one in found}


@pytest.fixture(autouse=True)
def _no_request_is_one_too_many(monkeypatch):
    """The limit counts by network address, and every test of a run asks from the same one."""
    monkeypatch.setattr("core.api.limits.ANONYMOUS_PER_MINUTE", 10**6)


@pytest.fixture
def world() -> dict[str, Any]:
    """Ann has one lead and another waits; both callers may do all that routing offers to their kind."""
    overflow(False)
    ann, bob = (StaffFactory(capacity={"AE": 500}) for _ in range(2))
    team = TeamFactory(members=[ann, bob])
    IntakeRule.objects.create(queue="AE", region="", team=team)
    waiting, hers = waiting_item(team), waiting_item(team)
    told = assign_work(locked(hers), ann, by=person(ann), at=clock.now())
    auto_assign_work(locked(waiting_item(team)), by=SYSTEM, at=clock.now())
    key = ApiKeyFactory(scopes=["system:routing", "admin:routing"], rate_per_minute=100_000)
    return {
        "callers": [f"Api-Key {key.secret_text}", bearer(ann.user)],
        "lead_id": [item.queue_entry.lead.public_id for item in (waiting, hers)],
        "notification_id": [told[0].public_id],
        "decision_id": [decision.public_id for decision in Decision.objects.all()],
        "staff": [ann.public_id, bob.public_id],
    }


@pytest.mark.parametrize("name", sorted(operations()))
def test_answers_are_those_that_are_written_down(name, world, settings):
    operation = operations()[name]
    documented = {int(status) for status in operation.responses.status_codes if int(status) < 500}
    answered = set()

    @examples(
        max_examples=CASES, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
    )
    @given(st.data(), st.sampled_from(WAYS), st.sampled_from(world["callers"]))
    def ask(data, way, caller):
        case = data.draw(operation.as_strategy(generation_mode=way))
        for part in case.path_parameters or {}:
            if world.get(part) and data.draw(st.booleans(), label="a real id"):
                case.path_parameters[part] = data.draw(st.sampled_from(world[part]))
        with transaction.atomic():
            answer = send(case, caller, world["staff"])
            transaction.set_rollback(True)  # each request meets the same world
        assert answer.status_code in documented, (case.as_curl_command(), answer.status_code, answer.content[:500])
        answered.add(answer.status_code)

    ask()
    assert answered != {429}


def send(case, caller: str, staff: list[str]):
    """The request as a client would send it; members that a body names are real ones."""
    path = case.formatted_path + (f"?{urlencode(case.query, doseq=True)}" if case.query else "")
    headers = {name: value for name, value in (case.headers or {}).items() if sendable(value)}
    headers["Authorization"] = caller
    body = case.body
    if isinstance(body, dict):
        body = {key: staff[0] if str(value).startswith("staff_") else value for key, value in body.items()}
    return Client(raise_request_exception=False).generic(
        case.method, path, as_bytes(body), content_type="application/json", headers=headers
    )


def sendable(value: Any) -> bool:
    return isinstance(value, str) and value.isprintable() and value.isascii()


def as_bytes(body: Any) -> bytes:
    if isinstance(body, bytes):
        return body
    if type(body).__name__ == "NotSet":
        return b""
    try:
        return orjson.dumps(body, option=orjson.OPT_NON_STR_KEYS)
    except (TypeError, orjson.JSONEncodeError):  # lone surrogates, huge numbers: what JSON in UTF-8 cannot say
        return repr(body).encode(errors="replace")
