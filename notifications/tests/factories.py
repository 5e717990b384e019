"""Notifications for tests: told to people as actions tell them."""

from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any

from django.db import transaction

from core.actor import SYSTEM
from core.clock import now
from core.ids import new_id
from notifications.about import About, Reference
from notifications.actions import notify
from notifications.enums import Kind, Priority
from notifications.models import Attention, Notification, NotificationRule
from notifications.people import Outsider
from workforce.models import Staff

LEAD = {
    "lead_id": "lead_01jd5n4q3m7v8w9x0y1z2a3b4c",
    "lead_name": "John Doe",
    "business_name": "John's Fine Dining LLC",
}


MARIA = Outsider("María Ruiz", "maria@customer.test", "+12125550147", "es", "America/Bogota")
SESSION_STARTS = datetime(2026, 10, 10, 14, 0, tzinfo=UTC)
GUEST = Outsider("Guy Guest", "guy@guest.test", zone="Europe/Paris")


def a_call() -> Reference:
    """What a call is to this app: a kind and a key."""
    return Reference("call", new_id())


def call_context(call: Reference, **changes: Any) -> dict[str, Any]:
    """A context of any kind about a call that needs nothing more."""
    return {"call_id": call.public_id, "number": "CALL-2026-001234", "topic": "BILLING"} | changes


def told_of_call(*people: Staff | Outsider, call: Reference, **changes: Any) -> list[Notification]:
    """Confirm this call to these people, or tell what `changes` say."""
    wish: dict[str, Any] = {
        "kind": Kind.CALL_CONFIRMED,
        "context": call_context(call, for_customer=True),
        "priority": Priority.MEDIUM,
        "by": SYSTEM,
        "at": now(),
    } | changes
    with transaction.atomic():
        return notify(wish.pop("kind"), people, about=call, **wish)


def a_session() -> Reference:
    """What a session is to this app: a kind and a key."""
    return Reference("sess", new_id())


def session_context(session: Reference, **changes: Any) -> dict[str, Any]:
    """A context of any kind about a session that needs nothing more."""
    return {
        "session_id": session.public_id,
        "merchant_id": "merch_01jd5n4q3m7v8w9x0y1z2a3b4c",
        "business_name": "John's Restaurant",
        "support_type": "HARDWARE_SETUP",
        "platform": "ZOOM",
        "starts_at": SESSION_STARTS,
        "ends_at": SESSION_STARTS + timedelta(hours=1),
    } | changes


def told_of_session(*people: Staff | Outsider, session: Reference, **changes: Any) -> list[Notification]:
    """Tell these people that this session is scheduled, or what `changes` say."""
    wish: dict[str, Any] = {"kind": Kind.SESSION_SCHEDULED, "context": session_context(session, for_merchant=True)}
    return told_of_call(*people, call=session, **wish | changes)


def new_lead(**changes: Any) -> dict[str, Any]:
    """A context of NEW_LEAD_ASSIGNED."""
    return LEAD | changes


def told(*staff: Staff, about: About | None = None, **changes: Any) -> list[Notification]:
    """Tell these people of a new lead (or what `changes` say), about themselves unless told otherwise."""
    wish: dict[str, Any] = {
        "kind": Kind.NEW_LEAD_ASSIGNED,
        "context": new_lead(),
        "priority": Priority.MEDIUM,
        "by": SYSTEM,
        "at": now(),
    } | changes
    with transaction.atomic():
        return notify(wish.pop("kind"), staff, about=about or staff[0], **wish)


def ship_rules() -> None:
    """The matrix as the migration ships it: a test that commits empties every table when it ends."""
    import_module("notifications.migrations.0002_rules_and_jobs").ship(NotificationRule)
    import_module("notifications.migrations.0007_calls").ship(NotificationRule)
    import_module("notifications.migrations.0010_sessions").ship(NotificationRule)
    import_module("notifications.migrations.0011_second_host").ship(NotificationRule)
    import_module("notifications.migrations.0005_attention").ship(Attention)
