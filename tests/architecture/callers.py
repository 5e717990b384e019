"""Every kind of caller, and one of each thing to reach for: all of it belongs to `owner`, in the team of `mate`."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from drf_spectacular.generators import SchemaGenerator

from accounts.actors import actor_for
from accounts.enums import Role
from accounts.models import User
from accounts.tests.factories import ApiKeyFactory, CompanyFactory, LoginSessionFactory, bearer
from core import clock
from core.actor import SYSTEM
from core.testing import Api
from events.models import DomainEvent
from notifications.models import Device
from routing.actions.auto_assign_leads import auto_assign_leads
from routing.actions.auto_assign_work import auto_assign_work
from routing.actions.change_policy import change_policy
from routing.actions.schedule_callback import schedule_callback
from routing.models import IntakeRule, WorkItem
from routing.tests.merchants import ic_team, merchant, need
from routing.tests.worlds import locked, waiting_item
from scheduling.actions import create_feed, hold_call_slot, schedule_session
from scheduling.models import CallDraft, CallHold, CallRequest, IcSession, Topic
from scheduling.tests.worlds import booked, customer
from workforce.actions import add_blackout_day, add_time_off, save_shift, set_capacity, set_hours_override
from workforce.enums import Work
from workforce.models import OutsideCalendar, TeamMembership
from workforce.tests.factories import StaffFactory, TeamFactory

#: `owner` has the lead, `mate` is in the same team, `stranger` in another one: all three are account executives
AES = frozenset({"owner", "mate", "stranger"})
#: `customer` has asked for the call that `owner` takes; `rival` is a customer of another company
CUSTOMERS = frozenset({"customer", "rival"})
#: with system:routing, without any scope, with calls:book and calls:handle; with calls:book for a customer's company
KEYS = frozenset({"key", "bare_key", "calls_key", "company_key", "rival_key"})
EVERYBODY = AES | CUSTOMERS | KEYS | {"nobody", "mechanic", "agent", "ic", "supervisor", "admin"}
SIGNED_IN = EVERYBODY - KEYS - {"nobody"}
KNOWN = EVERYBODY - {"nobody"}
ADMINS = frozenset({"supervisor", "admin"})
#: whoever works for the operator
STAFF = AES | ADMINS | {"mechanic", "agent", "ic"}

#: words in addresses that are no ids
WORDS = {
    "day": "2026-12-04", "queue": "AE", "kind": "lead", "message_kind": "NEW_LEAD_ASSIGNED", "language": "en",
    "step_number": "9",
}  # fmt: skip
#: stands in everything that only those may read who see the lead
CANARY = "Kanarienvogel"
MISSING = "0" * 26
AN_ID = re.compile(r"^([a-z]+)_[0-9a-hjkmnp-tv-z]{26}$")
AN_INSTANT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d")


@dataclass(frozen=True)
class Cast:
    """people     by kind of caller, those who can sign in
    things     by the name of a route's parameter: the id of a real one, owner's
    """

    people: dict[str, User]
    keys: dict[str, str]
    things: dict[str, str]

    def apis(self) -> dict[str, Api]:
        found = {name: Api(bearer(user)) for name, user in self.people.items()}
        found |= {name: Api(f"Api-Key {text}") for name, text in self.keys.items()}
        return found | {"nobody": Api()}

    def browsers(self) -> dict[str, Client]:
        found = {"nobody": Client()}
        for name, user in self.people.items():
            found[name] = Client()
            found[name].force_login(user)
        return found

    def missing(self) -> dict[str, str]:
        """The same addresses, leading nowhere."""
        found = {name: AN_ID.sub(rf"\1_{MISSING}", value) for name, value in self.things.items()}
        return found | {"journey_id": str(UUID(int=0)), "topic_code": "NOTHING"}


def assemble() -> Cast:
    """The lead was decided for its owner, who was told; a second lead of the team waits."""

    def staff(name: str, role: Role = Role.AE) -> Any:
        return StaffFactory(user__name=name, user__roles=[role], user__email=f"{name}@example.test")

    owner, mate, stranger = staff("owner"), staff("mate"), staff("stranger")
    people = {
        "owner": owner.user,
        "mate": mate.user,
        "stranger": stranger.user,
        "customer": customer(company=CompanyFactory(name="Ours")).user,
        "rival": customer(company=CompanyFactory(name="Theirs")).user,
        **{role.value.lower(): staff(role.value.lower(), role).user for role in (Role.MECHANIC, Role.AGENT, Role.IC)},
        **{role.value.lower(): staff(role.value.lower(), role).user for role in (Role.SUPERVISOR, Role.ADMIN)},
    }
    team = TeamFactory(name="South", members=[owner, mate])
    IntakeRule.objects.create(queue="AE", region="", team=team)
    TeamFactory(name="North", members=[stranger])
    change_policy("AE", team, [("order", "least_open")], overflow=True, replaces=None, by=SYSTEM, at=clock.now())
    item = waiting_item(team, business_name=CANARY, email=f"{CANARY}@example.com", external_id="ours-1")
    told = auto_assign_work(locked(item), by=SYSTEM, at=clock.now(), excluded=frozenset({mate.public_id}))
    waiting_item(team, business_name=f"Another {CANARY}")
    create_feed(owner, by=SYSTEM)
    promised = schedule_callback(locked(item), clock.now() + timedelta(days=1), by=SYSTEM, at=clock.now())
    item = WorkItem.objects.get(pk=item.pk)
    call = _call(owner, mate, people["customer"])
    session = _session(people["ic"].staff)
    far = clock.now().date() + timedelta(days=200)
    set_hours_override(owner, date.fromisoformat(WORDS["day"]), [], by=SYSTEM)
    return Cast(
        people=people,
        keys={
            "key": ApiKeyFactory(scopes=["system:routing"], rate_per_minute=10**6).secret_text,
            "bare_key": ApiKeyFactory(scopes=[], rate_per_minute=10**6).secret_text,
            "calls_key": ApiKeyFactory(scopes=["calls:book", "calls:handle"], rate_per_minute=10**6).secret_text,
            "company_key": _key_of(people["customer"]),
            "rival_key": _key_of(people["rival"]),
        },
        things={
            "lead_id": item.queue_entry.lead.public_id,
            "external_id": "ours-1",
            "decision_id": told.decision.public_id,
            "action_id": promised.public_id,
            "notification_id": told.told[0].public_id,
            "batch_id": auto_assign_leads(team, by=actor_for(people["admin"]), at=clock.now()).public_id,
            "staff_id": owner.public_id,
            "team_id": team.public_id,
            "shift_id": save_shift(team, "Early", [("07:00", "15:00")], by=SYSTEM).public_id,
            "time_off_id": add_time_off(owner, starts_on=far, ends_on=far, by=SYSTEM).public_id,
            "outside_id": OutsideCalendar.objects.create(staff=owner, address="https://cal.example/1.ics").public_id,
            "blackout_id": add_blackout_day(far, "Closed", by=SYSTEM).public_id,
            "login_id": LoginSessionFactory(user=owner.user).public_id,
            "device_id": Device.objects.create(staff=owner, endpoint="https://push.example/1").public_id,
            "journey_id": str(item.journey_id),
            "call_id": call.public_id,
            "hold_id": _hold(call).public_id,
            "customer_id": people["customer"].customer.public_id,
            "topic_code": call.topic.code,
            "subject_id": item.queue_entry.lead.public_id,
            "draft_id": _draft(call).public_id,
            "merchant_id": session.merchant.public_id,
            "entry_id": session.entry.public_id,
            "session_id": session.public_id,
        },
    )


def _call(owner: Any, mate: Any, asked_by: User) -> CallRequest:
    """A call of the customer's company that `owner` takes; `mate` is of the same team."""
    for member in (owner, mate):
        set_capacity(member, Work.CALL, 5, by=SYSTEM)
    team = TeamFactory(name="Call desk", work=Work.CALL, members=[owner])
    Topic.objects.get(code="BILLING").teams.add(team)
    at = clock.now()
    # not at the hour of the callback above
    tomorrow = (at + timedelta(days=1, hours=3)).replace(minute=0, second=0, microsecond=0)
    call = booked(asked_by.customer, at, scheduled_date_time=tomorrow, notes=CANARY)
    TeamMembership.objects.create(team=team, staff=mate)
    return call


