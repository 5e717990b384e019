"""The life of a delivery from QUEUED to its end."""

from datetime import timedelta

import pytest

from core.actor import SYSTEM
from core.clock import moved, now
from core.errors import DomainError, ErrorCode
from events.models import DomainEvent
from notifications import conf, tasks
from notifications.actions import (
    claim_delivery,
    release_abandoned,
    replay_dead,
    resend_delivery,
    settle_delivery,
    withdraw,
)
from notifications.models import Delivery, DeliveryAttempt, Device, OutboxMessage
from notifications.ports import Outcome
from notifications.sending import send_due
from notifications.tests.factories import told
from notifications.tests.stand_ins import ScriptedCarrier
from workforce.tests.factories import StaffFactory

pytestmark = pytest.mark.django_db

SENT = Outcome.sent("p-1", "250 ok")
BUSY = Outcome.failed("421 busy", retryable=True)
DOWN = Outcome.failed("refused", retryable=True, down=True)
REFUSED = Outcome.failed("550 no such user", retryable=False)
UNKNOWN = Outcome.unknown("timed out after the data")


def mail(**changes):
    """A queued email."""
    (notification,) = told(StaffFactory(), **changes)
    return notification.deliveries_[0]


def stand(delivery):
    delivery.refresh_from_db()
    return delivery.state, delivery.reason, delivery.attempts


def tries(delivery):
    return list(delivery.tries.values_list("outcome", "answer"))


def settled():
    rows = DomainEvent.objects.filter(name="delivery.settled").order_by("id")
    return [(row.payload["state"], row.payload["reason"]) for row in rows]


def test_send_due_sends_and_records():
    delivery = mail()
    carrier = ScriptedCarrier(SENT)
    assert send_due("EMAIL", carrier) == 1
    assert stand(delivery) == ("SENT", "", 1)
    assert delivery.provider_id == "p-1"
    assert delivery.sent_at is not None
    assert (delivery.lease_token, delivery.lease_until, delivery.next_try_at) == (None, None, None)
    assert tries(delivery) == [("SENT", "250 ok")]
    assert settled() == [("SENT", "")]
    assert carrier.given == [delivery.public_id]
    assert send_due("EMAIL", carrier) == 0


def test_send_due_retries_after_growing_waits_and_then_gives_up():
    delivery = mail()
    carrier = ScriptedCarrier(BUSY)
    ahead = timedelta()
    for attempt, wait in enumerate(conf.WAITS, start=1):
        with moved(ahead):
            assert send_due("EMAIL", carrier) == 1
            assert stand(delivery) == ("QUEUED", "", attempt)
            planned = delivery.next_try_at - now()
            assert wait * (1 - conf.JITTER) - timedelta(seconds=2) <= planned <= wait * (1 + conf.JITTER)
            assert send_due("EMAIL", carrier) == 0
        ahead += wait * (1 + conf.JITTER)
    with moved(ahead):
        assert send_due("EMAIL", carrier) == 1
    assert stand(delivery) == ("FAILED", "GAVE_UP", 5)
    assert tries(delivery) == [("FAILED", "421 busy")] * 5
    assert settled() == [("FAILED", "GAVE_UP")]


def test_send_due_does_not_repeat_what_is_refused_for_good():
    delivery = mail()
    send_due("EMAIL", ScriptedCarrier(REFUSED))
    assert stand(delivery) == ("FAILED", "REFUSED", 1)


def test_send_due_with_unknown_outcome_repeats_under_the_same_key():
    delivery = mail()
    carrier = ScriptedCarrier(UNKNOWN, SENT)
    send_due("EMAIL", carrier)
    assert stand(delivery) == ("QUEUED", "", 1)
    with moved(timedelta(minutes=1)):
        send_due("EMAIL", carrier)
    assert stand(delivery) == ("SENT", "", 2)
    assert carrier.given == [delivery.public_id] * 2
    assert [outcome for outcome, _ in tries(delivery)] == ["UNKNOWN", "SENT"]


def test_send_due_with_unknown_outcome_to_the_end_says_so():
    delivery = mail()
    Delivery.objects.filter(pk=delivery.pk).update(attempts=len(conf.WAITS))
    send_due("EMAIL", ScriptedCarrier(UNKNOWN))
    assert stand(delivery) == ("UNKNOWN", "OUTCOME_UNKNOWN", 5)


