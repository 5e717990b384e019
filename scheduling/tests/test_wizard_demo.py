"""The demo world's calls: in every state, by the real verbs, without the leads around them."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from core import clock
from routing.demo.cast import Cast
from routing.demo.people import introduce_people
from routing.demo.story import Story
from routing.demo.teams import form_teams
from scheduling.demo import tell_calls
from scheduling.models import CallRequest, ProposedTime, Topic
from scheduling.tests.wizard import Reader

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
    assert all(topic.teams.exists() for topic in Topic.objects.all())


def test_customer_of_the_demo_finds_free_times(cast):
    reader = Reader(cast.users["customer1"].customer).begin().answer("topic", "method")
    assert "16 free" in reader.get("time", day="2027-03-15").content.decode()
