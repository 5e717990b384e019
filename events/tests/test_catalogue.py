from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from events import registry
from events.catalogue import written
from events.tests.things import ThingHappened


def test_catalogue_is_not_stale() -> None:
    call_command("events_catalogue", "--check")


def test_catalogue_leaves_the_events_of_tests_out() -> None:
    assert registry.EVENTS["test.thing_happened"] is ThingHappened
    assert "test.thing_happened" not in written(Path(settings.BASE_DIR))
