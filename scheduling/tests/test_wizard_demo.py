"""The demo world's calls: in every state, by the real verbs, without the leads around them."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from core import clock
from routing.demo.cast import Cast
from routing.demo.people import introduce_people
from routing.demo.story import Story
from routing.demo.teams import form_teams
from scheduling.demo import tell_calls
from scheduling.models import CallRequest, ProposedTime, Topic
from scheduling.queries.pool import needs_of, pool_of, slots_of
from scheduling.tests.wizard import Reader
from workforce.models import TeamMembership
from workforce.rules.free_slots import Period

pytestmark = pytest.mark.django_db
#: a Thursday afternoon in New York
PRESENT = datetime(2027, 3, 11, 19, 0, tzinfo=UTC)


@pytest.fixture
def cast():
    with clock.moved(to=PRESENT):
        cast, story = Cast(PRESENT), Story(PRESENT)
        introduce_people(cast)
        form_teams(cast)
        tell_calls(cast, story)
        story.tell()
        yield cast


def test_calls_of_the_demo_are_in_every_state(cast):
    states = Counter(CallRequest.objects.values_list("status", flat=True))
    assert states == {"COMPLETED": 3, "CONFIRMED": 2, "PENDING": 2, "CANCELLED": 1, "NO_SHOW": 1}
    assert sorted(CallRequest.objects.exclude(survey_score=None).values_list("survey_score", flat=True)) == [4, 5]
    assert CallRequest.objects.get(moved_times=1).status == "COMPLETED"
    assert ProposedTime.objects.open().count() == 3


def test_every_topic_of_the_demo_has_three_who_can_be_booked_for_days(cast):
    first, last = PRESENT + timedelta(days=2), PRESENT + timedelta(days=12)
    period = Period(first.date(), last.date(), "America/New_York")
    for topic in Topic.objects.all():
        pool = pool_of(topic, needs_of(topic, "en"), at=PRESENT)
        members = TeamMembership.objects.filter(team__in=topic.teams.all(), on_duty_rank=None)
        assert members.values("staff").distinct().count() >= 3, topic
        assert len(slots_of(pool, topic.slot_rules(), period, at=PRESENT)) >= 20, topic


def test_customers_of_the_demo_have_asked_for_nothing_today(cast):
    assert not CallRequest.objects.filter(created_at__gt=PRESENT - timedelta(days=1)).exists()


def test_customer_of_the_demo_finds_free_times(cast):
    reader = Reader(cast.users["customer1"].customer).begin().answer("topic", "method")
    assert "16 free" in reader.get("time", day="2027-03-15").content.decode()
