"""Zoom: a token by HTTP Basic whose giving ends the one before, numbers, lists that cut agendas, codes in errors."""

import base64
import re
import secrets
from datetime import datetime, timedelta
from typing import Any

from core import clock
from integrations.asgi import Answer, Request
from integrations.meetings.played.books import Books, Kept, changed, digits

PLATFORM = "ZOOM"
USERS = re.compile(r"/v2/users/([^/]+)/meetings")
MEETING = re.compile(r"/v2/meetings/([0-9]+)")
CUT = 250
NUMBERS = [
    {"city": "New York", "country": "US", "country_name": "US", "number": "+1 5550100001", "type": "toll"},
    {"city": "San Jose", "country": "US", "country_name": "US", "number": "+1 5550100002", "type": "toll"},
]


class Zoom:
    def __init__(self, books: Books, account: str, client: str, secret: str) -> None:
        self.books, self.account = books, account
        self.basic = "Basic " + base64.b64encode(f"{client}:{secret}".encode()).decode()

    def answer(self, request: Request) -> Answer | None:
        if request.path == "/oauth/token":
            return self._token(request)
        users, meeting = USERS.fullmatch(request.path), MEETING.fullmatch(request.path)
        if not users and not meeting:
            return None
        if not self.books.bearer(PLATFORM, request):
            return _error(401, 124, "Invalid access token.")
        if users:
            return self._of_user(request, users[1])
        assert meeting is not None
        kept = self.books.find(PLATFORM, meeting[1])
        return self._one(request, kept) if kept else _error(404, 3001, f"Meeting does not exist: {meeting[1]}.")

    def _token(self, request: Request) -> Answer:
        if self.books.behaviour.refused or request.headers.get("authorization") != self.basic:
            return Answer.json(400, {"reason": "Invalid client_id or client_secret", "error": "invalid_client"})
        if request.form.get("grant_type") != "account_credentials":
            return Answer.json(400, {"reason": "unsupported grant type", "error": "unsupported_grant_type"})
        if request.form.get("account_id") != self.account:
            return Answer.json(400, {"reason": "Bad Request", "error": "invalid_request"})
        for text in [text for text, given in self.books.tokens.items() if given.platform == PLATFORM]:
            del self.books.tokens[text]
        token = self.books.give(PLATFORM)
        said = {"access_token": token, "token_type": "bearer", "expires_in": self.books.token_seconds}
        return Answer.json(200, said | {"scope": "meeting:write:meeting:admin", "api_url": request.address})

    def _of_user(self, request: Request, host: str) -> Answer:
        if not self.books.knows(host):
            return _error(404, 1001, f"User does not exist: {host}.")
        if request.method == "GET":
            return self._list(request, host)
        body = request.json
        if wrong := _wrong(body, whole=True):
            return _invalid(wrong)
        number, password = digits(11), secrets.token_urlsafe(4)
        shown = body | {
            "id": int(number),
            "uuid": base64.b64encode(secrets.token_bytes(16)).decode(),
            "host_email": host,
            "status": "waiting",
            "created_at": clock.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
            "join_url": f"{request.address}/j/{number}?pwd={secrets.token_urlsafe(12)}",
            "start_url": f"{request.address}/s/{number}?zak={secrets.token_urlsafe(12)}",
            "password": password,
            "pstn_password": digits(6),
            "settings": {**body.get("settings", {}), "global_dial_in_numbers": NUMBERS},
        }
        self.books.kept.append(Kept(PLATFORM, number, host, shown))
        return Answer.json(201, shown)

    def _list(self, request: Request, host: str) -> Answer:
        size, start = int(request.params.get("page_size", "30")), int(request.params.get("next_page_token") or 0)
        if size > 300 or request.params.get("type") not in {"upcoming", "scheduled"}:
            return _error(400, 300, "Invalid field.")
        found = [one.body for one in self.books.of(PLATFORM) if one.host == host and _is_upcoming(one.body)]
        found.sort(key=lambda body: body["start_time"])
        shown = ("uuid", "id", "topic", "type", "start_time", "duration", "created_at", "join_url")
        page = [
            {name: body[name] for name in shown if name in body} | {"agenda": body.get("agenda", "")[:CUT]}
            for body in found[start : start + size]
        ]
        more = str(start + size) if start + size < len(found) else ""
        said = {"page_size": size, "total_records": len(found), "next_page_token": more, "meetings": page}
        return Answer.json(200, said)

    def _one(self, request: Request, kept: Kept) -> Answer:
        if request.method == "GET":
            return Answer.json(200, kept.body)
        if request.method == "PATCH":
            if wrong := _wrong(request.json, whole=False):
                return _invalid(wrong)
            kept.body = changed(kept.body, request.json)
            return Answer(204)
        kept.is_gone = True
        return Answer(204)


def _wrong(body: Any, *, whole: bool) -> str:
    """The first field that Zoom would refuse."""
    if not isinstance(body, dict):
        return "body"
    start = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"
    good = {
        "topic": lambda it: isinstance(it, str) and 0 < len(it) <= 200,
        "type": lambda it: it == 2,
        "start_time": lambda it: isinstance(it, str) and re.fullmatch(start, it),
        "duration": lambda it: isinstance(it, int) and it > 0,
        "agenda": lambda it: isinstance(it, str) and len(it) <= 2000,
    }
    return next((name for name, is_good in good.items() if (whole or name in body) and not is_good(body.get(name))), "")


def _is_upcoming(body: dict[str, Any]) -> bool:
    return datetime.fromisoformat(body["start_time"]) + timedelta(minutes=body["duration"]) > clock.now()


def _error(status: int, code: int, message: str) -> Answer:
    return Answer.json(status, {"code": code, "message": message})


def _invalid(field: str) -> Answer:
    errors = [{"field": field, "message": "Invalid field."}]
    return Answer.json(400, {"code": 300, "message": "Validation Failed.", "errors": errors})
