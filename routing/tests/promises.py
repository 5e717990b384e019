"""What tests of promises share: contacts with next steps, callbacks, endings."""

from datetime import timedelta

from accounts.tests.factories import bearer
from core import clock
from core.testing import Api
from events.models import DomainEvent, Timer
from routing.actions.assign_lead import assign_lead
from routing.actions.close_work import close_work
from routing.actions.log_contact import log_contact
from routing.actions.park_work import park_work
from routing.actions.release_work import release_work
from routing.actions.schedule_callback import schedule_callback
from routing.models import NextStep
from routing.tests.worlds import locked, person

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def soon(span=3 * HOUR):
    return (clock.now() + span).replace(microsecond=0)


def log(item, ann, outcome="CONNECTED", *steps, at=None, **own):
    facts = {"communication_type": "PHONE_CALL", "outcome": outcome, "notes": "Talked about tills."}
    return log_contact(locked(item), facts | {"next_steps": steps} | own, by=person(ann), at=at or clock.now())


def call(item, ann, at=None, **own):
    return schedule_callback(locked(item), at or soon(), by=person(ann), at=clock.now(), **own)


def reminders(step):
    """When what reminds of a step."""
    waiting = Timer.objects.filter(about_id=step.pk, fired_at=None, cancelled_at=None).order_by("due_at")
    return [(timer.name.removeprefix("reminder."), step.due_at - timer.due_at) for timer in waiting]


def states():
    return sorted(NextStep.objects.values_list("kind", "state"))


def events(name):
    return DomainEvent.objects.filter(name=f"lead.next_step_{name}").count()


def api_of(staff):
    return Api(bearer(getattr(staff, "user", staff)))


def close(item, ann, bob):
    close_work(locked(item), outcome="CLOSED_LOST", by=person(ann), at=clock.now())


def release(item, ann, bob):
    release_work(locked(item), reason="on holiday", by=person(ann), at=clock.now())


def reassign(item, ann, bob):
    assign_lead(locked(item), bob, by=person(ann), at=clock.now(), reason="REASSIGNMENT")


def park(item, ann, bob):
    park_work(locked(item), until=soon(DAY), reason="travels", by=person(ann), at=clock.now())
