"""Microsoft's own habits: hosts by object id, one meeting for a key, no agenda."""

from datetime import timedelta

import pytest

from integrations.meetings.played.teams import object_id
from integrations.meetings.teams import meeting_of
from integrations.tests.meetings import START, calls, provider, refused, wanted
from scheduling.ports import LONGEST_MEETING_ID, Meeting, MeetingError

HOST = object_id("ann@house.test")


def test_meeting_is_asked_for_as_graph_wants_it(outside, settings):
    with provider("TEAMS") as meetings:
        meeting = meetings.create(wanted())
    token, host, creation = outside.requests
    assert calls(outside) == [
        ("POST", "/tenant/oauth2/v2.0/token"),
        ("GET", "/v1.0/users"),
        ("POST", f"/v1.0/users/{HOST}/onlineMeetings/createOrGet"),
    ]
    assert token.form == {
        "grant_type": "client_credentials",
        "client_id": "teams-client",
        "client_secret": "teams-secret",
        "scope": f"{settings.TEAMS['URL']}/.default",
    }
    assert host.params == {
        "$filter": "mail eq 'ann@house.test' or userPrincipalName eq 'ann@house.test'",
        "$select": "id",
    }
    assert creation.json == {
        "subject": "Hardware setup with Corner Shop",
        "startDateTime": START.strftime("%Y-%m-%dT14:00:00Z"),
        "endDateTime": START.strftime("%Y-%m-%dT15:00:00Z"),
        "externalId": "sess_abc123",
    }
    body = outside.meetings[0].body
    assert meeting == Meeting(
        meeting_id=f"{HOST}/{body['id']}",
        url=body["joinWebUrl"],
        join_id=body["joinMeetingIdSettings"]["joinMeetingId"],
        password=body["joinMeetingIdSettings"]["passcode"],
        dial_in=(f"+1 555-010-0003,,{body['audioConferencing']['conferenceId']}#",),
    )
    assert len(meeting.meeting_id) < LONGEST_MEETING_ID


def test_apostrophe_of_a_host_is_theirs(outside):
    with provider("TEAMS") as meetings:
        meetings.create(wanted(host_email="o'neill@house.test"))
    assert outside.requests[1].params["$filter"].startswith("mail eq 'o''neill@house.test' or ")


def test_change_and_cancel_need_no_look_at_the_host(outside):
    with provider("TEAMS") as meetings:
        meeting = meetings.create(wanted())
        before = len(outside.requests)
        meetings.change(meeting.meeting_id, wanted(starts_at=START + timedelta(hours=1)))
        meetings.cancel(meeting.meeting_id)
    change, cancel = outside.requests[before:]
    own_id = outside.books.kept[0].own_id
    path = f"/v1.0/users/{HOST}/onlineMeetings/{own_id}"
    assert [(change.method, change.path), (cancel.method, cancel.path)] == [("PATCH", path), ("DELETE", path)]
    assert change.json == {
        "subject": "Hardware setup with Corner Shop",
        "startDateTime": START.strftime("%Y-%m-%dT15:00:00Z"),
        "endDateTime": START.strftime("%Y-%m-%dT16:00:00Z"),
    }


def test_key_that_gives_back_what_is_not_there_is_an_error_that_somebody_sees(outside):
    """Nobody knows whether Graph does so after a deletion."""
    with provider("TEAMS") as meetings:
        meetings.create(wanted())
        (kept,) = outside.meetings
        real = outside.books.find
        outside.books.find = lambda platform, own_id: None if own_id == kept.own_id else real(platform, own_id)
        with refused() as problem:
            meetings.create(wanted())
    assert (problem.is_final, problem.words) == (
        False,
        "Microsoft Teams has a meeting of that key and does not find it.",
    )


def test_unknown_tenant_is_final(outside, settings):
    settings.TEAMS = settings.TEAMS | {"TENANT_ID": "../common"}
    with provider("TEAMS") as meetings, refused() as problem:
        meetings.create(wanted())
    assert problem.is_final or "404" in problem.words
    assert outside.meetings == []


@pytest.mark.parametrize(
    "body", [{"id": "1"}, {"joinWebUrl": "u"}, {"id": "1" * 500, "joinWebUrl": "u"}, {"id": 5, "joinWebUrl": None}]
)
def test_meeting_that_nobody_could_join_is_none(body):
    with pytest.raises(MeetingError) as refusal:
        meeting_of(HOST, body)
    assert not refusal.value.is_final


def test_what_a_tenant_does_not_have_is_left_out():
    body = {"id": "1", "joinWebUrl": "u"}
    assert meeting_of("h", body | {"audioConferencing": None}) == Meeting("h/1", "u")
    free = {"videoTeleconferenceId": "12", "audioConferencing": {"tollFreeNumber": "+1 800"}}
    assert meeting_of("h", body | free) == Meeting("h/1", "u", "12", "", ("+1 800",))
