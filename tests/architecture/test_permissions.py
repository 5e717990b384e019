"""The permission matrix of the API: every route, and what each kind of caller gets from a thing that is there.

An answer of 401, 403 or 404 keeps a caller out; anything else lets them in. A route that is new fails until it is
here. What a caller may not see looks exactly like what is not there: same status, same body.
"""

import re

import pytest

from accounts import conf
from accounts.models import User
from accounts.tests.factories import ApiKeyFactory
from core import clock
from core.actor import SYSTEM
from core.api import limits
from core.testing import Api
from routing.actions.auto_assign_work import auto_assign_work
from routing.models import Decision
from routing.tests.merchants import merchant, need
from routing.tests.worlds import locked
from tests.architecture.callers import (
    ADMINS,
    AES,
    CANARY,
    CUSTOMERS,
    EVERYBODY,
    KNOWN,
    SIGNED_IN,
    STAFF,
    example_body,
    filled,
    happened,
    plain,
    routes,
    undone,
    without_trace,
)
from tests.architecture.setting_up import SET_UP_API, SETS_UP

pytestmark = pytest.mark.django_db

OUT = {401, 403, 404}

#: who sees what there is of it; all of it is `owner`'s, in `mate`'s team
SEEN_BY = {
    "lead_id": {"owner", "mate", "key", *ADMINS},
    "external_id": {"key", *ADMINS},  # a system's own reference
    "decision_id": {"owner", "mate", *ADMINS},
    "action_id": {"owner", "mate", *ADMINS},
    "notification_id": {"owner"},
    "staff_id": {"owner", *ADMINS},
    "time_off_id": {"owner", *ADMINS},
    "day": {"owner", *ADMINS},
    "blackout_id": {*ADMINS},
    "batch_id": {*ADMINS},  # an admin's; `key` sees its own only
    "call_id": {"owner", "mate", "customer", "company_key", "calls_key", *ADMINS},
    "hold_id": {"customer", "company_key", *ADMINS},
    "merchant_id": {"ic", "key", *ADMINS},
    "entry_id": {"ic", "key", *ADMINS},
    "session_id": {"ic", *ADMINS},
    "topic_code": set(STAFF | CUSTOMERS | {"calls_key", "company_key", "rival_key"}),
}
#: `customer` has the call; `rival` is one of another company. Who may see the call, who may work on it
SEE_CALL = SEEN_BY["call_id"]
HANDLE_CALL = {"owner", "calls_key", *ADMINS}
BOOKERS = SEEN_BY["topic_code"]

