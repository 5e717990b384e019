"""Every test of this app starts from the rules as shipped."""

import pytest

from notifications.tests.factories import ship_rules


@pytest.fixture(autouse=True)
def rules(request, _django_db_helper):
    if request.node.get_closest_marker("django_db"):
        ship_rules()