def test_send_due_leaves_a_dead_provider_alone():
    told(*StaffFactory.create_batch(5))
    carrier = ScriptedCarrier(DOWN)
    assert send_due("EMAIL", carrier) == conf.DOWN_AFTER
    untouched = Delivery.objects.filter(channel="EMAIL", attempts=0, state="QUEUED").count()
    assert untouched == 5 - conf.DOWN_AFTER


def test_send_due_with_a_carrier_that_breaks_ends_unknown_and_goes_on():
    class Broken(ScriptedCarrier):
        def send(self, delivery, message):
            if not self.given:
                self.given.append(delivery.key)
                raise ZeroDivisionError
            return super().send(delivery, message)

    told(*StaffFactory.create_batch(2))
    assert send_due("EMAIL", Broken(SENT)) == 2
    assert sorted(Delivery.objects.filter(channel="EMAIL").values_list("state", flat=True)) == ["QUEUED", "SENT"]


def test_send_due_of_what_can_not_be_written_fails_visibly():
    delivery = mail()
    delivery.notification.context = {"lead_id": "lead_x"}
    delivery.notification.save(update_fields=["context"])
    carrier = ScriptedCarrier(SENT)
    send_due("EMAIL", carrier)
    assert stand(delivery) == ("FAILED", "REFUSED", 1)
    assert carrier.given == []


@pytest.mark.parametrize("leave", ["retire", "deactivate"])
def test_send_due_to_somebody_who_left_is_skipped(leave):
    delivery = mail()
    staff = delivery.notification.recipient
    if leave == "retire":
        staff.retired_at, staff.accepts_new = now(), False
        staff.save(update_fields=["retired_at", "accepts_new"])
    else:
        staff.user.is_active = False
        staff.user.save(update_fields=["is_active"])
    carrier = ScriptedCarrier(SENT)
    assert send_due("EMAIL", carrier) == 0
    assert stand(delivery) == ("SKIPPED", "RECIPIENT_INACTIVE", 0)
    assert carrier.given == []
    assert settled() == [("SKIPPED", "RECIPIENT_INACTIVE")]


def test_send_due_after_the_end_is_expired():
    delivery = mail(expires_at=now() + timedelta(minutes=5))
    carrier = ScriptedCarrier(SENT)
    with moved(timedelta(minutes=5)):
        send_due("EMAIL", carrier)
    assert stand(delivery) == ("EXPIRED", "TOO_LATE", 0)
    assert carrier.given == []


def test_send_due_of_what_was_withdrawn_while_a_try_failed():
    delivery = mail()
    claimed = claim_delivery("EMAIL", at=now())
    withdraw(delivery.notification.recipient, by=SYSTEM, at=now())
    settle_delivery(claimed, BUSY, at=now())
    carrier = ScriptedCarrier(SENT)
    with moved(timedelta(minutes=1)):
        send_due("EMAIL", carrier)
    assert stand(delivery) == ("WITHDRAWN", "NO_LONGER_NEEDED", 1)
    assert carrier.given == []


def test_release_abandoned_before_the_lease_ends_changes_nothing():
    delivery = mail()
    claim_delivery("EMAIL", at=now())
    assert release_abandoned(at=now()) == 0
    assert stand(delivery) == ("SENDING", "", 1)


def test_release_abandoned_queues_the_repeat_at_once():
    delivery = mail()
    claim_delivery("EMAIL", at=now())
    with moved(conf.LEASE):
        assert release_abandoned(at=now()) == 1
        assert stand(delivery) == ("QUEUED", "", 1)
        assert tries(delivery) == [("UNKNOWN", "The sender did not come back.")]
        assert send_due("EMAIL", ScriptedCarrier(SENT)) == 1
    assert stand(delivery) == ("SENT", "", 2)


def test_release_abandoned_after_the_last_try_is_unknown():
    delivery = mail()
    Delivery.objects.filter(pk=delivery.pk).update(attempts=len(conf.WAITS))
    claim_delivery("EMAIL", at=now())
    with moved(conf.LEASE):
        release_abandoned(at=now())
    assert stand(delivery) == ("UNKNOWN", "OUTCOME_UNKNOWN", 5)
    assert settled() == [("UNKNOWN", "OUTCOME_UNKNOWN")]


def test_settle_delivery_of_a_sender_that_came_back_too_late_changes_only_its_try():
    delivery = mail()
    slow = claim_delivery("EMAIL", at=now())
    with moved(conf.LEASE):
        release_abandoned(at=now())
        quick = claim_delivery("EMAIL", at=now())
        assert settle_delivery(slow, REFUSED, at=now()) is None
        assert stand(delivery) == ("SENDING", "", 2)
        settle_delivery(quick, SENT, at=now())
    assert stand(delivery) == ("SENT", "", 2)
    assert [outcome for outcome, _ in tries(delivery)] == ["FAILED", "SENT"]
    assert settled() == [("SENT", "")]


