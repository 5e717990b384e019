"""The stand-in of the three providers refuses what they refuse: else our tests would pass for the wrong reason."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import jwt
import pytest

from core import clock
from core.http import client
from integrations.meetings.google_meet import GRANT, SCOPE
from integrations.meetings.played.teams import object_id
from integrations.tests.conftest import SERVICE_ACCOUNT_KEY
from integrations.tests.meetings import provider, wanted

ANN, HOST = "ann@house.test", object_id("ann@house.test")
EVENTS = "/calendar/v3/calendars/primary/events"
ZOOM, GRAPH = f"/v2/users/{ANN}/meetings", f"/v1.0/users/{HOST}/onlineMeetings"
BASIC = ("zoom-client", "zoom-secret")


@pytest.fixture
def http(outside, settings) -> Iterator[Any]:
    with client("test", trusted=True) as calling:
        calling.base_url = settings.ZOOM["URL"]
        yield calling


def bearer(outside, platform: str, host: str = "") -> dict[str, str]:
    return {"Authorization": f"Bearer {outside.books.give(platform, host)}"}


def assertion(http: Any, **changes: Any) -> dict[str, str]:
    at = int(clock.now().timestamp())
    address = str(http.base_url).rstrip("/") + "/token"
    claims = {"iss": "bot@house.test", "sub": ANN, "scope": SCOPE, "aud": address, "iat": at, "exp": at + 3600}
    return {"grant_type": GRANT, "assertion": jwt.encode(claims | changes, SERVICE_ACCOUNT_KEY, algorithm="RS256")}


@pytest.mark.parametrize(
    ("auth", "form", "error"),
    [
        (("zoom-client", "x"), {}, "invalid_client"),
        (BASIC, {"grant_type": "client_credentials"}, "unsupported_grant_type"),
        (BASIC, {"grant_type": "account_credentials", "account_id": "other"}, "invalid_request"),
    ],
)
def test_zoom_gives_no_token(http, auth, form, error):
    answer = http.post("/oauth/token", auth=auth, data=form)
    assert (answer.status_code, answer.json()["error"]) == (400, error)


def test_zoom_ends_the_token_before(outside, http):
    form = {"grant_type": "account_credentials", "account_id": "zoom-account"}
    first, second = (http.post("/oauth/token", auth=BASIC, data=form).json()["access_token"] for _ in range(2))
    statuses = [
        http.get(ZOOM, params={"type": "upcoming"}, headers={"Authorization": f"Bearer {token}"}).status_code
        for token in (first, second)
    ]
    assert statuses == [401, 200]


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({}, 400),
        ({"grant_type": "client_credentials"}, 400),
        ({"grant_type": "client_credentials", "scope": "x/.default", "client_id": "teams-client"}, 401),
    ],
)
def test_microsoft_gives_no_token(http, form, status):
    assert http.post("/tenant/oauth2/v2.0/token", data=form).status_code == status
    assert http.post("/other/oauth2/v2.0/token", data=form).status_code == 400


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({}, 200),
        ({"iss": "other@house.test"}, 400),
        ({"sub": "eve@house.test"}, 400),
        ({"scope": "https://www.googleapis.com/auth/gmail"}, 401),
        ({"aud": "https://oauth2.googleapis.com/token"}, 400),
        ({"exp": 9_999_999_999}, 400),
        ({"iat": 5, "exp": 3605}, 400),
    ],
)
def test_google_believes_only_what_is_signed_for_it(http, changes, status):
    assert http.post("/token", data=assertion(http, **changes)).status_code == status
    assert http.post("/token", data={"grant_type": "password"}).status_code == 400
    assert http.post("/token", data={"grant_type": GRANT, "assertion": "x.y.z"}).status_code == 400


@pytest.mark.parametrize("path", [ZOOM, "/v2/meetings/5", "/v1.0/users", f"{GRAPH}/x", EVENTS, f"{EVENTS}/x"])
def test_nobody_is_answered_without_a_token_of_that_provider_that_has_not_ended(outside, http, path):
    mine = "ZOOM" if path.startswith("/v2") else "TEAMS" if path.startswith("/v1.0") else "GOOGLE_MEET"
    for platform in {"ZOOM", "TEAMS", "GOOGLE_MEET"} - {mine}:
        assert http.get(path, headers=bearer(outside, platform)).status_code == 401
    assert http.get(path).status_code == 401
    ended = bearer(outside, mine)
    with clock.moved(timedelta(hours=2)):
        assert http.get(path, headers=ended).status_code == 401


@pytest.mark.parametrize(
    "changes",
    [
        {"topic": ""},
        {"topic": "x" * 201},
        {"agenda": "x" * 2001},
        {"type": 1},
        {"duration": 0},
        {"start_time": "2030-01-01T10:00:00+01:00"},
    ],
)
def test_zoom_refuses_what_is_not_well_formed(outside, http, changes):
    good = {"topic": "x", "type": 2, "start_time": "2030-01-01T10:00:00Z", "duration": 30, "agenda": ""}
    headers = bearer(outside, "ZOOM")
    assert http.post(ZOOM, json=good | changes, headers=headers).status_code == 400
    assert http.post(ZOOM, content=b"{", headers=headers).status_code == 400
    made = http.post(ZOOM, json=good, headers=headers).json()
    assert http.patch(f"/v2/meetings/{made['id']}", json=changes, headers=headers).status_code == 400
    assert http.get(ZOOM, params={"type": "all"}, headers=headers).status_code == 400
    assert http.get(ZOOM, params={"type": "upcoming", "page_size": "301"}, headers=headers).status_code == 400
    assert len(outside.meetings) == 1


def test_zoom_lists_what_is_to_come_and_cuts_agendas(outside, http):
    with provider("ZOOM") as meetings:
        meetings.create(wanted(agenda="x" * 500))
        meetings.create(wanted(key="sess_past", starts_at=clock.now() - timedelta(days=1)))
    (listed,) = http.get(ZOOM, params={"type": "upcoming"}, headers=bearer(outside, "ZOOM")).json()["meetings"]
    assert (len(listed["agenda"]), "password" in listed) == (250, False)


@pytest.mark.parametrize(
    "changes", [{"externalId": ""}, {"subject": None}, {"startDateTime": "x"}, {"endDateTime": "2030-01-01T10:00:00Z"}]
)
def test_microsoft_refuses_what_is_not_well_formed(outside, http, changes):
    headers = bearer(outside, "TEAMS")
    times = {"startDateTime": "2030-01-01T10:00:00Z", "endDateTime": "2030-01-01T11:00:00Z"}
    good = times | {"subject": "x", "externalId": "k"}
    assert http.post(f"{GRAPH}/createOrGet", json=good, headers=headers).status_code == 404  # nobody was looked up
    assert http.get("/v1.0/users", params={"$filter": f"id eq '{ANN}'"}, headers=headers).status_code == 400
    params = {"$filter": f"mail eq '{ANN}' or userPrincipalName eq '{ANN}'"}
    assert http.get("/v1.0/users", params=params, headers=headers).json() == {"value": [{"id": HOST}]}
    by_address = GRAPH.replace(HOST, ANN)
    assert http.post(f"{by_address}/createOrGet", json=good, headers=headers).status_code == 404
    assert http.post(f"{GRAPH}/createOrGet", json=good | changes, headers=headers).status_code == 400
    made = http.post(f"{GRAPH}/createOrGet", json=good, headers=headers).json()
    assert http.get(f"{GRAPH}/{made['id']}", headers=headers).json() == made
    assert http.patch(f"{GRAPH}/{made['id']}", json={"subject": "only"}, headers=headers).status_code == 400


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "abc"},
        {"id": "UPPER"},
        {"summary": None},
        {"start": {"dateTime": "2030-01-01T10:00:00", "timeZone": "UTC"}},
        {"end": {"dateTime": "2030-01-01T09:00:00Z", "timeZone": "UTC"}},
    ],
)
def test_google_refuses_what_is_not_well_formed(outside, http, changes):
    headers = bearer(outside, "GOOGLE_MEET", ANN)
    good = {
        "id": "abcde",
        "summary": "x",
        "start": {"dateTime": "2030-01-01T10:00:00Z", "timeZone": "UTC"},
        "end": {"dateTime": "2030-01-01T11:00:00Z", "timeZone": "UTC"},
    }
    assert http.post(EVENTS, json=good | changes, headers=headers).status_code == 400
    assert http.post(EVENTS, json=good, headers=headers).status_code == 200
    half = {"start": good["start"]}
    assert http.patch(f"{EVENTS}/abcde", json=half, headers=headers).status_code == 400
    assert http.get(f"{EVENTS}/abcde", params={"conferenceDataVersion": "1"}, headers=headers).status_code == 400
    other = bearer(outside, "GOOGLE_MEET", "o'neill@house.test")
    assert http.get(f"{EVENTS}/abcde", headers=other).status_code == 404


def test_google_forgets_the_conference_when_a_change_does_not_know_of_it(outside, http):
    with provider("GOOGLE_MEET") as meetings:
        meetings.create(wanted())
    (kept,) = outside.meetings
    headers = bearer(outside, "GOOGLE_MEET", ANN)
    assert "hangoutLink" not in http.patch(f"{EVENTS}/{kept.own_id}", json={}, headers=headers).json()
