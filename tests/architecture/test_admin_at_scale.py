"""The admin over tables that grow for ever: no list, filter or search reads more than its index leads it to.

Every such table is grown by copying one row; then every page, every choice of every filter and every kind of search
is asked for, and the plans of its statements are looked at as they ran: how many rows of a grown table each touched.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import orjson
import pytest
from django.contrib import admin
from django.db import connection, models, transaction
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from accounts.models import Company, Customer, LoginFailure, LoginSession, User
from accounts.tests.factories import CustomerFactory, LoginSessionFactory
from core import clock, paginator
from core.admin import BigTableAdmin
from events.models import Dispatch, DomainEvent, JobRun, Timer
from notifications.models import Delivery, Device, Notification, Preference, Suppression
from routing.models import (
    Communication,
    Decision,
    IcEntry,
    Lead,
    LeadActivity,
    Merchant,
    NextStep,
    QueueEntry,
    RoutingPolicy,
    WorkItem,
)
from scheduling.models import CalendarFeed, CallHold, CallRequest, IcSession, Meeting, ProposedTime
from tests.architecture.callers import assemble
from workforce.enums import BookingState, Purpose
from workforce.models import Booking, OutsideCalendar, PresenceSpan, Staff

ROWS, COUNTED = 10_000, 1_000  # a hundredth of what they are: the planner is told to act as with a million
#: rows of a grown table that one statement may touch: as many as are counted, and a page
MOST_TOUCHED = COUNTED + 100

TWO_YEARS = 63_072_000_000  # milliseconds
#: ids in order of time over two years, the same in every table, so that copies point at copies
AN_ID = "(lpad(to_hex(%(since)s + g::bigint * %(step)s), 12, '0') || '70008000' || lpad(to_hex(g), 12, '0'))::uuid"
CLOSED = {"state": "'CLOSED'", "closed_at": "now()", "owner_id": "NULL", "capacity_slot_id": "NULL", "outcome": "'X'"}
#: table → what a copy has instead of what its original has: whatever must be its own, and that it is over
GROWN: dict[type[models.Model], dict[str, str]] = {
    Company: {"name": "'Firm ' || g"},
    Customer: {"name": "'Customer ' || g", "email": "'c' || g || '@firm.test'", "user_id": "NULL"},
    User: {"name": "'Person ' || g", "email": "'p' || g || '@person.test'", "roles": "ARRAY['CUSTOMER']"},
    LoginSession: {"revoked_at": "now()", "expires_at": "now() - g * interval '1 minute'"},
    LoginFailure: {"account": "'p' || g || '@person.test'"},
    DomainEvent: {"subject_id": "'thing_' || g", "position": "1000000 + g"},
    Dispatch: {"done_at": "now()"},
    Timer: {"about_id": AN_ID, "fired_at": "now()"},
    JobRun: {"slot": "now() - g * interval '1 minute'"},
    Lead: {"external_id": "'copy-' || g", "email": "'l' || g || '@lead.test'", "business_name": "'Shop ' || g"},
    WorkItem: CLOSED | {"about_id": AN_ID, "over_capacity": "false", "decision_id": "NULL"},
    QueueEntry: {"is_open": "false"},
    Communication: {},
    Decision: {},
    Notification: {"dedupe": "g::text", "read_at": "now()"},
    Delivery: {
        "state": "'SENT'",
        "lease_until": "NULL",
        "lease_token": "NULL",
        "address": "'p' || g || '@person.test'",
    },
    Booking: {"state": "'DONE'"},
    PresenceSpan: {"ended_at": "began_at"},
    LeadActivity: {"external_id": "g::text"},
    CallRequest: {"number": "'CALL-' || g", "status": "'COMPLETED'", "contact_email": "'p' || g || '@person.test'"},
    CallHold: {"holder": "'somebody_' || g"},
    ProposedTime: {},
    Merchant: {"external_id": "'m-' || g", "email": "'m' || g || '@shop.test'"},
    IcEntry: {"is_open": "false"},
    Meeting: {"key": "'k' || g", "due_at": "NULL"},
    IcSession: {"status": "'COMPLETED'", "meeting_id": "NULL", "second_booking_id": "NULL"},
    NextStep: {"state": "'DONE'", "settled_at": "now()", "booking_id": "NULL", "is_callback": "false"},
}
#: looked at in the same way, and no more of them than there are members or numbers that said stop
FEW = {RoutingPolicy, Device, Preference, Suppression, CalendarFeed, OutsideCalendar}


def copy(model: type[models.Model], own: dict[str, str], since: int) -> None:
    columns, values = [], []
    for field in model._meta.concrete_fields:
        if isinstance(field, models.AutoField) or field.generated:
            continue
        columns.append(f'"{field.column}"')
        grown = field.is_relation and field.related_model in GROWN and field.related_model is not User
        is_key = isinstance(field, models.UUIDField) and field.primary_key
        values.append(own.get(field.column) or (AN_ID if is_key or grown else f'p."{field.column}"'))
    original = model._default_manager.order_by("pk").values_list("pk", flat=True).first()
    assert original is not None, model
    step = TWO_YEARS // ROWS
    key = f'"{model._meta.pk.column}"'
    statement = (
        f'INSERT INTO "{model._meta.db_table}" ({", ".join(columns)}) SELECT {", ".join(values)} '
        f'FROM "{model._meta.db_table}" p, generate_series(1, {ROWS}) g WHERE p.{key} = %(original)s'
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, {"original": original, "since": since, "step": step})
        cursor.execute(f'ANALYZE "{model._meta.db_table}"')


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    with django_db_blocker.unblock(), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")
        cast = assemble()
        staff = Staff.objects.get(pk=cast.people["owner"].pk)
        at, entry = clock.now(), QueueEntry.objects.order_by("pk").first()
        assert entry is not None
        CustomerFactory()
        LoginSessionFactory(user=staff.user)
        LoginFailure.objects.create(account="x@person.test", address="10.0.0.1", at=at)
        JobRun.objects.create(job="thing", slot=at)
        Dispatch.objects.create(event=DomainEvent.objects.order_by("pk").first(), subscriber="nobody.at_all")
        Communication.objects.create(entry=entry, type="EMAIL", outcome="CONNECTED", notes="Hello there.", logged_at=at)
        Booking.objects.create(
            staff=staff, starts_at=at, ends_at=at + timedelta(hours=1), purpose=Purpose.values[0],
            state=BookingState.DONE, blocking=False,
        )  # fmt: skip
        call, booking = CallRequest.objects.order_by("pk").first(), Booking.objects.order_by("-pk").first()
        ProposedTime.objects.create(call=call, booking=booking, created_at=at)
        LeadActivity.objects.create(lead=entry.lead, type="QUOTE_VIEWED", occurred_at=at, received_at=at)
        NextStep.objects.create(entry=entry, staff=staff, kind="SCHEDULE_FOLLOWUP", due_at=at, created_at=at)
        Meeting.objects.create(key="k", platform="ZOOM", wanted={}, created_at=at)
        PresenceSpan.objects.create(staff=staff, presence="ONLINE", began_at=at, ended_at=at)
        for model, own in GROWN.items():
            copy(model, own, int(at.timestamp() * 1000) - TWO_YEARS)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off")
            cursor.execute(
                "SELECT gin_clean_pending_list(c.oid) FROM pg_class c JOIN pg_am a ON a.oid = relam AND amname = 'gin'"
            )
            cursor.execute("SET LOCAL enable_mergejoin = off; SET CONSTRAINTS ALL IMMEDIATE")
        yield cast
        transaction.set_rollback(True)


def addresses(page: BigTableAdmin, request: Any) -> Iterator[str]:
    """The list, each choice of each filter, and searches: for ids, addresses and words, there and not there."""
    yield ""
    changes = page.get_changelist_instance(request)
    for spec in changes.filter_specs:
        for choice in spec.choices(changes):
            yield choice["query_string"]
    rows = page.model._default_manager.order_by("-pk")
    ids = [row.public_id for row in rows[:1] if hasattr(row, "public_id")]
    leads = [Lead.objects.order_by("-pk").first().public_id]  # type: ignore[union-attr]  # there are some
    for term in (
        *ids,
        *leads,
        "CALL-77",
        "somebody_77",
        "p77@person.test",
        "nobody@nowhere.test",
        "Shop 777",
        "zzz",
        "'%",
    ):
        yield f"?q={quote(term)}"
    yield f"?p={COUNTED // 50}"


def touched(statement: str, tables: set[str]) -> int:
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) " + statement.replace("%", "%%"), ())
        answer = cursor.fetchone()[0]
    plans = orjson.loads(answer) if isinstance(answer, str) else answer
    return _touched(plans[0]["Plan"], tables)


def _touched(node: dict[str, Any], tables: set[str]) -> int:
    own = 0
    if node.get("Relation Name") in tables:
        rows = (
            node["Actual Rows"] + node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
        )
        own = int(rows * node["Actual Loops"])
    return max([own, *(_touched(child, tables) for child in node.get("Plans", ()))])


def test_every_table_that_grows_for_ever_is_measured() -> None:
    pages = {model for model, page in admin.site._registry.items() if isinstance(page, BigTableAdmin)}
    assert pages - FEW == set(GROWN)


@pytest.mark.parametrize("model", GROWN, ids=lambda model: model._meta.label_lower)
@pytest.mark.django_db
def test_no_page_touches_more_than_it_shows(
    world: Any, model: type[models.Model], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paginator, "ENOUGH", COUNTED)
    browser, boss = Client(), world.people["admin"]
    browser.force_login(boss)
    request = RequestFactory().get("/")
    request.user = boss
    page = admin.site._registry[model]
    assert isinstance(page, BigTableAdmin)
    tables, slow = {one._meta.db_table for one in GROWN}, {}
    for query in addresses(page, request):
        with CaptureQueriesContext(connection) as captured:
            answer = browser.get(f"/admin/{model._meta.app_label}/{model._meta.model_name}/{query}")
        assert answer.status_code == 200, query
        for statement in (one["sql"] for one in captured if one["sql"].startswith("SELECT")):
            rows = touched(statement, tables)
            if rows > MOST_TOUCHED:
                slow[query] = f"{rows} rows: {statement[-300:]}"
    assert slow == {}
