"""What nobody needs any more is taken away in the browser, whichever comes first."""

import pytest
from django.db import transaction

from core.actor import SYSTEM
from core.clock import now
from core.testing import race
from integrations.tests.conftest import browser, stand, tell
from notifications.actions import claim_delivery, mark_read, settle_delivery, withdraw
from notifications.carriers import carrier_of
from notifications.sending import rendered, send_due
from notifications.tests.factories import ship_rules
from workforce.tests.factories import StaffFactory

pytestmark = pytest.mark.usefixtures("rules")


def gone(staff):
    with transaction.atomic():
        return withdraw(staff, by=SYSTEM, at=now())


@pytest.mark.django_db
def test_message_that_is_withdrawn_is_taken_away_in_the_browser(push, ann):
    browser(ann, push.address, "desk")
    made, delivery = tell(ann)
    send_due("PUSH")
    gone(ann)
    assert stand(delivery) == ("QUEUED", "")
    send_due("PUSH")
    assert stand(delivery) == ("WITHDRAWN", "NO_LONGER_NEEDED")
    _, closing = push.shown[1]
    assert closing == {
        "tag": made.about_id.hex,
        "id": made.public_id,
        "url": rendered(delivery).url,
        "close": True,
        "title": "Somebody took care of it",
    }
    assert push.requests[1].headers["topic"] == push.requests[0].headers["topic"]
    assert gone(ann) == 0


@pytest.mark.django_db
def test_message_that_was_never_sent_or_was_read_is_not_taken_away(push, ann):
    browser(ann, push.address, "desk")
    _, waiting = tell(ann)
    gone(ann)
    assert stand(waiting) == ("WITHDRAWN", "NO_LONGER_NEEDED")
    made, read = tell(ann)
    send_due("PUSH")
    mark_read(made.pk, ann.pk, by=SYSTEM, at=now())
    gone(ann)
    assert stand(read) == ("SENT", "")
    assert len(push.requests) == 1


@pytest.mark.django_db
def test_closing_that_fails_for_good_is_no_dead_letter(push, ann):
    browser(ann, push.address, "desk")
    _, delivery = tell(ann)
    send_due("PUSH")
    gone(ann)
    push.says = [403]
    send_due("PUSH")
    assert stand(delivery) == ("WITHDRAWN", "NO_LONGER_NEEDED")


@pytest.mark.django_db
def test_message_that_arrives_while_it_is_withdrawn_is_taken_away_after_all(push, ann):
    browser(ann, push.address, "desk")
    _, delivery = tell(ann)
    claimed = claim_delivery("PUSH", at=now())
    outcome = carrier_of("PUSH").send(claimed, rendered(claimed))
    gone(ann)
    settle_delivery(claimed, outcome, at=now())
    assert stand(delivery) == ("QUEUED", "")
    send_due("PUSH")
    assert push.shown[-1][1]["close"] is True


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(4))
def test_withdrawing_and_settling_at_the_same_moment_leave_nothing_shown(push, _round):
    ship_rules()
    ann = StaffFactory()
    browser(ann, push.address, "desk")
    _, delivery = tell(ann)
    claimed = claim_delivery("PUSH", at=now())
    outcome = carrier_of("PUSH").send(claimed, rendered(claimed))
    race(2, lambda number: gone(ann) if number else settle_delivery(claimed, outcome, at=now()))
    send_due("PUSH")
    assert stand(delivery) == ("WITHDRAWN", "NO_LONGER_NEEDED")
    assert push.shown[-1][1]["close"] is True
