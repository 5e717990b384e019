"""What was said in old calls is forgotten."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from core import clock
from events.models import DomainEvent
from notifications.models import Notification
from scheduling.actions import cancel_call
from scheduling.actions.forget_calls import forget_calls
from scheduling.models import CallDraft, CallRequest
from scheduling.tests.worlds import NOW, as_customer, booked, caller, customer, desk

pytestmark = pytest.mark.django_db


def test_cancelled_calls_are_forgotten_after_half_a_year_and_others_stay():
    desk(caller("Ana"), caller("Ben"))
    who = customer()
    gone, stays = booked(who, notes="My card number is …"), booked(who, notes="Not yet")
    cancel_call(gone.pk, reason="ill", by=as_customer(who), at=NOW)
    at = NOW + timedelta(days=184)
    assert forget_calls(at=at) == 1
    gone, stays = CallRequest.objects.get(pk=gone.pk), CallRequest.objects.get(pk=stays.pk)
    said = (gone.contact_name, gone.contact_email, gone.contact_phone, gone.notes, gone.cancel_reason)
    assert said == ("Forgotten", "forgotten@example.invalid", "", "", "")
    assert (gone.forgotten_at, gone.status, gone.number != "") == (at, "CANCELLED", True)
    assert stays.notes == "Not yet"
    assert list(
        DomainEvent.objects.filter(subject_id=gone.public_id).values_list("personal", flat=True).distinct()
    ) == [{}]
    assert Notification.objects.filter(about_id__in=[gone.pk, gone.work_item_id]).count() == 0
    assert forget_calls(at=at) == 0


def test_command_says_what_would_go_and_does_it_only_when_told():
    desk(caller("Ana"))
    who = customer()
    gone = booked(who, notes="My card number is …")
    cancel_call(gone.pk, reason="ill", by=as_customer(who), at=NOW)
    times = {"created_at": NOW, "updated_at": NOW, "expires_at": NOW + timedelta(days=1)}
    CallDraft.objects.create(customer=who, journey_id=gone.journey_id, **times)

    def said(*args):
        out = StringIO()
        with clock.moved(to=NOW + timedelta(days=184)):
            call_command("forget_calls", *args, stdout=out)
        return out.getvalue().splitlines()

    kept = "Completed calls are kept for 365 days, cancelled and missed ones for 183."
    for _ in range(2):
        assert said() == [
            kept,
            "CANCELLED: 1 calls would be forgotten.",
            "1 drafts would go. Nothing has changed; --do does it.",
        ]
    assert said("--do") == [kept, "1 calls forgotten, 1 drafts gone."]
    assert CallRequest.objects.get(pk=gone.pk).notes == ""
    assert said() == [kept, "0 drafts would go. Nothing has changed; --do does it."]
