"""Every test of this app starts from the rules as shipped, and its mail ends in the outbox."""

import pytest

from notifications.tests.factories import ship_rules


@pytest.fixture(autouse=True)
def rules(request, _django_db_helper):
    if request.node.get_closest_marker("django_db"):
        ship_rules()


@pytest.fixture(autouse=True)
def local_mail(settings):
    """The test runner puts a backend of its own in place; ours is the one to be tested."""
    settings.EMAIL_BACKEND = "notifications.carriers.outbox.OutboxBackend"
