"""The part of the permission matrix that is about merchants: who opens what, and one of each thing."""

from core.actor import SYSTEM
from routing.tests.merchants import ic_team, merchant, need
from scheduling.tests.session_pages import planned
from tests.architecture.callers import ADMINS, CANARY
from workforce.actions import set_capacity
from workforce.enums import Work
from workforce.models import Staff

#: the consultant, who has the merchant and its session, and whoever runs that
SETS_UP = {"ic", *ADMINS}

SET_UP_PAGES: dict[str, set[str]] = {
    "queue/ic/": SETS_UP,
    "merchants/<merchant_id>/": SETS_UP,
    "merchants/<merchant_id>/panel/": SETS_UP,
    "merchants/<merchant_id>/schedule/": SETS_UP,
    "merchants/<merchant_id>/steps/<step_number>/done/": SETS_UP,
    "merchants/<merchant_id>/steps/<step_number>/undone/": SETS_UP,
    "needs/<entry_id>/assign/": SETS_UP,
    "needs/<entry_id>/choose/": SETS_UP,
    "needs/<entry_id>/claim/": {"ic"},  # who takes merchants
    "needs/<entry_id>/release/": SETS_UP,
    "sessions/<session_id>/": SETS_UP,
    "sessions/<session_id>/panel/": SETS_UP,
    "sessions/<session_id>/start/": SETS_UP,
    "sessions/<session_id>/complete/": SETS_UP,
    "sessions/<session_id>/move/": SETS_UP,
    "sessions/<session_id>/cancel/": SETS_UP,
    "sessions/<session_id>/missed/": SETS_UP,
}


def set_up(consultant: Staff) -> dict[str, str]:
    """Ids of a merchant whom that consultant has, of its need and of a session with it, by a route's parameters."""
    set_capacity(consultant, Work.IC, 5, by=SYSTEM)
    ic_team(consultant, name="Set-up")
    shop = merchant(business_name=CANARY)
    need(shop)
    session = planned(consultant, shop)
    return {
        "merchant_id": shop.public_id,
        "entry_id": session.entry.public_id,
        "session_id": session.public_id,
        "step_number": "9",
    }
