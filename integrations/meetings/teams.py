"""Microsoft Teams, by an app's own token for Graph: /v1.0/users/{id}/onlineMeetings/createOrGet, PATCH and DELETE.

`externalId` is our key: the same host and key are one meeting, however often it is asked for. The path wants the
host's object id and answers 404 to a mail address (msgraph-sdk-dotnet 1215), so that the host is looked up first. Such
a meeting has a subject and no agenda, and stands in nobody's calendar.

Whether a key is free again once its meeting was deleted is not written anywhere. If createOrGet should give back one
that is gone, the change that follows ends in an error that is not final, and somebody sees it.
"""

from typing import Any

from integrations.meetings.answers import listed, told
from integrations.meetings.provider import Provider, Talk
from integrations.meetings.wanted import both, dial, ends_at, host_of, in_path, instant
from scheduling.ports import LONGEST_MEETING_ID, Meeting, MeetingError, MeetingWanted
from scheduling.rules.calendar_text import one_line

LONGEST_SUBJECT = 250
GONE = 404


class TeamsMeetings(Provider):
    name, system, setting = "Microsoft Teams", "teams", "TEAMS"
    needs = ("TENANT_ID", "CLIENT_ID", "CLIENT_SECRET")

    def create(self, wanted: MeetingWanted) -> Meeting:
        return self._made(self.talk(), wanted)

    def change(self, meeting_id: str, wanted: MeetingWanted) -> Meeting:
        talk = self.talk()
        host, own_id = both(meeting_id, self.name)
        return self._moved(talk, host, own_id, wanted) or self._made(talk, wanted)

    def cancel(self, meeting_id: str) -> None:
        talk = self.talk()
        response = talk.ask("DELETE", _path(*both(meeting_id, self.name)))
        if response.status_code != GONE:
            talk.done(response)

    def _made(self, talk: Talk, wanted: MeetingWanted) -> Meeting:
        host = self._host(talk, host_of(wanted))
        body = _body(wanted) | {"externalId": wanted.key}
        response = talk.ask("POST", f"/v1.0/users/{in_path(host)}/onlineMeetings/createOrGet", json=body)
        meeting = meeting_of(host, talk.read(response))
        if response.status_code == 201:
            return meeting
        # it was there already: as it was wanted then, not as it is wanted now
        moved = self._moved(talk, *both(meeting.meeting_id, self.name), wanted)
        if moved is None:
            raise MeetingError("Microsoft Teams has a meeting of that key and does not find it.")
        return moved

    def _host(self, talk: Talk, address: str) -> str:
        quoted = address.replace("'", "''")
        params = {"$filter": f"mail eq '{quoted}' or userPrincipalName eq '{quoted}'", "$select": "id"}
        for one in listed(talk.read(talk.ask("GET", "/v1.0/users", params=params), holding="value"), "value"):
            if found := told(one, "id"):
                return found
        raise MeetingError("Microsoft Teams does not know the host.", is_final=True)

    def _moved(self, talk: Talk, host: str, own_id: str, wanted: MeetingWanted) -> Meeting | None:
        """None when it is gone."""
        response = talk.ask("PATCH", _path(host, own_id), json=_body(wanted))
        return None if response.status_code == GONE else meeting_of(host, talk.read(response))

    def token_request(self, host: str) -> dict[str, Any]:
        return {
            "url": f"{self.given['LOGIN_URL']}/{in_path(self.given['TENANT_ID'])}/oauth2/v2.0/token",
            "data": {
                "grant_type": "client_credentials",
                "client_id": self.given["CLIENT_ID"],
                "client_secret": self.given["CLIENT_SECRET"],
                "scope": f"{self.given['URL']}/.default",
            },
        }

    def code_of(self, body: dict[str, Any]) -> str:
        return told(body, "error", "code")


def meeting_of(host: str, body: dict[str, Any]) -> Meeting:
    own_id, url = told(body, "id"), told(body, "joinWebUrl")
    meeting_id = f"{host}/{own_id}"
    if not own_id or not url or len(meeting_id) > LONGEST_MEETING_ID:
        raise MeetingError("Microsoft Teams answered a meeting that nobody could join.")
    code = told(body, "audioConferencing", "conferenceId")
    numbers = [told(body, "audioConferencing", name) for name in ("tollNumber", "tollFreeNumber")]
    # room systems of other makers dial the second, where people have no id of their own to type
    join_id = told(body, "joinMeetingIdSettings", "joinMeetingId") or told(body, "videoTeleconferenceId")
    return Meeting(
        meeting_id=meeting_id,
        url=url,
        join_id=join_id,
        password=told(body, "joinMeetingIdSettings", "passcode"),
        dial_in=tuple(dial(number, code) for number in numbers if number),
    )


def _body(wanted: MeetingWanted) -> dict[str, Any]:
    return {
        "subject": one_line(wanted.title, LONGEST_SUBJECT),
        "startDateTime": instant(wanted.starts_at),
        "endDateTime": instant(ends_at(wanted)),
    }


def _path(host: str, own_id: str) -> str:
    return f"/v1.0/users/{in_path(host)}/onlineMeetings/{in_path(own_id)}"
