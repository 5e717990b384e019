"""Zoom, by a server-to-server OAuth app: POST /oauth/token, then /v2/users/{host}/meetings and /v2/meetings/{id}.

Zoom honours no key of ours. Each meeting's description therefore begins with a line that holds the key, and before one
is made the host's upcoming meetings are read for that line. Tracking fields would say it better, but exist only where
an account's administrator has made them. What this cannot exclude: two meetings of one key when two attempts run side
by side, when the list is behind what was just made, when the host has edited the line, or when they have more upcoming
meetings than MOST_PAGES hold.

A new token ends the one before, whoever asked for it (devforum.zoom.us/t/72070): processes take them from each other,
and the retry after a 401 is what makes that no matter. A host may create and change 100 times a day, then comes a 429.
"""

import re
from typing import Any

from core.http import Response
from integrations.meetings.answers import body_of, listed, told
from integrations.meetings.provider import Provider, Talk
from integrations.meetings.wanted import dial, host_of, in_path, instant, minutes
from scheduling.ports import Meeting, MeetingError, MeetingWanted
from scheduling.rules.calendar_text import one_line, paragraphs

#: as Zoom allows; its list shows the first 250 letters of an agenda
LONGEST_TOPIC, LONGEST_AGENDA = 200, 2000
PAGE_SIZE, MOST_PAGES = 300, 5
SCHEDULED = 2
MOST_NUMBERS = 10
#: there is no such meeting (3001), or it is over (3007)
GONE = {"3001", "3007"}
#: people are in it
GOING_ON = "3002"


class ZoomMeetings(Provider):
    name, system, setting = "Zoom", "zoom", "ZOOM"
    needs = ("ACCOUNT_ID", "CLIENT_ID", "CLIENT_SECRET")

    def create(self, wanted: MeetingWanted) -> Meeting:
        return self._made(self.talk(), wanted)

    def change(self, meeting_id: str, wanted: MeetingWanted) -> Meeting:
        talk = self.talk()
        return self._moved(talk, _path(meeting_id), wanted) or self._made(talk, wanted)

    def cancel(self, meeting_id: str) -> None:
        """Zoom mails nobody: whoever has to know hears it from us."""
        silently = {"schedule_for_reminder": "false", "cancel_meeting_reminder": "false"}
        talk = self.talk()
        response = talk.ask("DELETE", _path(meeting_id), params=silently)
        if not _is_gone(response):
            talk.done(response)

    def _made(self, talk: Talk, wanted: MeetingWanted) -> Meeting:
        path = f"/v2/users/{in_path(host_of(wanted))}/meetings"
        known = self._known(talk, path, wanted.key)
        if known and (moved := self._moved(talk, _path(known), wanted)):
            return moved
        return meeting_of(talk.read(talk.ask("POST", path, json=_body(wanted))))

    def _known(self, talk: Talk, path: str, key: str) -> str:
        """The meeting that an attempt before has made; nothing when there is none."""
        params = {"type": "upcoming", "page_size": str(PAGE_SIZE)}
        for _ in range(MOST_PAGES):
            page = talk.read(talk.ask("GET", path, params=params), holding="meetings")
            for one in listed(page, "meetings"):
                if re.match(rf"{re.escape(_mark(key))}(?!\S)", told(one, "agenda")):
                    return told(one, "id")
            if not (more := told(page, "next_page_token")):
                break
            params["next_page_token"] = more
        return ""

    def _moved(self, talk: Talk, path: str, wanted: MeetingWanted) -> Meeting | None:
        """None when it is gone. A change answers nothing, so that it is read afterwards."""
        response = talk.ask("PATCH", path, json=_body(wanted))
        if _is_gone(response):
            return None
        talk.done(response)
        response = talk.ask("GET", path)
        return None if _is_gone(response) else meeting_of(talk.read(response))

    def token_request(self, host: str) -> dict[str, Any]:
        """In the body, as the documentation has it now: in the address it is refused since 2024 (devforum, 124925)."""
        return {
            "url": f"{self.given['LOGIN_URL']}/oauth/token",
            "auth": (self.given["CLIENT_ID"], self.given["CLIENT_SECRET"]),
            "data": {"grant_type": "account_credentials", "account_id": self.given["ACCOUNT_ID"]},
        }

    def code_of(self, body: dict[str, Any]) -> str:
        return told(body, "code")

    def passes(self, response: Response) -> bool:
        return self.code_of(body_of(response)) == GOING_ON


def meeting_of(body: dict[str, Any]) -> Meeting:
    number, url = told(body, "id"), told(body, "join_url")
    if not number.isdecimal() or not url:
        raise MeetingError("Zoom answered a meeting that nobody could join.")
    # two numbers of one country are common, the same number twice is too
    numbers = dict.fromkeys(told(one, "number") for one in listed(body, "settings", "global_dial_in_numbers"))
    # by telephone the meeting's number is asked for, and then a password of digits
    code = f"{number}#,,,,*{told(body, 'pstn_password')}" if told(body, "pstn_password") else number
    return Meeting(
        meeting_id=number,
        url=url,
        join_id=number,
        password=told(body, "password"),
        dial_in=tuple(dial(one, code) for one in numbers if one)[:MOST_NUMBERS],
    )


def _body(wanted: MeetingWanted) -> dict[str, Any]:
    """Without a zone: the instant is one, and Zoom knows fewer zones than there are."""
    return {
        "topic": one_line(wanted.title, LONGEST_TOPIC),
        "type": SCHEDULED,
        "start_time": instant(wanted.starts_at),
        "duration": minutes(wanted.duration),
        "agenda": paragraphs(f"{_mark(wanted.key)}\n\n{wanted.agenda}", LONGEST_AGENDA),
        # a host's personal room would let one merchant into another's session
        "settings": {"use_pmi": False},
    }


def _mark(key: str) -> str:
    return f"Session {key}"


def _path(meeting_id: str) -> str:
    if meeting_id.isdecimal():
        return f"/v2/meetings/{meeting_id}"
    raise MeetingError("That is no meeting of Zoom.", is_final=True)


def _is_gone(response: Response) -> bool:
    return response.status_code in {400, 404} and told(body_of(response), "code") in GONE
