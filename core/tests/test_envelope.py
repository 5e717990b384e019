"""Every failure has the same shape, on every path under the API."""

from uuid import UUID, uuid4

import orjson
import pytest
from django.test import Client

from core.testing import Api

pytestmark = [pytest.mark.urls("core.tests.urls")]


def shape(response) -> tuple:
    body = response.json()
    assert set(body) == {"error"}
    assert set(body["error"]) == {"code", "message", "details", "timestamp", "trace_id"}
    assert body["error"]["trace_id"] == response["X-Request-ID"]
    assert body["error"]["timestamp"].endswith("Z")
    return response.status_code, body["error"]["code"]


def anna(rate: object = 1000) -> Api:
    return Api(f"Test anna{uuid4().hex} {rate}")


def test_unknown_path_is_404() -> None:
    response = Api().get("/api/v1/nowhere")
    assert shape(response) == (404, "NOT_FOUND")
    assert response["X-RateLimit-Limit"] == "200"


def test_unknown_path_under_api_with_any_method_is_404() -> None:
    assert shape(Api().post("/api/v9/nowhere", {})) == (404, "NOT_FOUND")


def test_without_credentials_is_401() -> None:
    response = Api().get("/api/v1/notes/1")
    assert shape(response) == (401, "UNAUTHENTICATED")
    assert "X-RateLimit-Remaining" in response
    assert "WWW-Authenticate" in response


def test_wrong_credentials_are_401_with_their_reason() -> None:
    response = Api("Basic x").get("/api/v1/notes/1")
    assert shape(response) == (401, "UNAUTHENTICATED")
    assert response.json()["error"]["message"] == "Who is that?"


def test_wrong_method_is_405() -> None:
    response = anna().delete("/api/v1/notes/1")
    assert shape(response) == (405, "METHOD_NOT_ALLOWED")
    assert response["Allow"] == "GET, HEAD"


def test_accepting_no_json_is_406() -> None:
    assert shape(anna().get("/api/v1/notes/1", Accept="text/html")) == (406, "NOT_ACCEPTABLE")


def test_malformed_json_is_400(db) -> None:
    assert shape(anna().post("/api/v1/notes", b'{"text": ', key=True)) == (400, "MALFORMED_JSON")


def test_other_media_type_is_415(db) -> None:
    caller = anna()
    response = caller.client.post(
        "/api/v1/notes", {"text": "x"}, headers={**caller.headers, "X-Idempotency-Key": str(uuid4())}
    )
    assert shape(response) == (415, "UNSUPPORTED_MEDIA_TYPE")


def test_body_over_a_megabyte_is_413(db) -> None:
    body = orjson.dumps({"text": "x" * 1024 * 1024})
    assert shape(anna().post("/api/v1/notes", body, key=True)) == (413, "BODY_TOO_LARGE")


def test_stale_version_is_412_and_changes_nothing(db) -> None:
    from core.models import IdempotencyKey

    response = anna().get("/api/v1/fail/rollback")
    assert shape(response) == (412, "STALE_VERSION")
    assert response.json()["error"]["details"] == {"version": 3}
    assert IdempotencyKey.objects.count() == 0


def test_crash_is_500_without_its_words() -> None:
    caller = anna()
    caller.client.raise_request_exception = False
    response = caller.get("/api/v1/fail/crash")
    assert shape(response) == (500, "INTERNAL_ERROR")
    assert "ZeroDivision" not in response.content.decode()
    assert "X-RateLimit-Remaining" in response


def test_crash_is_heard_by_tests_and_reporters() -> None:
    with pytest.raises(ZeroDivisionError):
        anna().get("/api/v1/fail/crash")


def test_database_away_is_503() -> None:
    response = anna().get("/api/v1/fail/database")
    assert shape(response) == (503, "SERVICE_UNAVAILABLE")
    assert response["Retry-After"] == "1"


def test_validation_names_nested_fields_by_path(db) -> None:
    response = anna().post(
        "/api/v1/notes", {"contact": {"phone": "12", "zone": "Mars/X", "odd": 1}, "more": 2}, key=True
    )
    assert shape(response) == (422, "VALIDATION_FAILED")
    assert response.json()["error"]["details"] == {
        "contact.odd": ["Unknown field."],
        "contact.phone": ["Is not a valid phone number. Write it with its country code: +12125550123."],
        "contact.zone": ["Is not an IANA time zone such as America/New_York."],
        "more": ["Unknown field."],
        "text": ["This field is required."],
    }


def test_body_that_is_not_an_object_is_422(db) -> None:
    response = anna().post("/api/v1/notes", [1], key=True)
    assert shape(response) == (422, "VALIDATION_FAILED")
    assert list(response.json()["error"]["details"]) == ["non_field_errors"]


@pytest.mark.parametrize("at", ["2026-03-01T10:00:00", "2026-03-01", "23:59:60", "2026-12-31T23:59:60Z", 5])
def test_instants_need_their_zone(db, at) -> None:
    response = anna().post("/api/v1/notes", {"text": "x", "contact": {"phone": "+12125550123", "at": at}}, key=True)
    assert response.status_code == 422
    assert list(response.json()["error"]["details"]) == ["contact.at"]


def test_request_id_is_kept_when_it_is_a_uuid() -> None:
    sent = str(uuid4())
    assert Api().get("/api/v1/nowhere", **{"X-Request-ID": sent})["X-Request-ID"] == sent


@pytest.mark.parametrize("sent", ["1", "x" * 36, "<script>", ""])
def test_request_id_is_made_when_it_is_not(sent) -> None:
    made = Api().get("/api/v1/nowhere", **{"X-Request-ID": sent})["X-Request-ID"]
    assert made != sent
    assert UUID(made)


def test_unknown_host_is_400_in_the_same_shape() -> None:
    response = Client(headers={"Host": "evil.test"}).get("/api/v1/nowhere")
    assert response.status_code in {400, 404}
    assert "error" in response.json()


def test_pages_show_their_own_errors(client) -> None:
    client.raise_request_exception = False
    assert client.get("/page/missing").status_code == 404
    busy = client.get("/page/database")
    assert (busy.status_code, busy["Retry-After"]) == (503, "1")
    crashed = client.get("/page/crash")
    assert crashed.status_code == 500
    assert crashed["X-Request-ID"] in crashed.content.decode()
    assert crashed["Content-Type"].startswith("text/html")
