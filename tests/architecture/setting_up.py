"""The part of the permission matrix that is about merchants: who opens what."""

from tests.architecture.callers import ADMINS

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