#: method and API route → who gets in. `key` is a key with system:routing only.
API = {
    "POST auth/login": EVERYBODY,
    "POST auth/refresh": EVERYBODY,
    "POST auth/logout": SIGNED_IN,
    "GET auth/me": KNOWN,
    "POST leads": {"key", *ADMINS},
    "POST leads/bulk": {"key", *ADMINS},
    "GET leads": {*AES, "key", *ADMINS},
    "PUT leads/external/<external_id>": {"key", *ADMINS},
    "PATCH leads/<lead_id>": {"owner", "key", *ADMINS},
    "GET leads/<lead_id>": {"owner", "mate", "key", *ADMINS},
    "POST leads/<lead_id>/events": {"key", *ADMINS},
    "GET queues/ae": {*AES, *ADMINS},
    "POST queues/ae/auto-assign": {"key", *ADMINS},
    "GET batches": {"key", *ADMINS},
    "GET batches/<batch_id>": ADMINS,
    "GET batches/<batch_id>/rows": ADMINS,
    "POST batches/<batch_id>/cancel": ADMINS,
    "POST queues/ae/<lead_id>/assign": {"owner", "mate", *ADMINS},  # taken: 409 says so to who sees it
    "POST queues/ae/<lead_id>/auto-assign": {"owner", "mate", "key", *ADMINS},
    "POST queues/ae/<lead_id>/escalate": {"owner", "mate", "key", *ADMINS},  # in the queue: 409 says so to who sees it
    "POST queues/ae/<lead_id>/release": {"owner", *ADMINS},
    "POST queues/ae/<lead_id>/communication": {"owner", *ADMINS},
    "GET decisions/<decision_id>": {"owner", "mate", *ADMINS},
    "POST queues/ae/<lead_id>/callback": {"owner", *ADMINS},
    "POST queues/ae/<lead_id>/park": {"owner", *ADMINS},
    "POST queues/ae/<lead_id>/reopen": ADMINS,
    "GET actions": {*AES, *ADMINS},
    "PATCH actions/<action_id>": {"owner", *ADMINS},
    **SET_UP_API,
    "GET analytics/calls": ADMINS,
    "GET analytics/sales": ADMINS,
    "GET notifications": KNOWN,
    "POST notifications/ae": {"key", *ADMINS},
    "POST notifications/<notification_id>/read": {"owner"},
    "GET staff/<staff_id>/working-hours": {"owner", *ADMINS},
    "PUT staff/<staff_id>/working-hours": {"owner", *ADMINS},
    "GET staff/<staff_id>/overrides": {"owner", *ADMINS},
    "POST staff/<staff_id>/overrides": {"owner", *ADMINS},
    "DELETE staff/<staff_id>/overrides/<day>": {"owner", *ADMINS},
    "GET staff/<staff_id>/time-off": {"owner", *ADMINS},
    "POST staff/<staff_id>/time-off": {"owner", *ADMINS},
    "DELETE staff/<staff_id>/time-off/<time_off_id>": {"owner", *ADMINS},
    "GET blackout-days": ADMINS,
    "POST blackout-days": ADMINS,
    "DELETE blackout-days/<blackout_id>": ADMINS,
    "POST ws/ticket": SIGNED_IN,
    "GET calendar-feed": SIGNED_IN,
    "POST calendar-feed": SIGNED_IN,
    "DELETE calendar-feed": SIGNED_IN,
    "GET call-requests/<call_id>/invite.ics": SEE_CALL,
    "GET call-availability": BOOKERS,
    "POST call-holds": BOOKERS,
    "DELETE call-holds/<hold_id>": {"customer", "company_key", *ADMINS},
    "GET call-topics": BOOKERS,
    "GET call-topics/<topic_code>": BOOKERS,
    "PUT call-topics/<topic_code>": ADMINS,
    "GET call-requests": BOOKERS,
    "POST call-requests": BOOKERS,
    "GET call-requests/<call_id>": SEE_CALL,
    "PATCH call-requests/<call_id>": SEE_CALL,
    "GET call-requests/<call_id>/history": SEE_CALL,
    "DELETE call-requests/<call_id>/cancel": SEE_CALL,
    "POST call-requests/<call_id>/reschedule": SEE_CALL,
    "POST call-requests/<call_id>/confirm": SEE_CALL,  # confirmed already: 409 says so to who sees it
    "POST call-requests/<call_id>/rating": {"customer", "company_key", "calls_key"},
    "POST call-requests/<call_id>/claim": SEE_CALL - {"customer", "company_key"},  # has an owner: 409 says so
    "POST call-requests/<call_id>/propose-times": SEE_CALL - {"customer", "company_key"},  # confirmed already: 409
    "POST call-requests/<call_id>/reassign": HANDLE_CALL,
    "POST call-requests/<call_id>/start": HANDLE_CALL,
    "POST call-requests/<call_id>/complete": HANDLE_CALL,
    "POST call-requests/<call_id>/no-show": HANDLE_CALL,
}
#: whoever may know a customer or a merchant learns nothing from a body that names one
KNOWS_IDS_OF = {
    "POST call-requests": BOOKERS,
    "POST call-holds": BOOKERS,
    "POST call-requests/<call_id>/reassign": HANDLE_CALL,
    # whoever helps merchants may name one
    "POST queues/ic": SETS_UP,
    "POST scheduling/ic": SETS_UP,
}

#: bodies that reach the verb, where the description's own example does not
BODIES = {
    "POST auth/login": {},  # a wrong password is a 401 too
    "POST auth/refresh": {},
    "POST queues/ae/<lead_id>/assign": {},
}

#: lists, with filters that name somebody else's, and who finds the owner's lead, decision or message in them
LISTS = {
    "leads": {"owner", "mate", "key", *ADMINS},
    "queues/ae": {"owner", *ADMINS},
    "queues/ae?scope=team": {"owner", "mate", *ADMINS},
    "queues/ae?assigned_to=<staff_id>": ADMINS,
    "queues/ae?status=ASSIGNED": {"owner", *ADMINS},
    "actions": {"owner"},
    "actions?assigned_to=<staff_id>": ADMINS,
    "notifications": {"owner"},
}
#: the same for the customer's call
CALL_LISTS = {
    "call-requests": SEE_CALL,
    "call-requests?status=CONFIRMED": SEE_CALL,
    "call-requests?customer=<customer_id>": SEE_CALL,
    "call-requests?assigned_team_member=<staff_id>": SEE_CALL,
    "call-requests?status=PENDING": set(),
}
#: the decision of each kind of work, and who finds it; a customer does not, though the call is theirs
DECISIONS = {
    "lead": {"owner", "mate", *ADMINS},
    "support": {"ic", *ADMINS},
    "call": {"owner", "mate", "calls_key", *ADMINS},
}


def api_routes():
    for path, pattern in routes():
        if path.startswith("api/v1/"):
            view = getattr(pattern.callback, "view_class", None) or getattr(pattern.callback, "cls", None)
            for method in ("get", "post", "put", "patch", "delete"):
                if view is not None and hasattr(view, method):
                    yield f"{method.upper()} {plain(path.removeprefix('api/v1/'))}"


