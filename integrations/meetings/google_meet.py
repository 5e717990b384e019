"""Google Meet, as the conference of an event in the host's own calendar: a service account in the host's name.

The event's id follows from our key, so that a repeat is a 409 and the event that is there is brought up to date; one
that was deleted keeps its id and comes back to life. `conferenceDataVersion=1` goes with every change: without it
Google forgets the conference. Making one is asynchronous: one that is pending is looked at once more, then it is an
error that is not final, and the next attempt finds it. One that failed is asked for under another name, since Google
ignores a name that it knows.

The event is transparent: the session's time is taken by its booking here, and an IC whose calendar is read here would
otherwise be taken twice, and not free to be moved by half an hour. It invites nobody and reminds nobody: we do.
"""

import time
from base64 import b32hexencode
from html import escape
from typing import Any
from uuid import uuid4

import jwt

from core import clock
from core.http import Response
from integrations.meetings.answers import body_of, listed, told
from integrations.meetings.provider import Provider, Talk
from integrations.meetings.wanted import both, dial, ends_at, host_of, in_path, instant
from scheduling.ports import Meeting, MeetingError, MeetingWanted
from scheduling.rules.calendar_text import one_line, paragraphs

EVENTS = "/calendar/v3/calendars/primary/events"
PARAMS = {"conferenceDataVersion": "1", "sendUpdates": "none"}
SCOPE = "https://www.googleapis.com/auth/calendar.events"
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
LONGEST_SUMMARY, LONGEST_DESCRIPTION = 250, 4000
MOST_NUMBERS = 10
#: before a conference that is pending is looked at once more
LOOK_AGAIN_SECONDS = 1.0
TAKEN, GONE = 409, {404, 410}
#: of a 403: too often for now
TOO_OFTEN = {"rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded", "RESOURCE_EXHAUSTED"}


class GoogleMeetings(Provider):
    name, system, setting = "Google Meet", "google-meet", "GOOGLE"
    needs = ("SERVICE_ACCOUNT_EMAIL", "SERVICE_ACCOUNT_KEY")
    refusal = "does not accept our service account for that host"

    def create(self, wanted: MeetingWanted) -> Meeting:
        return self._made(self.talk(host_of(wanted)), wanted)

    def change(self, meeting_id: str, wanted: MeetingWanted) -> Meeting:
        host, event_id = both(meeting_id, self.name)
        talk = self.talk(host)
        return self._moved(talk, event_id, wanted) or self._made(talk.with_host(host_of(wanted)), wanted)

    def cancel(self, meeting_id: str) -> None:
        host, event_id = both(meeting_id, self.name)
        talk = self.talk(host)
        response = talk.ask("DELETE", _path(event_id), params={"sendUpdates": "none"})
        if response.status_code not in GONE:
            talk.done(response)

    def _made(self, talk: Talk, wanted: MeetingWanted) -> Meeting:
        event_id = id_of(wanted.key)
        body = {"id": event_id} | _body(wanted) | _conference(wanted.key)
        response = talk.ask("POST", EVENTS, params=PARAMS, json=body)
        if response.status_code != TAKEN:
            return self._joined(talk, talk.read(response))
        if moved := self._moved(talk, event_id, wanted):
            return moved
        raise MeetingError("Google Meet has an event of that id and does not find it.")

    def _moved(self, talk: Talk, event_id: str, wanted: MeetingWanted) -> Meeting | None:
        """None when it is gone altogether."""
        response = talk.ask("PATCH", _path(event_id), params=PARAMS, json=_body(wanted))
        if response.status_code in GONE:
            return None
        event = talk.read(response)
        if not _link(event) and _standing(event) != "pending":
            again = _conference(uuid4().hex)
            event = talk.read(talk.ask("PATCH", _path(event_id), params=PARAMS, json=again))
        return self._joined(talk, event)

    def _joined(self, talk: Talk, event: dict[str, Any]) -> Meeting:
        if not _link(event) and _standing(event) == "pending":
            time.sleep(LOOK_AGAIN_SECONDS)
            event = talk.read(talk.ask("GET", _path(told(event, "id"))))
        if _link(event):
            return meeting_of(talk.host, event)
        if _standing(event) == "pending":
            raise MeetingError("Google Meet is still making the conference.")
        raise MeetingError("Google Meet made no conference for the event.")

    def token_request(self, host: str) -> dict[str, Any]:
        address = f"{self.given['LOGIN_URL']}/token"
        at = int(clock.now().timestamp())
        claims = {
            "iss": self.given["SERVICE_ACCOUNT_EMAIL"],
            "sub": host,
            "scope": SCOPE,
            "aud": address,
            "iat": at,
            "exp": at + 3600,
        }
        try:
            signed = jwt.encode(claims, self.given["SERVICE_ACCOUNT_KEY"], algorithm="RS256")
        except (ValueError, TypeError, jwt.PyJWTError):
            raise MeetingError("GOOGLE_SERVICE_ACCOUNT_KEY is no RSA key in PEM.", is_final=True) from None
        return {"url": address, "data": {"grant_type": GRANT, "assertion": signed}}

    def code_of(self, body: dict[str, Any]) -> str:
        for one in listed(body, "error", "errors"):
            if reason := told(one, "reason"):
                return reason
        return told(body, "error", "status")

    def passes(self, response: Response) -> bool:
        return response.status_code == 403 and self.code_of(body_of(response)) in TOO_OFTEN


def id_of(key: str) -> str:
    """The letters a to v and digits, as Google asks: the same key is the same event."""
    return b32hexencode(key.encode()).decode().rstrip("=").lower()


def meeting_of(host: str, event: dict[str, Any]) -> Meeting:
    phones = [one for one in listed(event, "conferenceData", "entryPoints") if told(one, "entryPointType") == "phone"]
    numbers = [dial(told(one, "label") or told(one, "uri").removeprefix("tel:"), told(one, "pin")) for one in phones]
    link = _link(event)
    return Meeting(
        meeting_id=f"{host}/{told(event, 'id')}",
        url=link,
        join_id=link.partition("?")[0].rpartition("/")[2],
        dial_in=tuple(number for number in numbers if number)[:MOST_NUMBERS],
    )


def _link(event: dict[str, Any]) -> str:
    if link := told(event, "hangoutLink"):
        return link
    entries = listed(event, "conferenceData", "entryPoints")
    return next((told(one, "uri") for one in entries if told(one, "entryPointType") == "video"), "")


def _standing(event: dict[str, Any]) -> str:
    return told(event, "conferenceData", "createRequest", "status", "statusCode")


def _body(wanted: MeetingWanted) -> dict[str, Any]:
    return {
        "status": "confirmed",
        "summary": one_line(wanted.title, LONGEST_SUMMARY),
        # a description is shown as HTML
        "description": escape(paragraphs(wanted.agenda, LONGEST_DESCRIPTION), quote=False),
        "start": {"dateTime": instant(wanted.starts_at), "timeZone": wanted.zone},
        "end": {"dateTime": instant(ends_at(wanted)), "timeZone": wanted.zone},
        "transparency": "transparent",
        "reminders": {"useDefault": False},
        "extendedProperties": {"private": {"switchboard": wanted.key}},
    }


def _conference(name: str) -> dict[str, Any]:
    """A new conference. The same name twice is one conference."""
    return {
        "conferenceData": {
            "createRequest": {"requestId": name, "conferenceSolutionKey": {"type": "hangoutsMeet"}},
        }
    }


def _path(event_id: str) -> str:
    return f"{EVENTS}/{in_path(event_id)}"
