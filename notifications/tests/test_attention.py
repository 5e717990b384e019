"""The same alert again, too many mails a day, and the digest that takes their place."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.actor import SYSTEM
from core.clock import now
from core.ids import new_id
from core.testing import race
from notifications import tasks
from notifications.about import Reference
from notifications.actions import mark_read, send_digests, withdraw
from notifications.models import Attention, Delivery, Notification, OutboxMessage
from notifications.sending import send_due
from notifications.tests.factories import new_lead, ship_rules, told
from workforce.tests.factories import StaffFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann():
    return StaffFactory(user__name="Ann", user__phone="")


def mail_of(made):
    (delivery,) = [row for row in made[0].deliveries_ if row.channel == "EMAIL"]
    return delivery.state, delivery.reason


def activity(staff, at, **changes):
    context = new_lead(activity=changes.pop("activity", "QUOTE_VIEWED"))
    return told(staff, kind="LEAD_ACTIVITY", context=context, priority="HIGH", at=at, **changes)


# -- the same again ----------------------------------------------------------------------------------


def test_same_alert_within_minutes_only_rings_the_bell(ann):
    at = now()
    assert mail_of(activity(ann, at)) == ("QUEUED", "")
    assert mail_of(activity(ann, at + timedelta(minutes=9))) == ("SKIPPED", "TOLD_ALREADY")
    assert mail_of(activity(ann, at + timedelta(minutes=30))) == ("QUEUED", "")


def test_other_alerts_and_other_people_are_told(ann):
    at, bob = now(), StaffFactory()
    activity(ann, at)
    assert mail_of(activity(ann, at, activity="KYB_RESULT")) == ("QUEUED", "")
    assert mail_of(activity(ann, at, about=bob)) == ("QUEUED", "")
    assert mail_of(activity(bob, at, about=ann)) == ("QUEUED", "")
    assert mail_of(activity(ann, at, channels=["EMAIL"])) == ("QUEUED", "")


def test_alert_that_was_withdrawn_is_told_again(ann):
    at = now()
    activity(ann, at)
    withdraw(ann, by=SYSTEM, at=at)
    assert mail_of(activity(ann, at)) == ("QUEUED", "")


def test_breach_is_never_held_back(ann):
    Attention.objects.update(daily_limit=1)
    for _ in range(3):
        made = told(ann, kind="SLA_BREACH", context=new_lead(due_at=now()), priority="LOW")
        assert mail_of(made) == ("QUEUED", "")


@pytest.mark.parametrize("off", ["group_minutes", "row"])
def test_policy_that_is_off_groups_nothing(ann, off):
    if off == "row":
        Attention.objects.all().delete()
    else:
        Attention.objects.update(group_minutes=0)
    at = now()
    for _ in range(2):
        assert mail_of(activity(ann, at)) == ("QUEUED", "")


def test_telling_takes_two_statements_with_every_wish_and_policy(ann):
    Attention.objects.update(daily_limit=1)
    told(ann)
    with CaptureQueriesContext(connection) as captured:
        told(ann)
    assert len([one for one in captured if "SAVEPOINT" not in one["sql"]]) == 2


# -- too many a day ----------------------------------------------------------------------------------


def held(staff, count, at):
    return [
        told(staff, at=at, about=Reference("lead", new_id()), context=new_lead(business_name=f"Shop {number}"))[0]
        for number in range(count)
    ]


def test_mails_beyond_the_days_limit_wait_for_a_digest(ann):
    Attention.objects.update(daily_limit=2)
    at = now()
    states = [mail_of(told(ann, at=at)) for _ in range(4)]
    assert states == [("QUEUED", ""), ("QUEUED", ""), ("SKIPPED", "IN_DIGEST"), ("SKIPPED", "IN_DIGEST")]
    assert mail_of(told(ann, at=at, priority="URGENT")) == ("QUEUED", "")
    assert mail_of(told(StaffFactory(), at=at)) == ("QUEUED", "")
    Attention.objects.update(daily_limit=0)
    assert mail_of(told(ann, at=at)) == ("QUEUED", "")


def test_digest_is_one_mail_that_names_the_others(ann):
    Attention.objects.update(daily_limit=1)
    at = now()
    held(ann, 4, at)
    send_due("EMAIL")
    assert send_digests(at=at + timedelta(minutes=29)) == 0
    assert send_digests(at=at + timedelta(minutes=30)) == 1
    assert send_digests(at=at + timedelta(minutes=30)) == 0
    assert send_due("EMAIL") == 1
    mail = OutboxMessage.objects.latest("id")
    assert mail.subject == "3 messages: New lead for you: John Doe - Shop 3"
    assert "These came as well; all of them are in your bell:\nNew lead for you: John Doe - Shop 2\n" in mail.text
    assert "Shop 1" in mail.text
    assert "Shop 0" not in mail.text
    assert list(Delivery.objects.filter(channel="EMAIL").order_by("id").values_list("state", flat=True)) == [
        "SENT", "SKIPPED", "SKIPPED", "SENT",
    ]  # fmt: skip


def test_digest_leaves_out_what_was_read_or_withdrawn(ann):
    Attention.objects.update(daily_limit=1)
    at = now()
    made = held(ann, 4, at)
    for row in made[2:]:
        mark_read(row.pk, ann.pk, by=SYSTEM, at=at)
    assert send_digests(at=at + timedelta(hours=1)) == 1
    send_due("EMAIL")
    assert OutboxMessage.objects.latest("id").subject == made[1].subject  # alone, it is an ordinary mail


def test_digest_of_nothing_is_no_mail(ann):
    Attention.objects.update(daily_limit=1)
    at = now()
    held(ann, 2, at)
    for row in Notification.objects.all():
        withdraw(Reference(row.about_kind, row.about_id), by=SYSTEM, at=at)
    assert send_digests(at=at + timedelta(hours=1)) == 0
    assert Delivery.objects.held().count() == 0


def test_task_sends_digests_in_a_slot_of_its_own(ann):
    Attention.objects.update(daily_limit=1, digest_minutes=0)
    held(ann, 2, now())
    tasks.send_digests()
    assert Delivery.objects.filter(channel="EMAIL", state="QUEUED").count() == 2


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_digest_goes_out_once_whoever_sends_it():
    ship_rules()
    Attention.objects.update(daily_limit=1)
    ann, at = StaffFactory(), now()
    held(ann, 5, at)
    assert sum(race(3, lambda _: send_digests(at=at + timedelta(hours=1)))) == 1
    assert Delivery.objects.filter(channel="EMAIL", state="QUEUED").count() == 2