@pytest.fixture
def cast(assembled, monkeypatch):
    monkeypatch.setattr(conf, "RATE_PER_PERSON", 10**6)
    monkeypatch.setattr(limits, "ANONYMOUS_PER_MINUTE", 10**6)
    return assembled


def ask(api, route, things, body):
    method, _, path = route.partition(" ")
    with undone():
        before = happened()
        answer = api.send(method, f"/api/v1/{filled(path, things)}", None if method == "GET" else body, key=True)
        assert answer.status_code < 500, answer.content
        assert answer.status_code not in OUT or happened() == before
    return answer


def test_every_api_route_is_in_the_matrix():
    assert sorted(api_routes()) == sorted(API)


@pytest.mark.parametrize("route", sorted(API))
def test_route_lets_in_whom_the_matrix_names(route, cast):
    body = BODIES[route] if route in BODIES else example_body(route, cast.things)
    named = re.findall(r"<(\w+)>", route)
    seen_by = set.intersection(*(SEEN_BY[name] for name in named)) if named else EVERYBODY
    got_in = set()
    for name, api in cast.apis().items():
        answer = ask(api, route, cast.things, body)
        if answer.status_code not in OUT:
            got_in.add(name)
        elif name not in seen_by:
            assert without_trace(answer) == without_trace(ask(api, route, cast.missing(), body)), name
            assert CANARY not in answer.content.decode(), name
    assert got_in == API[route]


@pytest.mark.parametrize("route", sorted(route for route in API if "<" in route and "external" not in route))
def test_what_is_not_there_is_found_by_nobody(route, cast):
    body = BODIES[route] if route in BODIES else example_body(route, cast.things)
    statuses = {ask(api, route, cast.missing(), body).status_code for api in cast.apis().values()}
    assert statuses <= OUT


@pytest.mark.parametrize("route", sorted(route for route in API if not route.startswith("GET")))
def test_id_in_a_body_tells_no_more_than_one_in_an_address(route, cast):
    """Whoever does not see the lead gets the same answer for a body that names it as for one that names none."""
    bodies = [example_body(route, things) for things in (cast.things, cast.missing())]
    if bodies[0] == bodies[1]:
        return  # names nothing
    for name, api in cast.apis().items():
        if name not in SEEN_BY["lead_id"] | KNOWS_IDS_OF.get(route, set()):
            answers = [ask(api, route, cast.things, body) for body in bodies]
            assert without_trace(answers[0]) == without_trace(answers[1]), name


@pytest.mark.parametrize("path", sorted(LISTS))
def test_list_shows_only_what_is_the_callers(path, cast):
    shown = set()
    for name, api in cast.apis().items():
        with undone():
            answer = api.get(f"/api/v1/{filled(path, cast.things)}")
        if cast.things["lead_id"] in answer.content.decode():
            shown.add(name)
    assert shown == LISTS[path]


@pytest.mark.parametrize("path", sorted(CALL_LISTS))
def test_list_shows_only_calls_that_are_the_callers(path, cast):
    shown = set()
    for name, api in cast.apis().items():
        with undone():
            answer = api.get(f"/api/v1/{filled(path, cast.things)}")
        if cast.things["call_id"] in answer.content.decode():
            shown.add(name)
    assert shown == CALL_LISTS[path]


@pytest.mark.parametrize("kind", sorted(DECISIONS))
def test_decision_is_shown_to_whoever_sees_the_work(kind, cast):
    auto_assign_work(locked(need(merchant(business_name=CANARY))), by=SYSTEM, at=clock.now())
    decision = Decision.objects.filter(work_item__about_kind=kind).latest("decided_at")
    shown, about = set(), {"lead": "lead_id", "support": "entry_id", "call": "call_id"}[kind]
    for name, api in cast.apis().items():
        answer = api.get(f"/api/v1/decisions/{decision.public_id}")
        if answer.status_code == 200:
            body = answer.json()
            shown.add(name)
            assert body["about"]["id"].partition("_")[0] == cast.things[about].partition("_")[0]
            assert (body["about"]["kind"], body["lead_id"]) == (kind, body["about"]["id"] if kind == "lead" else None)
        else:
            assert CANARY not in answer.content.decode()
    assert shown == DECISIONS[kind]


def test_company_key_that_handles_calls_is_shown_no_decision(cast):
    company = User.objects.get(pk=cast.people["customer"].pk).customer.company
    key = ApiKeyFactory(scopes=["calls:book", "calls:handle"], company=company)
    decision = Decision.objects.filter(work_item__about_kind="call").latest("decided_at")
    assert Api(f"Api-Key {key.secret_text}").get(f"/api/v1/decisions/{decision.public_id}").status_code == 403
