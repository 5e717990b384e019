import pytest

from accounts.enums import Role
from accounts.tests.factories import UserFactory
from events.registry import may_follow
from workforce import policies
from workforce.tests.factories import StaffFactory, TeamFactory

pytestmark = pytest.mark.django_db


def test_live_topics_are_followed_by_those_whom_they_concern():
    ana, ben, supervisor = StaffFactory(), StaffFactory(), UserFactory(roles=[Role.SUPERVISOR])
    customer = UserFactory(roles=[Role.CUSTOMER])
    team = TeamFactory(members=[ana])
    topics = [f"staff.{ana.public_id}", f"presence.{team.public_id}", "presence.all", "presence.nonsense"]
    allowed = {
        who: [may_follow(user, topic) for topic in topics]
        for who, user in {"ana": ana.user, "ben": ben.user, "supervisor": supervisor, "customer": customer}.items()
    }
    assert allowed == {
        "ana": [True, True, False, False],
        "ben": [False, False, False, False],
        "supervisor": [False, True, True, False],
        "customer": [False, False, False, False],
    }


def test_calendars_are_followed_by_the_member_colleagues_and_who_sees_everybody():
    ana, ben, stranger = StaffFactory(), StaffFactory(), StaffFactory()
    supervisor, customer = UserFactory(roles=[Role.SUPERVISOR]), UserFactory(roles=[Role.CUSTOMER])
    TeamFactory(members=[ana, ben])
    topics = [f"calendar.{ana.public_id}", "calendar.all", "calendar.closures", "calendar.nonsense"]
    people = {
        "ana": ana.user,
        "ben": ben.user,
        "stranger": stranger.user,
        "supervisor": supervisor,
        "customer": customer,
    }
    assert {who: [may_follow(user, topic) for topic in topics] for who, user in people.items()} == {
        "ana": [True, False, True, False],
        "ben": [True, False, True, False],
        "stranger": [False, False, True, False],
        "supervisor": [True, True, True, False],
        "customer": [False, False, False, False],
    }


def test_members_change_themselves_and_supervisors_everybody():
    ana, ben, supervisor = StaffFactory(), StaffFactory(), UserFactory(roles=[Role.SUPERVISOR])
    may = [policies.can_change_member(user, ana) for user in (ana.user, ben.user, supervisor)]
    assert may == [True, False, True]
    team = TeamFactory(members=[ana])
    assert [policies.can_see_team(user, team.pk) for user in (ana.user, ben.user, supervisor)] == [True, False, True]
    assert [policies.can_configure_staff(user) for user in (ana.user, supervisor)] == [False, True]
