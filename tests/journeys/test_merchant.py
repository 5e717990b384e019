"""A merchant goes the whole way: sold, set up step by step, helped in a session with a link, and live."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.tests.factories import ApiKeyFactory, bearer
from core import clock
from core.testing import Api
from events.models import DomainEvent
from events.timers import fire_due
from notifications.models import Notification
from routing.tests.merchants import consultant, ic_team
from scheduling import actions
from scheduling.tests.meetings import MeetingsHere

pytestmark = pytest.mark.django_db(transaction=True)
MONDAY = datetime(2027, 3, 1, 15, tzinfo=UTC)
HOUR = MONDAY + timedelta(days=2)


def test_merchant_gets_a_consultant_a_time_a_link_reminders_and_leaves_with_the_step_done(settings):
    settings.MEETINGS = {"ZOOM": "scheduling.tests.meetings.MeetingsHere"}
    MeetingsHere.made, MeetingsHere.problem = {}, None
    grace = consultant("Grace", skills=["HARDWARE_SETUP"], user__timezone="America/New_York")
    ic_team(grace, consultant("Tom"), name="Onboarding")
    system = Api(f"Api-Key {ApiKeyFactory(scopes=['system:routing']).secret_text}")

    def ic():
        return Api(bearer(grace.user))

    with clock.moved(to=MONDAY):
        sold = {
            "email": "jo@corner.example",
            "business_name": "Corner Shop",
            "contact": {"name": "Jo Doe", "phone": "+1 212 555 0123"},
            "cohort": "MANAGED",
            "timezone": "America/New_York",
            "current_step": 8,
        }
        merchant_id = system.post("/api/v1/merchants", sold).json()["merchant_id"]
        system.put(f"/api/v1/merchants/{merchant_id}/progress", {"step_number": 8, "status": "COMPLETED"})
        need = {
            "merchant_id": merchant_id,
            "support_type": "HARDWARE_SETUP",
            "blockers": [{"type": "LATE", "description": "Terminals came late", "severity": "HIGH"}],
        }
        system.post("/api/v1/queues/ic", need)
        (entry,) = ic().get("/api/v1/queues/ic").json()["queue"]
        assert (entry["urgency"], entry["assignment"]["suggested_ic"]["name"]) == ("HIGH", "Grace")

        wish = {
            "merchant_id": merchant_id,
            "session_type": "HARDWARE_SETUP",
            "scheduled_for": HOUR.isoformat(),
            "duration_minutes": 60,
            "timezone": "America/New_York",
        }
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("scheduling.conf.MEETING_PATIENCE", timedelta())
            session = ic().post("/api/v1/scheduling/ic", wish, key=True).json()
        assert (session["meeting"]["status"], session["queue_updated"]["new_status"]) == ("PENDING", "SCHEDULED")
        actions.settle_meetings(at=clock.now())

    with clock.moved(to=HOUR - timedelta(minutes=29)):
        fire_due()
        told = list(Notification.objects.filter(recipient=None).order_by("id").values_list("kind", flat=True))
        assert told == ["SESSION_SCHEDULED", "SESSION_LINK", *["SESSION_REMINDER"] * 3]

    url = f"/api/v1/scheduling/ic/sessions/{session['session_id']}"
    with clock.moved(to=HOUR):
        assert ic().put(url, {"action": "START"}, key=True).json()["status"] == "IN_SESSION"
    with clock.moved(to=HOUR + timedelta(minutes=50)):
        outcome = {"status": "SUCCESS", "items_completed": ["Terminal", "Printer"], "merchant_satisfaction": 5}
        done = ic().put(url, {"action": "COMPLETE", "outcome": outcome}, key=True).json()
        assert done["progress_updated"]["journey_completion_percentage"] == 90
        assert ic().get("/api/v1/queues/ic").json()["summary"]["total_in_queue"] == 0
        system.put(f"/api/v1/merchants/{merchant_id}/progress", {"step_number": 10, "status": "COMPLETED"})
        live = system.get(f"/api/v1/merchants/{merchant_id}").json()["onboarding"]
        assert (live["journey_status"], live["completion_percentage"]) == ("LIVE", 100)

    story = DomainEvent.objects.filter(name__regex="^(merchant|support|session)").order_by("id")
    assert len({event.journey_id for event in story}) == 1
    assert [event.name for event in story] == [
        "merchant.received",
        "merchant.progressed",
        "support.requested",
        "support.assigned",
        "session.scheduled",
        "session.link_ready",
        "session.started",
        "support.queue_changed",  # two days in the step count more
        "support.closed",
        "merchant.progressed",
        "session.completed",
        "merchant.progressed",
    ]
