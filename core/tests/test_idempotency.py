"""One key, one effect, the same bytes; through the API on real connections."""

import os
import signal
import threading
import time
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, connections

from core.clock import now
from core.errors import DomainError, ErrorCode
from core.idempotency import Answer, fingerprint, once, purge_answers
from core.models import IdempotencyKey
from core.testing import Api, assert_queries, race
from core.tests import urls

pytestmark = [pytest.mark.urls("core.tests.urls")]


@pytest.fixture(autouse=True)
def fresh():
    urls.effects.clear()
    urls.hold.clear()
    yield
    for event in urls.hold.values():
        event.set()


def code(response) -> tuple:
    return response.status_code, response.json()["error"]["code"]


def effects_in_table() -> int:
    return IdempotencyKey.objects.filter(caller="effect").count()


def send(caller: Api, data: dict, key: str):
    """As a client does: told IN_PROGRESS, it waits and repeats."""
    while True:
        response = caller.post("/api/v1/notes", data, key=key)
        if response.status_code != 409 or response.json()["error"]["code"] != "IDEMPOTENCY_IN_PROGRESS":
            return response
        time.sleep(0.05)


def test_missing_key_is_400(db) -> None:
    assert code(Api("Test a free").post("/api/v1/notes", {"text": "x"})) == (400, "IDEMPOTENCY_KEY_REQUIRED")
    assert urls.effects == []


def test_key_that_is_no_uuid_is_422(db) -> None:
    response = Api("Test a free").post("/api/v1/notes", {"text": "x"}, key="1")
    assert code(response) == (422, "VALIDATION_FAILED")
    assert response.json()["error"]["details"] == {"X-Idempotency-Key": ["Must be a UUID."]}


