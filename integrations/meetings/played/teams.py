"""Microsoft Graph: an app's token, hosts by their object id only, one meeting for a host and external id."""

import base64
import re
import secrets
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid4, uuid5

from core import clock
from integrations.asgi import Answer, Request
from integrations.meetings.played.books import Books, Kept, changed, digits

PLATFORM = "TEAMS"
FILTER = re.compile(r"mail eq '((?:[^']|'')+)' or userPrincipalName eq '((?:[^']|'')+)'")
MEETINGS = re.compile(r"/v1\.0/users/([^/]+)/onlineMeetings/(.+)")


def object_id(host: str) -> str:
    return str(uuid5(NAMESPACE_URL, host))


class Teams:
    def __init__(self, books: Books, tenant: str, client: str, secret: str) -> None:
        self.books, self.tenant, self.client, self.secret = books, tenant, client, secret
        self.seen: dict[str, str] = {}

    def answer(self, request: Request) -> Answer | None:
        if request.path.endswith("/oauth2/v2.0/token"):
            return self._token(request)
        meetings = MEETINGS.fullmatch(request.path)
        if not meetings and request.path != "/v1.0/users":
            return None
        if not self.books.bearer(PLATFORM, request):
            return _error(401, "InvalidAuthenticationToken", "Access token is empty or has expired.")
        if not meetings:
            return self._users(request)
        user, rest = meetings.groups()
        if user not in self.seen:  # a mail address too
            return _error(404, "ResourceNotFound", f"User not found: {user}.")
        if rest == "createOrGet":
            return self._create_or_get(request, user)
        kept = self.books.find(PLATFORM, rest)
        if kept is None or object_id(kept.host) != user:
            return _error(404, "NotFound", "Meeting not found.")
        return self._one(request, kept)

    def _token(self, request: Request) -> Answer:
        form, tenant = request.form, request.path.split("/")[1]
        if tenant != self.tenant:
            return _no_token(400, "invalid_request", f"AADSTS90002: Tenant '{tenant}' not found.", 90002)
        if form.get("grant_type") != "client_credentials" or not form.get("scope", "").endswith("/.default"):
            return _no_token(400, "invalid_scope", "AADSTS1002012: The provided value for scope is not valid.", 1002012)
        if self.books.behaviour.refused or (form.get("client_id"), form.get("client_secret")) != (
            self.client,
            self.secret,
        ):
            return _no_token(401, "invalid_client", "AADSTS7000215: Invalid client secret provided.", 7000215)
        seconds = self.books.token_seconds
        said = {"token_type": "Bearer", "expires_in": seconds, "ext_expires_in": seconds}
        return Answer.json(200, said | {"access_token": self.books.give(PLATFORM)})

    def _users(self, request: Request) -> Answer:
        asked = FILTER.fullmatch(request.params.get("$filter", ""))
        if not asked or asked[1] != asked[2]:
            return _error(400, "BadRequest", "Invalid filter clause.")
        host = asked[1].replace("''", "'")
        if not self.books.knows(host):
            return Answer.json(200, {"value": []})
        self.seen[object_id(host)] = host
        return Answer.json(200, {"value": [{"id": object_id(host)}]})

    def _create_or_get(self, request: Request, user: str) -> Answer:
        body, host = request.json, self.seen[user]
        if not isinstance(body, dict) or not body.get("externalId") or _is_wrong(body):
            return _error(400, "BadRequest", "The request is not valid.")
        for kept in self.books.of(PLATFORM):
            if (kept.host, kept.body["externalId"]) == (host, body["externalId"]):
                return Answer.json(200, kept.body)
        thread = f"19:meeting_{secrets.token_urlsafe(36)}@thread.v2"
        own_id = base64.b64encode(f"1*{user}*0**{thread}".encode()).decode()
        code = digits(9)
        shown = body | {
            "id": own_id,
            "creationDateTime": clock.now().isoformat(),
            "joinWebUrl": f"{request.address}/l/meetup-join/{uuid4().hex}/0",
            "videoTeleconferenceId": digits(10),
            "joinMeetingIdSettings": {
                "isPasscodeRequired": True,
                "joinMeetingId": digits(12),
                "passcode": secrets.token_urlsafe(5),
            },
            "audioConferencing": {
                "conferenceId": code,
                "tollNumber": "+1 555-010-0003",
                "tollFreeNumber": None,
                "dialinUrl": f"{request.address}/dialin?id={code}",
            },
            "participants": {"organizer": {"upn": host, "role": "presenter", "identity": {"user": {"id": user}}}},
        }
        self.books.kept.append(Kept(PLATFORM, own_id, host, shown))
        return Answer.json(201, shown)

    def _one(self, request: Request, kept: Kept) -> Answer:
        if request.method == "PATCH":
            if not isinstance(request.json, dict) or _is_wrong(request.json):
                return _error(400, "BadRequest", "The request is not valid.")
            kept.body = changed(kept.body, request.json)
            return Answer.json(200, kept.body)
        if request.method == "DELETE":
            kept.is_gone = True
            return Answer(204)
        return Answer.json(200, kept.body)


def _is_wrong(body: dict[str, Any]) -> bool:
    try:
        start, end = (datetime.fromisoformat(body[name]) for name in ("startDateTime", "endDateTime"))
        return start.tzinfo is None or end <= start or not isinstance(body["subject"], str)
    except (KeyError, TypeError, ValueError):
        return True


def _error(status: int, code: str, message: str) -> Answer:
    inner = {"request-id": str(uuid4()), "date": clock.now().isoformat()}
    return Answer.json(status, {"error": {"code": code, "message": message, "innerError": inner}})


def _no_token(status: int, error: str, description: str, code: int) -> Answer:
    return Answer.json(status, {"error": error, "error_description": description, "error_codes": [code]})