def test_claim_delivery_takes_the_one_due_longest_and_only_its_channel():
    late, early = mail(), mail()
    Delivery.objects.filter(pk=early.pk).update(next_try_at=now() - timedelta(hours=1))
    assert claim_delivery("SMS", at=now()) is None
    assert claim_delivery("EMAIL", at=now()) == early
    assert claim_delivery("EMAIL", at=now()) == late
    assert claim_delivery("EMAIL", at=now()) is None


def test_resend_delivery_goes_out_again_under_a_new_key():
    delivery = mail()
    carrier = ScriptedCarrier(SENT)
    send_due("EMAIL", carrier)
    resend_delivery(Delivery.objects.get(pk=delivery.pk), by=SYSTEM, at=now())
    assert stand(delivery) == ("QUEUED", "", 0)
    send_due("EMAIL", carrier)
    assert carrier.given == [delivery.public_id, f"{delivery.public_id}-2"]
    requeued = DomainEvent.objects.get(name="delivery.requeued")
    assert requeued.payload == {"delivery_ids": [delivery.public_id]}


def test_resend_delivery_of_unknown_outcome_keeps_its_key():
    delivery = mail()
    Delivery.objects.filter(pk=delivery.pk).update(state="UNKNOWN", next_try_at=None)
    resend_delivery(delivery, by=SYSTEM, at=now())
    assert delivery.key == delivery.public_id


@pytest.mark.parametrize("channel", ["EMAIL", "IN_APP"])
def test_resend_delivery_refuses_what_is_on_its_way_and_the_bell(channel):
    mail()
    delivery = Delivery.objects.get(channel=channel)
    before = stand(delivery)
    with pytest.raises(DomainError) as refused:
        resend_delivery(delivery, by=SYSTEM, at=now())
    assert refused.value.code == ErrorCode.INVALID_TRANSITION
    assert stand(delivery) == before
    assert not DomainEvent.objects.filter(name="delivery.requeued").exists()


def test_replay_dead_queues_all_that_died_and_nothing_else():
    failed, unknown, sent = mail(), mail(), mail()
    for delivery, state in ((failed, "FAILED"), (unknown, "UNKNOWN"), (sent, "SENT")):
        Delivery.objects.filter(pk=delivery.pk).update(state=state, next_try_at=None)
    assert replay_dead("SMS", by=SYSTEM, at=now()) == 0
    assert replay_dead(by=SYSTEM, at=now()) == 2
    assert [stand(row)[0] for row in (failed, unknown, sent)] == ["QUEUED", "QUEUED", "SENT"]
    assert replay_dead(by=SYSTEM, at=now()) == 0


def test_task_sends_to_the_outbox_and_only_in_a_slot_of_its_own(settings):
    settings.CARRIERS = {name: settings.CARRIERS[name] for name in ("EMAIL", "IN_APP")}  # one channel: in this thread
    delivery = mail()
    tasks.sweep_deliveries()
    assert stand(delivery) == ("SENT", "", 1)
    assert OutboxMessage.objects.get().key == f"<{delivery.public_id}@switchboard.test>"
    again = mail()
    tasks.sweep_deliveries()
    assert stand(again)[0] in {"QUEUED", "SENT"}  # the slot may have ended between the two
    tasks.send_due()
    assert stand(again) == ("SENT", "", 1)
    assert DeliveryAttempt.objects.count() == 2


def test_outbox_keeps_text_messages_and_pushes_too():
    staff = StaffFactory(user__phone="+15551234567")
    Device.objects.create(staff=staff, endpoint="https://push.example/1", p256dh="p", auth="a")
    told(staff, channels=["SMS", "PUSH"])
    for channel in ("SMS", "PUSH"):
        assert send_due(channel) == 1
    kept = {row.channel: row for row in OutboxMessage.objects.all()}
    assert (kept["SMS"].to, kept["PUSH"].to) == ("+15551234567", staff.public_id)
    assert kept["SMS"].text.startswith("New lead for you: John's Fine Dining LLC, John Doe. http")
    assert kept["PUSH"].subject == "New lead for you: John Doe - John's Fine Dining LLC"
    assert set(Delivery.objects.exclude(channel="IN_APP").values_list("state", flat=True)) == {"SENT"}