def test_repeat_gets_the_stored_bytes(db) -> None:
    caller, key = Api("Test a free"), str(uuid4())
    first = caller.post("/api/v1/notes", {"text": "x"}, key=key)
    again = caller.post("/api/v1/notes", {"text": "x"}, key=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert (first.get("Idempotency-Replayed"), again.get("Idempotency-Replayed")) == (None, "true")
    assert urls.effects == ["x"]


def test_same_data_in_other_order_is_the_same_request(db) -> None:
    caller, key = Api("Test a free"), str(uuid4())
    caller.post("/api/v1/notes", b'{"text": "x", "contact": {"phone": "+12125550123"}}', key=key)
    again = caller.post("/api/v1/notes", b'{"contact":{"phone":"+12125550123"},"text":"x"}', key=key)
    assert again["Idempotency-Replayed"] == "true"


def test_other_body_is_422(db) -> None:
    caller, key = Api("Test a free"), str(uuid4())
    caller.post("/api/v1/notes", {"text": "x"}, key=key)
    assert code(caller.post("/api/v1/notes", {"text": "y"}, key=key)) == (422, "IDEMPOTENCY_KEY_REUSED")
    assert urls.effects == ["x"]


def test_key_of_another_caller_is_another_key(db) -> None:
    key = str(uuid4())
    Api("Test a free").post("/api/v1/notes", {"text": "x"}, key=key)
    other = Api("Test b free").post("/api/v1/notes", {"text": "y"}, key=key)
    assert other.status_code == 201
    assert urls.effects == ["x", "y"]


def test_refusal_is_stored_and_its_effect_undone(db) -> None:
    caller, key = Api("Test a free"), str(uuid4())
    first = caller.post("/api/v1/notes", {"text": "taken"}, key=key)
    again = caller.post("/api/v1/notes", {"text": "taken"}, key=key)
    assert code(first) == (409, "INVALID_TRANSITION")
    assert again.content == first.content
    assert urls.effects == ["taken"]
    assert effects_in_table() == 0


@pytest.mark.parametrize("data", [{"text": "gone"}, {"text": ""}, {"text": "x" * 21}])
def test_not_found_and_bad_input_store_nothing(db, data) -> None:
    caller, key = Api("Test a free"), str(uuid4())
    assert caller.post("/api/v1/notes", data, key=key).status_code in {404, 422}
    assert IdempotencyKey.objects.count() == 0
    assert caller.post("/api/v1/notes", {"text": "better"}, key=key).status_code == 201


def test_crash_stores_nothing(db) -> None:
    caller, key = Api("Test a free"), str(uuid4())
    caller.client.raise_request_exception = False
    assert caller.post("/api/v1/notes", {"text": "crash"}, key=key).status_code == 500
    assert IdempotencyKey.objects.count() == 0


def test_costs_two_statements(db) -> None:
    with assert_queries(2):
        once(caller="a", route="r", key="k", fingerprint=fingerprint(b"x"), effect=lambda: Answer(200, b"ok"))
    with assert_queries(2):
        once(caller="a", route="r", key="k", fingerprint=fingerprint(b"x"), effect=lambda: Answer(200, b"no"))


def test_effect_is_not_bound_by_the_patience_of_rivals(db) -> None:
    def effect() -> Answer:
        with connection.cursor() as cursor:
            cursor.execute("SHOW lock_timeout")
            return Answer(200, cursor.fetchone()[0].encode())

    assert once(caller="a", route="r", key="k", fingerprint=b"", effect=effect).body == b"0"


def test_page_form_refusal_is_raised_and_stores_nothing(db) -> None:
    def refuse() -> Answer:
        raise DomainError(ErrorCode.INVALID_TRANSITION, "no")

    with pytest.raises(DomainError):
        once(caller="a", route="r", key="k", fingerprint=b"", effect=refuse)
    assert IdempotencyKey.objects.count() == 0


def test_purge_forgets_after_two_days(db) -> None:
    for key, hours in (("older", 50), ("old", 49), ("young", 47)):
        once(caller="a", route="r", key=key, fingerprint=b"", effect=lambda: Answer(200, b""))
        IdempotencyKey.objects.filter(key=key).update(created_at=now() - timedelta(hours=hours))
    assert purge_answers(batch=1) == 2
    assert list(IdempotencyKey.objects.values_list("key", flat=True)) == ["young"]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_64_senders_of_one_key_have_one_effect_and_identical_bytes() -> None:
    for _ in range(3):
        urls.effects.clear()
        IdempotencyKey.objects.all().delete()
        key = str(uuid4())
        responses = race(64, lambda _, key=key: send(Api("Test a free"), {"text": "x"}, key))
        assert {response.status_code for response in responses} == {201}
        assert len({response.content for response in responses}) == 1
        assert sum(response.get("Idempotency-Replayed") is None for response in responses) == 1
        assert (effects_in_table(), len(urls.effects)) == (1, 1)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_rival_is_told_to_come_back_after_two_seconds() -> None:
    key = str(uuid4())
    urls.hold["slow"] = threading.Event()
    first = threading.Thread(target=_send_and_close, args=("slow", key))
    first.start()
    while not urls.effects:
        time.sleep(0.01)
    started = time.monotonic()
    rival = Api("Test a free").post("/api/v1/notes", {"text": "slow"}, key=key)
    waited = time.monotonic() - started
    urls.hold["slow"].set()
    first.join()
    assert code(rival) == (409, "IDEMPOTENCY_IN_PROGRESS")
    assert rival["Retry-After"] == "1"
    assert 1.9 < waited < 3
    replay = Api("Test a free").post("/api/v1/notes", {"text": "slow"}, key=key)
    assert (replay.status_code, replay["Idempotency-Replayed"]) == (201, "true")


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_ninth_rival_is_sent_away_at_once() -> None:
    key = str(uuid4())
    urls.hold["slow"] = threading.Event()
    first = threading.Thread(target=_send_and_close, args=("slow", key))
    first.start()
    while not urls.effects:
        time.sleep(0.01)

    def rival(_: int) -> float:
        started = time.monotonic()
        Api("Test a free").post("/api/v1/notes", {"text": "slow"}, key=key)
        return time.monotonic() - started

    times = sorted(race(20, rival))
    urls.hold["slow"].set()
    first.join()
    assert sum(seconds > 1.9 for seconds in times) == 8
    assert effects_in_table() == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_first_that_fails_leaves_the_effect_to_a_rival() -> None:
    urls.hold["crash"] = threading.Event()
    key = str(uuid4())
    first = threading.Thread(target=_send_and_close, args=("crash", key))
    first.start()
    while not urls.effects:
        time.sleep(0.01)
    rival = threading.Thread(target=_send_and_close, args=("crash", key))
    rival.start()
    time.sleep(0.2)
    urls.hold["crash"].set()
    first.join()
    rival.join()
    assert urls.effects == ["crash", "crash"]
    assert IdempotencyKey.objects.count() == 0


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_killed_between_effect_and_answer_leaves_nothing_and_the_repeat_acts() -> None:
    connections.close_all()
    child = os.fork()
    if child == 0:

        def effect() -> Answer:
            IdempotencyKey.objects.create(caller="effect", route="r", key="1", fingerprint=b"")
            os.kill(os.getpid(), signal.SIGKILL)
            return Answer(200, b"")

        once(caller="a", route="r", key="k", fingerprint=b"x", effect=effect)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL
    assert IdempotencyKey.objects.count() == 0
    answer = once(caller="a", route="r", key="k", fingerprint=b"x", effect=lambda: Answer(200, b"done"))
    assert answer == Answer(200, b"done")


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_deadlock_is_repeated() -> None:
    rows = [IdempotencyKey.objects.create(caller="lock", route="r", key=str(n), fingerprint=b"").pk for n in range(2)]
    together = threading.Barrier(2)

    def lock_both(number: int) -> bytes:
        tries = []

        def effect() -> Answer:
            for position, row in enumerate(rows if number else reversed(rows)):
                IdempotencyKey.objects.select_for_update().get(pk=row)
                if position == 0 and not tries:
                    tries.append(1)
                    together.wait(10)
            return Answer(200, b"both")

        return once(caller=str(number), route="r", key="k", fingerprint=b"", effect=effect).body

    assert race(2, lock_both) == [b"both", b"both"]


def _send_and_close(text: str, key: str) -> None:
    try:
        caller = Api("Test a free")
        caller.client.raise_request_exception = False
        caller.post("/api/v1/notes", {"text": text}, key=key)
    finally:
        connections.close_all()


@pytest.mark.parametrize("route", ["POST /api/v1/" + "a" * 5000, "POST /api/v1/\0"])
def test_path_that_fits_no_column_has_one_effect_too(db, route) -> None:
    key, effects = str(uuid4()), []

    def effect() -> Answer:
        effects.append(1)
        return Answer(200, b"done")

    asked = {"caller": "a", "route": route, "key": key, "fingerprint": fingerprint(b"x"), "effect": effect}
    assert [once(**asked).replayed, once(**asked).replayed] == [False, True]
    assert effects == [1]
