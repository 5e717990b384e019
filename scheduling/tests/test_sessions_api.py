"""Set-up sessions over the API: every field of the source's answers, and every refusal."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.enums import Role
from accounts.tests.factories import UserFactory, bearer
from core import clock
from core.testing import Api, assert_queries
from events.models import DomainEvent
from notifications.models import Notification
from routing.models import IcEntry, WorkItem
from routing.tests.merchants import consultant, ic_team, merchant, need
from scheduling import actions
from scheduling.models import IcSession, Meeting
from scheduling.ports import MeetingError
from scheduling.tests.meetings import MeetingsHere
from workforce.models import Booking

pytestmark = pytest.mark.django_db
SESSIONS = "/api/v1/scheduling/ic"
NOW = datetime(2027, 3, 1, 15, tzinfo=UTC)
AT_TEN = datetime(2027, 3, 3, 15, tzinfo=UTC)  # in New York


@pytest.fixture(autouse=True)
def stopped_clock(settings):
    settings.MEETINGS = {"ZOOM": "scheduling.tests.meetings.MeetingsHere"}
    settings.DEFAULT_MEETING_PLATFORM = "ZOOM"
    MeetingsHere.made, MeetingsHere.problem = {}, None
    with clock.moved(NOW - clock.now()):
        yield


@pytest.fixture(autouse=True)
def no_patience(monkeypatch):
    monkeypatch.setattr("scheduling.conf.MEETING_PATIENCE", timedelta())


@pytest.fixture
def grace():
    return consultant("Grace", user__timezone="America/New_York")


@pytest.fixture
def tom():
    return consultant("Tom")


@pytest.fixture
def team(grace, tom):
    return ic_team(grace, tom)


@pytest.fixture
def item(team):
    return need(merchant(contact_email="jo@shop.example", language="en"))


def api_of(staff):
    return Api(bearer(staff.user))


def admin():
    return Api(bearer(UserFactory(roles=[Role.ADMIN])))


def wish(item, **own):
    return {
        "merchant_id": item.ic_entry.merchant.public_id,
        "session_type": item.ic_entry.support_type,
        "scheduled_for": AT_TEN.isoformat(),
        "duration_minutes": 60,
        "timezone": "America/New_York",
        **own,
    }


def schedule(api, item, **own):
    return api.post(SESSIONS, wish(item, **own), key=True)


def change(api, session_id, action, **own):
    return api.put(f"{SESSIONS}/sessions/{session_id}", {"action": action, **own}, key=True)


def scheduled(staff, item, **own):
    answer = schedule(api_of(staff), item, **own)
    assert answer.status_code == 201, answer.content
    return IcSession.objects.get(pk=IcSession.parse_id(answer.json()["session_id"]))


def refused(answer):
    return answer.status_code, answer.json()["error"]["code"]


def events():
    names = DomainEvent.objects.filter(name__regex="^(session|support|merchant)").order_by("id")
    return [event.name for event in names]


def told():
    return list(Notification.objects.order_by("id").values_list("kind", flat=True))


def test_session_has_every_field_of_the_contract(item, grace):
    body = schedule(api_of(grace), item, agenda=["Terminal", "Printer"], notes="Two terminals").json()
    session = IcSession.objects.get()
    assert (body["session_id"], body["queue_entry_id"]) == (session.public_id, item.ic_entry.public_id)
    assert body["merchant_info"]["contact"] == {"name": "Jo Doe", "phone": "+12125550123"}
    assert body["ic"] == {"id": grace.public_id, "name": "Grace", "email": grace.email}
    assert body["session_details"] == {
        "session_type": "HARDWARE_SETUP",
        "scheduled_for": "2027-03-03T15:00:00Z",
        "scheduled_for_local": "2027-03-03T10:00:00-05:00",
        "duration_minutes": 60,
        "timezone": "America/New_York",
        "agenda": ["Terminal", "Printer"],
        "notes": "Two terminals",
    }
    assert (body["meeting"]["platform"], body["meeting"]["status"], body["meeting"]["meeting_url"]) == (
        "ZOOM",
        "PENDING",
        None,
    )
    outside, own = body["calendar_events"]
    assert (outside["recipient"], own["recipient"]) == ("jo@shop.example", grace.email)
    assert own["calendar_event_id"] == session.booking.public_id
    told = {(one["type"], one["recipient"]) for one in body["notifications_sent"]}
    assert told == {("EMAIL", "jo@shop.example"), ("SMS", "+12125550123")}
    assert body["notifications_sent"][0]["template"] == "IC_SESSION_SCHEDULED"
    assert body["queue_updated"] == {"previous_status": "PENDING", "new_status": "SCHEDULED"}
    assert body["reminders_scheduled"] == [
        {"reminder_type": "EMAIL", "send_at": "2027-03-02T15:00:00Z", "recipient": "jo@shop.example"},
        {"reminder_type": "EMAIL", "send_at": "2027-03-03T13:00:00Z", "recipient": "jo@shop.example"},
        {"reminder_type": "SMS", "send_at": "2027-03-03T14:30:00Z", "recipient": "+12125550123"},
    ]
    assert events()[-2:] == ["support.assigned", "session.scheduled"]


def test_queue_shows_the_session_and_sorts_by_its_hour(item, grace):
    later = need(merchant(), support_type="TRAINING")
    first = scheduled(grace, item)
    scheduled(grace, later, scheduled_for=(AT_TEN + timedelta(days=1)).isoformat())
    body = api_of(grace).get("/api/v1/queues/ic", {"status": "SCHEDULED", "sort": "scheduled_date"}).json()
    assert body["queue"][0]["session_info"]["session_id"] == first.public_id
    assert body["queue"][0]["session_info"] == {
        "session_id": first.public_id,
        "scheduled_for": "2027-03-03T15:00:00Z",
        "duration_minutes": 60,
        "meeting_url": None,
        "calendar_event_id": first.booking.public_id,
    }
    assert (body["summary"]["by_status"]["SCHEDULED"], body["current_user"]["scheduled_sessions"]) == (2, 2)


def test_agenda_that_is_left_out_is_the_one_of_its_type(item, grace):
    assert scheduled(grace, item).agenda[0] == "Configure payment terminal"


def test_need_that_is_not_in_the_queue_is_asked_for(team, grace):
    made = merchant()
    sent = {
        "merchant_id": made.public_id,
        "session_type": "TRAINING",
        "scheduled_for": AT_TEN.isoformat(),
        "duration_minutes": 30,
        "timezone": "UTC",
        "meeting_platform": "PHONE",
    }
    body = api_of(grace).post(SESSIONS, sent, key=True).json()
    assert (body["meeting"]["status"], body["session_details"]["duration_minutes"]) == ("NONE", 30)
    assert IcEntry.objects.get().support_type == "TRAINING"
    assert not Meeting.objects.exists()


def test_link_follows_by_mail_and_stands_in_the_queue(item, grace):
    session = scheduled(grace, item)
    assert actions.settle_meetings(at=clock.now()) == 1
    body = api_of(grace).get(f"{SESSIONS}/sessions/{session.public_id}").json()
    assert body["meeting"]["status"] == "READY"
    assert body["meeting"]["meeting_url"].startswith("https://meet.example/")
    assert (body["meeting"]["meeting_id"], body["meeting"]["meeting_password"]) == ("123 456", "secret")
    queue = api_of(grace).get("/api/v1/queues/ic").json()["queue"]
    assert queue[0]["session_info"]["meeting_url"] == body["meeting"]["meeting_url"]
    assert told()[-1] == "SESSION_LINK"
    assert actions.settle_meetings(at=clock.now()) == 0


def test_link_that_was_made_in_time_is_in_the_answer(item, grace, monkeypatch):
    monkeypatch.setattr(
        "scheduling.api.sessions._awaited", lambda meeting: actions.settle_meetings(at=clock.now()) and _fresh(meeting)
    )
    body = schedule(api_of(grace), item).json()
    assert body["meeting"]["status"] == "READY"
    assert "SESSION_LINK" not in told()


def _fresh(meeting):
    meeting.refresh_from_db()
    return meeting


def test_provider_that_is_down_is_tried_again_and_costs_only_the_link(item, grace):
    MeetingsHere.problem = MeetingError("It answers 503.", not_before=timedelta(seconds=90))
    session = scheduled(grace, item)
    assert actions.settle_meetings(at=clock.now()) == 1
    meeting = Meeting.objects.get()
    assert (meeting.state, meeting.attempts, meeting.problem) == ("PENDING", 1, "It answers 503.")
    assert meeting.due_at >= clock.now() + timedelta(seconds=80)
    MeetingsHere.problem = None
    assert actions.settle_meetings(at=clock.now() + timedelta(minutes=2)) == 1
    session.refresh_from_db()
    assert session.meeting_state == "READY"


def test_provider_that_refuses_for_good_says_why(item, grace):
    MeetingsHere.problem = MeetingError("ZOOM_ACCOUNT_ID is missing.", is_final=True)
    session = scheduled(grace, item)
    actions.settle_meetings(at=clock.now())
    meeting = Meeting.objects.get()
    assert (meeting.state, meeting.due_at, meeting.problem) == ("FAILED", None, "ZOOM_ACCOUNT_ID is missing.")
    MeetingsHere.problem = None
    change(api_of(grace), session.public_id, "RESCHEDULE", new_scheduled_time=(AT_TEN + timedelta(hours=2)).isoformat())
    actions.settle_meetings(at=clock.now())
    assert Meeting.objects.get().state == "READY"


def test_meeting_is_moved_and_called_off_with_its_session(item, grace):
    session = scheduled(grace, item)
    actions.settle_meetings(at=clock.now())
    moved = AT_TEN + timedelta(hours=2)
    change(api_of(grace), session.public_id, "RESCHEDULE", new_scheduled_time=moved.isoformat())
    actions.settle_meetings(at=clock.now())
    assert [one.starts_at for one in MeetingsHere.made.values()] == [moved]
    change(api_of(grace), session.public_id, "CANCEL", reason="ill")
    actions.settle_meetings(at=clock.now())
    assert (MeetingsHere.made, Meeting.objects.get().url) == ({}, "")


def test_meeting_without_a_session_is_called_off_after_a_while(item, grace):
    later = AT_TEN + timedelta(days=1)
    scheduled(grace, need(merchant(), support_type="TRAINING"), scheduled_for=later.isoformat())
    actions.settle_meetings(at=clock.now())
    IcSession.objects.update(meeting=None)
    assert actions.settle_meetings(at=clock.now() + timedelta(minutes=11)) == 1
    assert MeetingsHere.made == {}


def test_repeat_of_a_request_is_one_session_and_one_meeting(item, grace):
    key = "4f9f3e8e-8d3b-4f3e-9d59-9b7d3c1b2a10"
    first = api_of(grace).post(SESSIONS, wish(item), key=key)
    again = api_of(grace).post(SESSIONS, wish(item), key=key)
    assert first.content == again.content
    assert (IcSession.objects.count(), Meeting.objects.count(), Booking.objects.count()) == (1, 1, 1)


@pytest.mark.parametrize(
    "wrong, field",
    [
        ({"scheduled_for": "2027-02-01T10:00:00Z"}, "scheduled_for"),
        ({"scheduled_for": "2028-09-01T10:00:00Z"}, "scheduled_for"),
        ({"duration_minutes": 14}, "duration_minutes"),
        ({"duration_minutes": 241}, "duration_minutes"),
        ({"timezone": "Mars/Base"}, "timezone"),
        ({"session_type": "MAGIC"}, "session_type"),
        ({"meeting_platform": "FAX"}, "meeting_platform"),
        ({"notes": "x" * 1001}, "notes"),
        ({"merchant_id": "merch_" + "0" * 26}, "merchant_id"),
        ({"ic_id": "staff_" + "0" * 26}, "ic_id"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_cannot_be_used_is_named(item, grace, wrong, field):
    answer = schedule(api_of(grace), item, **wrong)
    assert (answer.status_code, list(answer.json()["error"]["details"])) == (422, [field])
    assert not IcSession.objects.exists()


def test_clash_offers_times_and_leaves_nothing_behind(item, grace):
    scheduled(grace, item)
    other = need(merchant(), support_type="TRAINING")
    answer = schedule(api_of(grace), other, scheduled_for=(AT_TEN + timedelta(minutes=30)).isoformat())
    assert refused(answer) == (409, "IC_UNAVAILABLE")
    assert len(answer.json()["error"]["details"]["alternatives"]) >= 3
    other.refresh_from_db()
    assert (other.owner_id, IcSession.objects.count(), Meeting.objects.count()) == (None, 1, 1)


def test_second_session_for_the_same_need_is_refused(item, grace):
    session = scheduled(grace, item)
    answer = schedule(api_of(grace), item, scheduled_for=(AT_TEN + timedelta(hours=5)).isoformat())
    assert refused(answer) == (409, "INVALID_TRANSITION")
    assert answer.json()["error"]["details"]["session_id"] == session.public_id


def test_need_of_a_colleague_is_theirs_unless_an_admin_says_so(item, grace, tom):
    api_of(tom).post(f"/api/v1/queues/ic/{item.ic_entry.public_id}/assign", {}, key=True)
    assert refused(schedule(api_of(grace), item)) == (409, "MERCHANT_ALREADY_ASSIGNED")
    body = schedule(admin(), item, ic_id=grace.public_id).json()
    assert body["ic"]["name"] == "Grace"
    assert "SESSION_BOOKED" in told()
    assert refused(schedule(Api(bearer(UserFactory(roles=[Role.AE]))), item)) == (403, "FORBIDDEN")


def test_session_goes_its_whole_way(item, grace):
    session = scheduled(grace, item)
    with clock.moved(AT_TEN + timedelta(minutes=75) - NOW):
        started = change(api_of(grace), session.public_id, "START", actual_start_time="2027-03-03T15:02:00Z").json()
        assert (started["status"], started["queue_updated"]["new_status"]) == ("IN_SESSION", "IN_SESSION")
        outcome = {
            "status": "SUCCESS",
            "items_completed": ["Terminal", "Printer"],
            "items_pending": [],
            "merchant_satisfaction": 5,
            "requires_followup": False,
            "notes": "Ready.",
        }
        done = change(
            api_of(grace), session.public_id, "COMPLETE", actual_end_time="2027-03-03T16:15:00Z", outcome=outcome
        ).json()
    assert done["status"] == "COMPLETED"
    assert done["session_summary"] == {
        "scheduled_for": "2027-03-03T15:00:00Z",
        "actual_start_time": "2027-03-03T15:02:00Z",
        "actual_end_time": "2027-03-03T16:15:00Z",
        "actual_duration_minutes": 73,
        "scheduled_duration_minutes": 60,
    }
    assert (done["outcome"]["completion_rate"], done["outcome"]["merchant_satisfaction"]) == (100, 5)
    assert done["queue_updated"] == {
        "previous_status": "IN_SESSION",
        "new_status": "COMPLETED",
        "removed_from_queue": True,
    }
    assert done["progress_updated"] == {
        "step_number": 9,
        "previous_status": "IN_PROGRESS",
        "new_status": "COMPLETED",
        "journey_completion_percentage": 90,
    }
    assert done["followup_actions"] == []
    item.refresh_from_db()
    assert (item.state, item.outcome, IcEntry.objects.get().is_open) == ("CLOSED", "SUCCESS", False)
    assert told()[-1] == "SESSION_SURVEY"


def test_what_is_left_leaves_the_step_open_and_opens_a_follow_up(item, grace):
    session = scheduled(grace, item)
    change(api_of(grace), session.public_id, "START")
    with clock.moved(timedelta(minutes=30)):
        outcome = {"status": "PARTIAL", "items_completed": ["a"], "items_pending": ["b", "c", "d"]}
        done = change(api_of(grace), session.public_id, "COMPLETE", outcome=outcome).json()
    assert (done["outcome"]["completion_rate"], done["progress_updated"]) == (25, None)
    (followup,) = done["followup_actions"]
    assert followup["items_pending"] == ["b", "c", "d"]
    again = IcEntry.objects.get(is_open=True)
    assert (again.public_id, again.support_type) == (followup["queue_entry_id"], "HARDWARE_SETUP")
    assert item.ic_entry.merchant.current_step_id == 9


def test_cancelled_and_missed_go_back_to_pending_with_their_consultant(item, grace):
    session = scheduled(grace, item)
    body = change(api_of(grace), session.public_id, "CANCEL", reason="Owner is ill").json()
    assert (body["status"], body["queue_updated"]["new_status"]) == ("CANCELLED", "PENDING")
    assert told()[-1] == "SESSION_CANCELLED"
    again = scheduled(grace, item)
    early = change(api_of(grace), again.public_id, "NO_SHOW")
    assert refused(early) == (409, "INVALID_TRANSITION")
    with clock.moved(AT_TEN + timedelta(minutes=20) - NOW):
        missed = change(api_of(grace), again.public_id, "NO_SHOW").json()
    assert (missed["status"], missed["queue_updated"]["new_status"]) == ("NO_SHOW", "PENDING")
    row = WorkItem.objects.get(pk=item.pk)
    assert (row.owner_id, row.scheduled_at, row.state) == (grace.pk, None, "ASSIGNED")


def test_session_that_had_begun_and_was_missed_waits_again(item, grace):
    session = scheduled(grace, item)
    change(api_of(grace), session.public_id, "START")
    body = change(api_of(grace), session.public_id, "NO_SHOW", send_notifications=False).json()
    assert body["queue_updated"] == {
        "previous_status": "IN_SESSION",
        "new_status": "PENDING",
        "removed_from_queue": False,
    }
    assert "SESSION_MISSED" not in told()
    assert WorkItem.objects.get(pk=item.pk).contact_met_at is None


def test_moved_session_keeps_its_id_and_moves_everything(item, grace):
    session = scheduled(grace, item)
    moved = AT_TEN + timedelta(days=2)
    same = change(api_of(grace), session.public_id, "RESCHEDULE", new_scheduled_time=AT_TEN.isoformat()).json()
    assert same["version"] == session.version
    body = change(
        api_of(grace), session.public_id, "RESCHEDULE", reason="Asked", new_scheduled_time=moved.isoformat()
    ).json()
    assert (body["session_id"], body["version"]) == (session.public_id, session.version + 1)
    assert body["session_details"]["scheduled_for"] == "2027-03-05T15:00:00Z"
    assert Booking.objects.get().starts_at == moved
    assert WorkItem.objects.get(pk=item.pk).scheduled_at == moved
    assert (told()[-1], events()[-1]) == ("SESSION_MOVED", "session.moved")
    silent = change(
        api_of(grace),
        session.public_id,
        "RESCHEDULE",
        send_notifications=False,
        new_scheduled_time=(moved + timedelta(hours=1)).isoformat(),
    )
    assert silent.status_code == 200
    assert told().count("SESSION_MOVED") == 1


def test_move_onto_taken_time_changes_nothing(item, grace):
    session = scheduled(grace, item)
    taken = AT_TEN + timedelta(hours=3)
    scheduled(grace, need(merchant(), support_type="TRAINING"), scheduled_for=taken.isoformat())
    answer = change(api_of(grace), session.public_id, "RESCHEDULE", new_scheduled_time=taken.isoformat())
    assert refused(answer) == (409, "IC_UNAVAILABLE")
    session.refresh_from_db()
    assert session.scheduled_for == AT_TEN


def test_what_is_not_possible_then_names_what_is(item, grace):
    session = scheduled(grace, item)
    answer = change(api_of(grace), session.public_id, "COMPLETE", outcome={"status": "SUCCESS"})
    assert refused(answer) == (409, "INVALID_TRANSITION")
    assert answer.json()["error"]["details"] == {
        "status": "SCHEDULED",
        "allowed": ["START", "RESCHEDULE", "CANCEL", "NO_SHOW"],
    }
    change(api_of(grace), session.public_id, "CANCEL")
    again = change(api_of(grace), session.public_id, "START")
    assert again.json()["error"]["details"]["allowed"] == []


@pytest.mark.parametrize(
    "action, own, field",
    [
        ("COMPLETE", {}, "outcome"),
        ("RESCHEDULE", {}, "new_scheduled_time"),
        ("START", {"reason": "x"}, "reason"),
        ("START", {"actual_start_time": "2027-03-01T16:00:00Z"}, "actual_start_time"),
        ("DANCE", {}, "action"),
        ("CANCEL", {"outcome": {"status": "SUCCESS"}}, "outcome"),
    ],
)
def test_change_that_cannot_be_used_is_named(item, grace, action, own, field):
    session = scheduled(grace, item)
    answer = change(api_of(grace), session.public_id, action, **own)
    assert (answer.status_code, list(answer.json()["error"]["details"])) == (422, [field])


@pytest.mark.parametrize("ended_at", ["2027-03-01T14:00:00Z", "2027-03-01T23:00:00Z"])
def test_end_follows_the_beginning_and_is_over(item, grace, ended_at):
    session = scheduled(grace, item)
    change(api_of(grace), session.public_id, "START", actual_start_time="2027-03-01T14:30:00Z")
    answer = change(
        api_of(grace), session.public_id, "COMPLETE", actual_end_time=ended_at, outcome={"status": "FAILED"}
    )
    assert (answer.status_code, list(answer.json()["error"]["details"])) == (422, ["actual_end_time"])


def test_only_its_consultant_and_admins_see_and_change_it(item, grace, tom):
    session = scheduled(grace, item)
    url = f"{SESSIONS}/sessions/{session.public_id}"
    assert refused(api_of(tom).get(url)) == (403, "FORBIDDEN")
    assert refused(change(api_of(tom), session.public_id, "START")) == (403, "FORBIDDEN")
    assert refused(api_of(tom).get(f"{SESSIONS}/sessions/sess_{'0' * 26}")) == (404, "NOT_FOUND")
    assert admin().get(url).json()["status"] == "SCHEDULED"
    stale = api_of(grace).put(url, {"action": "START"}, key=True, **{"If-Match": '"9"'})
    assert refused(stale) == (412, "STALE_VERSION")


@pytest.mark.parametrize("sessions", [1, 3])
def test_list_is_filtered_and_costs_three_statements(team, grace, tom, sessions):
    for day in range(sessions):
        scheduled(grace, need(merchant()), scheduled_for=(AT_TEN + timedelta(days=day)).isoformat())
    api = api_of(grace)

    def found(**asked):
        return [one["session_id"] for one in api.get(f"{SESSIONS}/sessions", asked).json()["sessions"]]

    found()
    with assert_queries(3):  # the caller, how many, the page
        assert len(found()) == sessions
    latest = IcSession.objects.latest("scheduled_for")
    assert found()[0] == latest.public_id
    assert found(merchant_id=latest.merchant.public_id) == [latest.public_id]
    assert (len(found(status="SCHEDULED")), found(status="COMPLETED")) == (sessions, [])
    assert len(found(to=(AT_TEN + timedelta(hours=1)).isoformat())) == 1
    assert found(**{"from": (AT_TEN + timedelta(days=9)).isoformat()}) == []
    assert refused(api.get(f"{SESSIONS}/sessions", {"ic_id": tom.public_id})) == (403, "FORBIDDEN")
    assert refused(api.get(f"{SESSIONS}/sessions", {"merchant_id": "nonsense"})) == (422, "VALIDATION_FAILED")
    everybody = admin().get(f"{SESSIONS}/sessions", {"ic_id": grace.public_id}).json()["sessions"]
    assert len(everybody) == sessions


def test_free_hours_are_what_can_be_booked(item, grace):
    scheduled(grace, item)
    asked = {"start_date": "2027-03-03", "end_date": "2027-03-04", "timezone": "America/New_York"}
    body = api_of(grace).get(f"{SESSIONS}/availability", asked).json()
    assert (body["ic_id"], [day["date"] for day in body["days"]]) == (grace.public_id, ["2027-03-03", "2027-03-04"])
    starts = [slot["start_local"] for slot in body["days"][0]["slots"]]
    assert "2027-03-03T10:00:00-05:00" not in starts
    assert "2027-03-03T11:00:00-05:00" in starts
    assert refused(api_of(grace).get(f"{SESSIONS}/availability")) == (422, "VALIDATION_FAILED")
    nobody = api_of(grace).get(f"{SESSIONS}/availability", asked | {"ic_id": "staff_" + "0" * 26})
    assert refused(nobody) == (422, "VALIDATION_FAILED")


def test_file_opens_without_login_and_strikes_itself_out(item, grace, client):
    body = schedule(api_of(grace), item).json()
    for event in body["calendar_events"]:
        path = event["ics_file_url"].split("/session-files/")[1]
        text = client.get(f"/session-files/{path}").content.decode()
        assert "METHOD:PUBLISH" in text
        assert f"UID:{body['session_id']}@switchboard" in text
    change(api_of(grace), body["session_id"], "CANCEL")
    assert "METHOD:CANCEL" in client.get(f"/session-files/{path}").content.decode()
    assert client.get("/session-files/nonsense.ics").status_code == 404


def test_session_follows_its_merchant_to_another_consultant(item, grace, tom):
    session = scheduled(grace, item)
    handed = {"assign_to": tom.public_id, "assignment_reason": "REASSIGNMENT"}
    answer = api_of(grace).post(f"/api/v1/queues/ic/{item.ic_entry.public_id}/assign", handed, key=True)
    assert answer.status_code == 200
    session.refresh_from_db()
    assert (session.ic_id, Booking.objects.get().staff_id) == (tom.pk, tom.pk)
    assert {"SESSION_BOOKED", "SESSION_SCHEDULED"} <= set(told())


def test_session_stays_where_its_new_consultant_is_taken(item, grace, tom):
    session = scheduled(grace, item)
    scheduled(tom, need(merchant(), support_type="TRAINING"))
    handed = {"assign_to": tom.public_id, "assignment_reason": "REASSIGNMENT"}
    answer = admin().post(f"/api/v1/queues/ic/{item.ic_entry.public_id}/assign", handed, key=True)
    assert refused(answer) == (409, "IC_UNAVAILABLE")
    session.refresh_from_db()
    assert session.ic_id == grace.pk
