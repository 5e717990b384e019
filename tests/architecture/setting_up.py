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
    "sessions/<session_id>/hand-over/": SETS_UP,
    "sessions/<session_id>/second-host/": SETS_UP,
    "sessions/<session_id>/second-host/remove/": SETS_UP,
    "sessions/<session_id>/cancel/": SETS_UP,
    "sessions/<session_id>/missed/": SETS_UP,
}

SET_UP_API: dict[str, set[str]] = {
    "GET merchants": {"ic", "key", *ADMINS},
    "POST merchants": {"key", *ADMINS},
    "GET merchants/<merchant_id>": {"ic", "key", *ADMINS},
    "PATCH merchants/<merchant_id>": {"key", *ADMINS},
    "PUT merchants/<merchant_id>/progress": {"ic", "key", *ADMINS},
    "GET queues/ic": SETS_UP,
    "POST queues/ic": {"key", *SETS_UP},
    "POST queues/ic/<entry_id>/assign": SETS_UP,
    "POST queues/ic/<entry_id>/auto-assign": {"key", *SETS_UP},  # taken: 409 says so to who sees it
    "POST queues/ic/<entry_id>/release": SETS_UP,
    "POST scheduling/ic": SETS_UP,
    "GET scheduling/ic/availability": SETS_UP,
    "GET scheduling/ic/sessions": SETS_UP,
    "GET scheduling/ic/sessions/<session_id>": SETS_UP,
    "PUT scheduling/ic/sessions/<session_id>": SETS_UP,
    "PUT scheduling/ic/sessions/<session_id>/second-host": SETS_UP,
    "DELETE scheduling/ic/sessions/<session_id>/second-host": SETS_UP,
}
