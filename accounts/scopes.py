"""Who may do what: one table, role → scopes. A person has the union of their roles' scopes.

Scopes are asked by the API, the pages and the admin alike. `docs/roles.md` is generated from this module.
"""

from collections.abc import Iterable
from enum import StrEnum
from functools import cache

from accounts.enums import Role


class Scope(StrEnum):
    """Names as integrators know them."""

    AE_QUEUE_READ = "ae:queue:read"
    AE_QUEUE_ASSIGN = "ae:queue:assign"
    IC_QUEUE_READ = "ic:queue:read"
    IC_QUEUE_ASSIGN = "ic:queue:assign"
    CALLS_BOOK = "calls:book"
    CALLS_HANDLE = "calls:handle"
    ADMIN_ROUTING = "admin:routing"
    SYSTEM_ROUTING = "system:routing"
    ADMIN_WORKFORCE = "admin:workforce"
    ADMIN_USERS = "admin:users"
    ANALYTICS_READ = "analytics:read"


MEANING: dict[Scope, str] = {
    Scope.AE_QUEUE_READ: "See the AE queue: own entries and those of one's teams.",
    Scope.AE_QUEUE_ASSIGN: "Claim a lead from the AE queue and record what was done for it.",
    Scope.IC_QUEUE_READ: "See the IC queue: own entries and those of one's teams.",
    Scope.IC_QUEUE_ASSIGN: "Claim an entry of the IC queue and schedule its session.",
    Scope.CALLS_BOOK: "See when calls are possible, ask for one, move and cancel it: those of one's own company.",
    Scope.CALLS_HANDLE: "See and handle the calls of one's teams and one's own.",
    Scope.ADMIN_ROUTING: "See every queue, assign to anybody, override a refusal, change policies.",
    Scope.SYSTEM_ROUTING: "Bring work in and start automatic assignment; for other systems.",
    Scope.ADMIN_WORKFORCE: "Change teams, skills, capacity, working hours and time off.",
    Scope.ADMIN_USERS: "Create, change and deactivate people; make and revoke API keys.",
    Scope.ANALYTICS_READ: "Read the figures: how fast, how much and how it ended.",
}

ROLE_SCOPES: dict[Role, frozenset[Scope]] = {
    Role.AE: frozenset({Scope.AE_QUEUE_READ, Scope.AE_QUEUE_ASSIGN, Scope.CALLS_HANDLE}),
    Role.IC: frozenset({Scope.IC_QUEUE_READ, Scope.IC_QUEUE_ASSIGN, Scope.CALLS_HANDLE}),
    Role.AGENT: frozenset({Scope.CALLS_HANDLE}),
    Role.SUPERVISOR: frozenset(
        {
            Scope.AE_QUEUE_READ,
            Scope.IC_QUEUE_READ,
            Scope.CALLS_HANDLE,
            Scope.ADMIN_ROUTING,
            Scope.ADMIN_WORKFORCE,
            Scope.ANALYTICS_READ,
        },
    ),
    Role.MECHANIC: frozenset({Scope.CALLS_HANDLE}),
    Role.CUSTOMER: frozenset({Scope.CALLS_BOOK}),
    Role.ADMIN: frozenset(Scope),
}

#: what a supervisor may change in the admin; everything else there is to be looked at only
SUPERVISED_APPS = frozenset({"workforce", "routing", "scheduling"})


def scopes_of(roles: Iterable[str]) -> frozenset[str]:
    """The union over these roles; a role nobody knows any more gives nothing."""
    return _union(frozenset(roles))


@cache
def _union(roles: frozenset[str]) -> frozenset[str]:
    return frozenset(scope.value for role in Role if role.value in roles for scope in ROLE_SCOPES[role])


def admin_may(roles: Iterable[str], permission: str) -> bool:
    """The admin's `app.verb_model`: ADMIN everything; SUPERVISOR looks everywhere and changes how work is routed."""
    held = set(roles)
    if Role.ADMIN in held:
        return True
    if Role.SUPERVISOR not in held:
        return False
    app, _, verb = permission.partition(".")
    return verb.startswith("view_") or app in SUPERVISED_APPS


def unknown_scopes(names: Iterable[str]) -> list[str]:
    known = set(Scope)
    return sorted(name for name in set(names) if name not in known)