def _session(consultant: Any) -> IcSession:
    """Of a merchant that the consultant has."""
    set_capacity(consultant, Work.IC, 5, by=SYSTEM)
    ic_team(consultant, name="Onboarding")
    known = merchant(business_name=CANARY, external_id="shop-1")
    need(known)
    at = clock.now()
    facts = {
        "session_type": "HARDWARE_SETUP",
        # not at the hour that examples ask for
        "scheduled_for": at + timedelta(days=2, hours=3),
        "duration": timedelta(hours=1),
        "timezone": "UTC",
        "platform": "PHONE",
    }
    return schedule_session(known, consultant, facts, by=SYSTEM, at=at).session


def _draft(call: CallRequest) -> CallDraft:
    """What the call was asked for with."""
    at = clock.now()
    facts = {"journey_id": call.journey_id, "created_at": at, "updated_at": at, "expires_at": at + timedelta(days=1)}
    return CallDraft.objects.create(customer=call.customer, call=call, **facts)


def _hold(call: CallRequest) -> CallHold:
    """Another time that the same customer keeps."""
    assert call.customer is not None
    assert call.scheduled_date_time is not None
    by, later = actor_for(call.customer.user), call.scheduled_date_time + timedelta(hours=4)
    return hold_call_slot(call.topic, starts_at=later, holder=by.id, customer=call.customer, by=by, at=clock.now())


