"""The engine is asked again when its choice has just filled up, until there is nobody left to ask."""

import threading

import pytest
from django.db import connection, transaction

from core import clock
from core.actor import SYSTEM
from events.models import DomainEvent
from routing.actions.auto_assign_work import auto_assign_work
from routing.models import Decision
from routing.tests.worlds import locked, overflow, waiting_item
from workforce.models import CapacitySlot
from workforce.tests.factories import StaffFactory, TeamFactory

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def test_work_waits_when_every_choice_is_taken_at_this_moment():
    """Others hold a place of each member, so each looks free and cannot be taken."""
    overflow(False)
    team = TeamFactory(members=[StaffFactory(capacity={"AE": 1}) for _ in range(3)])
    item = waiting_item(team)
    held, done = threading.Event(), threading.Event()

    def take_all() -> None:
        try:
            with transaction.atomic():
                list(CapacitySlot.objects.select_for_update(of=("self",)))
                held.set()
                done.wait(30)
        finally:
            connection.close()

    others = threading.Thread(target=take_all)
    others.start()
    try:
        assert held.wait(30)
        with transaction.atomic():
            routed = auto_assign_work(locked(item), by=SYSTEM, at=clock.now())
    finally:
        done.set()
        others.join()
    item.refresh_from_db()
    assert (routed.told, routed.decision.winner, item.state, item.owner) == ([], None, "QUEUED", None)
    assert list(Decision.objects.values_list("winner", flat=True)) == [None]
    assert DomainEvent.objects.filter(name="lead.assigned").count() == 0
