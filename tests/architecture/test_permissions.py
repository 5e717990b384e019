"""The permission matrix: every route, and what each kind of caller gets from it. A new route fails until it is here.

An answer of 401, 403 or 404 keeps a caller out; anything else lets them in (and then complains of the body).
"""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.enums import Role
from accounts.tests.factories import ApiKeyFactory, UserFactory, bearer
from core.testing import Api
from workforce.tests.factories import StaffFactory

pytestmark = pytest.mark.django_db

OUT = {401, 403, 404}
EVERYBODY = {"nobody", "customer", "mechanic", "agent", "ic", "ae", "supervisor", "admin", "key"}
SIGNED_IN = EVERYBODY - {"nobody", "key"}
KNOWN = EVERYBODY - {"nobody"}
ADMINS = {"supervisor", "admin"}

#: method and API route → who gets in. `key` is a key with system:routing only.
API = {
    "POST auth/login": EVERYBODY,
    "POST auth/refresh": EVERYBODY,
    "POST auth/logout": SIGNED_IN,
    "GET auth/me": KNOWN,
    "POST leads": {"key", *ADMINS},
    "GET leads": {"ae", "key", *ADMINS},
    "PUT leads/external/<external_id>": {"key", *ADMINS},
    "POST leads/bulk": {"key", *ADMINS},
    "GET leads/<lead_id>": set(),  # no such lead, or not yours: 404 for everybody
    "PATCH leads/<lead_id>": set(),
    "GET queues/ae": {"ae", *ADMINS},
    "POST queues/ae/<lead_id>/assign": set(),
    "POST queues/ae/<lead_id>/auto-assign": set(),
    "POST queues/ae/<lead_id>/release": {"ae", *ADMINS},  # the empty body is refused first
    "POST queues/ae/<lead_id>/communication": {"ae", *ADMINS},
    "GET decisions/<decision_id>": set(),
    "GET notifications": KNOWN,
    "POST notifications/ae": {"key", *ADMINS},  # the empty body is refused first
    "POST notifications/<notification_id>/read": set(),
    "POST ws/ticket": SIGNED_IN,
}


def routes(patterns=None, prefix=""):
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, path)
        elif isinstance(pattern, URLPattern):
            yield path, pattern


def api_routes():
    for path, pattern in routes():
        if path.startswith("api/v1/"):
            view = getattr(pattern.callback, "view_class", None) or getattr(pattern.callback, "cls", None)
            for method in ("get", "post", "put", "patch", "delete"):
                if view is not None and hasattr(view, method):
                    yield f"{method.upper()} {_plain(path.removeprefix('api/v1/'))}"


def _plain(path):
    for converter in ("str:", "path:", "uuid:", "slug:", "int:"):
        path = path.replace(converter, "")
    return path


def test_every_api_route_is_in_the_matrix():
    assert sorted(api_routes()) == sorted(API)


@pytest.fixture
def callers():
    def staff(role):
        return StaffFactory(user=UserFactory(roles=[role])).user

    people = {
        "customer": UserFactory(roles=[Role.CUSTOMER]),
        "mechanic": staff(Role.MECHANIC),
        "agent": staff(Role.AGENT),
        "ic": staff(Role.IC),
        "ae": staff(Role.AE),
        "supervisor": staff(Role.SUPERVISOR),
        "admin": staff(Role.ADMIN),
    }
    found = {name: Api(bearer(user)) for name, user in people.items()}
    found["nobody"] = Api()
    found["key"] = Api(f"Api-Key {ApiKeyFactory(scopes=['system:routing']).secret_text}")
    return found


@pytest.mark.parametrize("route", sorted(API))
def test_route_lets_in_whom_the_matrix_names(route, callers):
    method, _, path = route.partition(" ")
    for name in ("lead_id", "decision_id", "notification_id"):
        path = path.replace(f"<{name}>", f"{name.removesuffix('_id')}_" + "0" * 26)
    got_in = set()
    for name, api in callers.items():
        answer = api.send(method, f"/api/v1/{path}", None if method == "GET" else {}, key=str(uuid4()))
        assert answer.status_code < 500, (name, answer.content)
        if answer.status_code not in OUT:
            got_in.add(name)
    assert got_in == API[route]


#: pages that somebody who has not signed in may open; every other page sends them to the login
OPEN_PAGES = (
    "login", "logout", "password/reset", "dev/outbox", "reset", "healthz", "readyz", "metrics", "static", "api",
    "admin", "i18n", "auth", "hooks",
)  # fmt: skip


def test_every_page_asks_strangers_to_sign_in():
    let_in = []
    for path, _ in routes():
        if path.startswith(OPEN_PAGES) or path.startswith("^") or "api/" in path:
            continue
        target = "/" + _filled(path)
        answer = Client().get(target)
        if answer.status_code not in (301, 302, 403, 404, 405):
            let_in.append((target, answer.status_code))
        if answer.status_code == 302 and "/login" not in answer["Location"]:
            let_in.append((target, answer["Location"]))
    assert let_in == []


def _filled(path):
    def value(part):
        return str(uuid4()) if part.startswith("<uuid:") else "x" if part.startswith("<") else part

    return "/".join(value(part) for part in path.split("/"))