def _key_of(asked_by: User) -> str:
    """A key of the customer's company."""
    key = ApiKeyFactory(scopes=["calls:book"], company=asked_by.customer.company, rate_per_minute=10**6)
    return str(key.secret_text)


@contextmanager
def undone() -> Iterator[None]:
    """Each request meets the same world."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def happened() -> int:
    """How much has happened: a caller who is kept out adds nothing to it."""
    return DomainEvent.objects.count()


# -- addresses ---------------------------------------------------------------------------------------


def routes(patterns: Any = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, path)
        elif isinstance(pattern, URLPattern):
            yield path, pattern


def plain(path: str) -> str:
    """Without the converters: leads/<lead_id>."""
    return re.sub(r"<\w+:", "<", path).replace("previews/<kind>", "previews/<message_kind>")


def filled(path: str, things: dict[str, str]) -> str:
    """The address of these things; a name that no cast knows is an error: give it one of its own."""
    return re.sub(r"<(\w+)>", lambda match: (WORDS | things)[match[1]], path)


# -- bodies ------------------------------------------------------------------------------------------


@cache
def written_down() -> dict[str, Any]:
    """The description of the API as it is now, by `METHOD path`."""
    paths = SchemaGenerator().get_schema(request=None, public=True)["paths"]
    return {
        f"{method.upper()} {path.removeprefix('/api/v1/')}": operation
        for path, operations in paths.items()
        for method, operation in operations.items()
    }


def example_body(route: str, things: dict[str, str]) -> Any:
    """What the description sends there, with ids of real things and instants still to come."""
    operation = written_down().get(re.sub(r"<(\w+)>", r"{\1}", route), {})
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    return real(content.get("example", {}), things)


def real(value: Any, things: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: real(one, things) for name, one in value.items()}
    if isinstance(value, list):
        return [real(one, things) for one in value]
    if isinstance(value, str) and (match := AN_ID.match(value)):
        return next((one for one in things.values() if one.startswith(f"{match[1]}_")), value)
    if isinstance(value, str) and AN_INSTANT.match(value):
        return (clock.now() + timedelta(days=1)).isoformat()
    return value


def without_trace(answer: Any) -> tuple[int, Any]:
    """What an answer says, but for when and under which trace; ids that were sent are not told back."""
    body = answer.json()
    for name in ("trace_id", "timestamp"):
        body.get("error", {}).pop(name, None)
    return answer.status_code, body
