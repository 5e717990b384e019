"""What a manager changes about calls, on pages that say what it does."""

from datetime import timedelta

import pytest

from accounts.tests.factories import UserFactory
from core import clock
from events.models import DomainEvent
from scheduling.models import AnswerTarget, CallHold, CallPolicy, CallRequest, Topic
from scheduling.queries.limits import call_policy
from scheduling.tests.worlds import asker, booked, caller, customer, desk
from workforce.tests.factories import TeamFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(client):
    client.force_login(UserFactory(roles=["SUPERVISOR"], timezone="UTC"))
    return client


def page_of(topic):
    return f"/admin/scheduling/topic/{topic.pk}/change/"


def sent(topic, **own):
    said = {
        "is_active": "on", "position": topic.position, "description": topic.description,
        "description_es": topic.description_es, "description_fr": topic.description_fr, "duration": "00:30:00",
        "slot_interval": "00:30:00", "buffer_before": "00:00:00", "buffer_after": "00:00:00",
        "min_notice": "02:00:00", "window_days": 30, "daily_max": "", "place": "",
        "teams": [team.pk for team in topic.teams.all()], "fallback_teams": [],
    }  # fmt: skip
    return said | own


def test_a_topics_page_says_when_customers_could_talk_and_with_whom(boss):
    desk(caller("Ana"), caller("Ben", accepts_new=False))
    page = boss.get(page_of(Topic.objects.get(code="BILLING"))).content.decode()
    assert "The next free times:" in page
    assert "Who takes these calls:" in page
    assert "Ana" in page
    assert "Left out at present:" in page
    assert "Ben" in page


def test_it_says_what_happens_when_nobody_does(boss):
    page = boss.get(page_of(Topic.objects.get(code="BILLING"))).content.decode()
    assert "Nobody takes these calls" in page
    team = desk(caller("Ana"), topic="OTHER")
    Topic.objects.get(code="BILLING").fallback_teams.add(team)
    assert "so the fallback teams do:" in boss.get(page_of(Topic.objects.get(code="BILLING"))).content.decode()


def test_a_topic_is_changed_by_its_verb(boss):
    topic, team = Topic.objects.get(code="BILLING"), TeamFactory(work="CALL")
    answer = boss.post(page_of(topic), sent(topic, duration="00:45:00", teams=[team.pk], place="12 Main Street"))
    assert answer.status_code == 302, answer.context["errors"]
    topic.refresh_from_db()
    assert (topic.duration, topic.place, list(topic.teams.all())) == (timedelta(minutes=45), "12 Main Street", [team])
    event = DomainEvent.objects.get(name="call_topic.changed")
    assert event.payload["fields"] == ["duration", "place", "teams"]


def test_a_topic_that_cannot_be_is_refused_on_its_page(boss):
    topic = Topic.objects.get(code="BILLING")
    assert boss.post(page_of(topic), sent(topic, slot_interval="00:20:00")).status_code == 200
    assert boss.post(page_of(topic), sent(topic, duration="10:00:00")).status_code == 200
    assert DomainEvent.objects.filter(name="call_topic.changed").count() == 0


def test_topics_are_as_many_as_there_are(boss):
    assert boss.get("/admin/scheduling/topic/").status_code == 200
    assert boss.get("/admin/scheduling/topic/add/").status_code == 403


def test_the_limits_are_one_row(boss):
    limits = {
        "cancellation_deadline": "04:00:00", "requests_per_day": 5, "urgent_per_day": 1, "no_shows_allowed": 2,
        "no_show_days": 30, "keep_completed_days": 365, "keep_other_days": 183,
    }  # fmt: skip
    assert boss.post("/admin/scheduling/callpolicy/add/", limits).status_code == 302
    assert call_policy().cancellation_deadline == timedelta(hours=4)
    assert boss.post("/admin/scheduling/callpolicy/add/", limits | {"requests_per_day": 6}).status_code == 302
    assert call_policy().requests_per_day == 6
    assert boss.get("/admin/scheduling/callpolicy/1/change/").status_code == 200
    assert CallPolicy.objects.count() == 1


def test_answer_targets_say_what_they_do(boss):
    page = boss.get("/admin/scheduling/answertarget/").content.decode()
    assert "answered within 2 working hours, warned of after 1.6" in page
    target = AnswerTarget.objects.get(urgency="URGENT")
    said = {"urgency": "URGENT", "target": "01:00:00", "warn_share": "0.5"}
    assert boss.post(f"/admin/scheduling/answertarget/{target.pk}/change/", said).status_code == 302
    target.refresh_from_db()
    assert target.target == timedelta(hours=1)
    longest = AnswerTarget.objects.get(urgency="FLEXIBLE")
    assert (str(longest), "40 h" in page, "1 day" in page) == ("No hurry: 40 h", True, False)
    form = boss.get(f"/admin/scheduling/answertarget/{longest.pk}/change/").content.decode()
    assert 'value="40:00:00"' in form
    assert (
        boss.post(
            f"/admin/scheduling/answertarget/{longest.pk}/change/", said | {"urgency": "FLEXIBLE", "target": "40:00:00"}
        ).status_code
        == 302
    )
    longest.refresh_from_db()
    assert longest.target == timedelta(hours=40)
    wrong = boss.post(f"/admin/scheduling/answertarget/{longest.pk}/change/", said | {"target": "soon"})
    assert (wrong.status_code, 'value="soon"' in wrong.content.decode()) == (200, True)


@pytest.mark.parametrize("term", ["number", "public_id", "contact_email"])
def test_a_call_is_found_by_what_is_whole(boss, term):
    desk(caller("Ana"))
    call = booked(at=clock.now(), scheduled_date_time=hour(3))
    other = booked(at=clock.now(), scheduled_date_time=hour(5))
    page = boss.get("/admin/scheduling/callrequest/", {"q": getattr(call, term)}).content.decode()
    assert call.number in page
    assert other.number not in page
    assert boss.get(f"/admin/scheduling/callrequest/{call.pk}/change/").status_code == 200


def test_holds_are_found_by_who_keeps_them(boss):
    from scheduling.actions import hold_call_slot
    from scheduling.tests.worlds import as_customer

    desk(caller("Ana"))
    who = customer()
    by = as_customer(who)
    topic = Topic.objects.get(code="BILLING")
    hold = hold_call_slot(topic, starts_at=hour(3), holder=by.id, customer=who, by=by, at=clock.now())
    assert hold.public_id in boss.get("/admin/scheduling/callhold/", {"q": by.id}).content.decode()
    assert hold.public_id not in boss.get("/admin/scheduling/callhold/", {"q": "nobody"}).content.decode()
    assert boss.get("/admin/scheduling/proposedtime/").status_code == 200
    assert (CallHold.objects.count(), CallRequest.objects.count(), asker(who).email) == (1, 0, who.email)


def hour(days):
    return (clock.now() + timedelta(days=days)).replace(minute=0, second=0, microsecond=0)
