"""What /metrics says, and who may follow what."""

from datetime import timedelta

import pytest

from accounts.enums import Role
from accounts.tests.factories import UserFactory
from core.clock import moved
from events.registry import may_follow
from notifications.metrics import dead_deliveries, delivery_lateness
from notifications.models import Delivery
from notifications.queries import bell_of
from notifications.tests.factories import told
from workforce.tests.factories import StaffFactory

pytestmark = pytest.mark.django_db


def test_lateness_is_that_of_the_oldest_due_delivery():
    assert delivery_lateness() == 0
    told(StaffFactory())
    with moved(timedelta(minutes=5)):
        assert 299 < delivery_lateness() < 310


def test_dead_deliveries_are_counted_by_channel():
    assert list(dead_deliveries()) == []
    told(*StaffFactory.create_batch(2))
    Delivery.objects.filter(channel="EMAIL").update(state="FAILED", next_try_at=None)
    assert list(dead_deliveries()) == [(("EMAIL",), 2)]


@pytest.mark.parametrize("demo", [True, False])
def test_outbox_may_be_followed_in_a_demo_only(settings, demo):
    settings.DEMO = demo
    assert may_follow(UserFactory(), "outbox.all") == demo


def test_bell_is_for_staff():
    assert bell_of(UserFactory(roles=[Role.CUSTOMER])) is None
