"""Google: tokens for a signed word in somebody's name, events by ids of ours, conferences that take their time."""

import re
import secrets
from datetime import datetime
from typing import Any

import jwt
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from core import clock
from integrations.asgi import Answer, Request
from integrations.meetings.played.books import Books, Kept, changed, digits

PLATFORM = "GOOGLE_MEET"
EVENTS = "/calendar/v3/calendars/primary/events"
EVENT_ID = re.compile("[0-9a-v]{5,1024}")
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
CLAIMS = ["iss", "sub", "scope", "aud", "iat", "exp"]
SCOPE = "https://www.googleapis.com/auth/calendar.events"


class Google:
    def __init__(self, books: Books, email: str, key: str) -> None:
        self.books, self.email = books, email
        self.key: Any = load_pem_private_key(key.encode(), None).public_key() if key else None

    def answer(self, request: Request) -> Answer | None:
        if request.path == "/token":
            return self._token(request)
        if request.path != EVENTS and not request.path.startswith(f"{EVENTS}/"):
            return None
        if not (token := self.books.bearer(PLATFORM, request)):
            return _error(401, "authError", "Invalid Credentials")
        own_id = request.path.removeprefix(EVENTS).strip("/")
        if not own_id:
            return self._insert(request, token.host)
        kept = self._kept(token.host, own_id)
        return self._one(request, kept) if kept else _error(404, "notFound", "Not Found")

    def _kept(self, host: str, own_id: str) -> Kept | None:
        """Deleted ones too: their ids are not free again."""
        mine = [one for one in self.books.kept if (one.platform, one.host) == (PLATFORM, host)]
        return next((one for one in mine if one.own_id == own_id), None)

    def _token(self, request: Request) -> Answer:
        if request.form.get("grant_type") != GRANT:
            return Answer.json(400, {"error": "unsupported_grant_type"})
        try:
            said = jwt.decode(
                request.form.get("assertion", ""),
                self.key,
                algorithms=["RS256"],
                audience=f"{request.address}/token",
                # times are held against our own clock below: tests move it
                options={"require": CLAIMS, "verify_exp": False, "verify_iat": False},
            )
        except jwt.PyJWTError:
            return _no_token(400, "invalid_grant", "Invalid JWT Signature.")
        at = clock.now().timestamp()
        if not at - 300 < said["iat"] <= at + 300 or not said["iat"] < said["exp"] <= said["iat"] + 3600:
            return _no_token(400, "invalid_grant", "Invalid JWT: Token must be a short-lived token.")
        if said["iss"] != self.email:
            return _no_token(400, "invalid_grant", "Invalid grant: account not found")
        if self.books.behaviour.refused or said["scope"] != SCOPE:
            text = "Client is unauthorized to retrieve access tokens using this method."
            return _no_token(401, "unauthorized_client", text)
        if not self.books.knows(said["sub"]):
            return _no_token(400, "invalid_grant", "Invalid email or User ID")
        token = self.books.give(PLATFORM, said["sub"])
        return Answer.json(200, {"access_token": token, "expires_in": self.books.token_seconds, "token_type": "Bearer"})

    def _insert(self, request: Request, host: str) -> Answer:
        body = request.json
        if not isinstance(body, dict) or not EVENT_ID.fullmatch(str(body.get("id"))) or _is_wrong(body):
            return _error(400, "invalid", "Invalid Value")
        if self._kept(host, body["id"]):
            return _error(409, "duplicate", "The requested identifier already exists.")
        shown = {name: value for name, value in body.items() if name != "conferenceData"}
        shown |= {"kind": "calendar#event", "etag": f'"{secrets.token_hex(8)}"', "organizer": {"email": host}}
        kept = Kept(PLATFORM, body["id"], host, shown)
        self.books.kept.append(kept)
        self._confer(request, kept, body)
        return Answer.json(200, kept.body)

    def _one(self, request: Request, kept: Kept) -> Answer:
        if request.method == "DELETE":
            if kept.is_gone:
                return _error(410, "deleted", "Resource has been deleted")
            kept.is_gone, kept.body["status"] = True, "cancelled"
            return Answer(204)
        if request.method == "PATCH":
            body = request.json
            if not isinstance(body, dict) or ("start" in body and _is_wrong(body)):
                return _error(400, "invalid", "Invalid Value")
            kept.body = changed(kept.body, {name: value for name, value in body.items() if name != "conferenceData"})
            kept.is_gone = kept.body["status"] == "cancelled"
            self._confer(request, kept, body)
        elif request.params:
            return _error(400, "invalid", "Unknown name in the query")
        else:
            self._look(request, kept)
        return Answer.json(200, kept.body)

    def _confer(self, request: Request, kept: Kept, body: dict[str, Any]) -> None:
        """What becomes of the conference: forgotten without version 1, ignored for a name that is known."""
        if request.params.get("conferenceDataVersion") != "1":
            kept.body.pop("conferenceData", None)
            kept.body.pop("hangoutLink", None)
            return
        asked = body.get("conferenceData", {}).get("createRequest")
        known = kept.body.get("conferenceData", {}).get("createRequest", {})
        if asked and asked["requestId"] != known.get("requestId"):
            kept.body["conferenceData"] = {"createRequest": asked | {"status": {"statusCode": "pending"}}}
        self._look(request, kept)

    def _look(self, request: Request, kept: Kept) -> None:
        status = kept.body.get("conferenceData", {}).get("createRequest", {}).get("status", {})
        behaviour = self.books.behaviour
        if status.get("statusCode") != "pending":
            return
        if behaviour.pending:
            behaviour.pending -= 1
        elif behaviour.failed:
            behaviour.failed -= 1
            status["statusCode"] = "failure"
        else:
            status["statusCode"] = "success"
            letters = "".join(secrets.choice("abcdefghijkmnopqrstuvwxyz") for _ in range(10))
            code = f"{letters[:3]}-{letters[3:7]}-{letters[7:]}"
            kept.body["hangoutLink"] = f"{request.address}/{code}"
            kept.body["conferenceData"] |= {
                "conferenceId": code,
                "conferenceSolution": {"key": {"type": "hangoutsMeet"}, "name": "Google Meet"},
                "entryPoints": [
                    {"entryPointType": "video", "uri": kept.body["hangoutLink"], "label": f"meet.google.com/{code}"},
                    {"entryPointType": "more", "uri": f"https://tel.meet/{code}?pin=1", "pin": "1"},
                    {
                        "entryPointType": "phone",
                        "uri": "tel:+1-555-010-0004",
                        "label": "+1 555-010-0004",
                        "pin": digits(9),
                        "regionCode": "US",
                    },
                ],
            }


def _is_wrong(body: dict[str, Any]) -> bool:
    try:
        start, end = (datetime.fromisoformat(body[name]["dateTime"]) for name in ("start", "end"))
        zones = {body[name]["timeZone"] for name in ("start", "end")}
        return start.tzinfo is None or end <= start or zones <= {""} or not isinstance(body["summary"], str)
    except (KeyError, TypeError, ValueError):
        return True


def _error(status: int, reason: str, message: str) -> Answer:
    errors = [{"domain": "global", "reason": reason, "message": message}]
    return Answer.json(status, {"error": {"errors": errors, "code": status, "message": message}})


def _no_token(status: int, error: str, description: str) -> Answer:
    return Answer.json(status, {"error": error, "error_description": description})
