"""The permission matrix of pages and live topics: who opens what, and that the rest looks like nothing."""

import re

import pytest

from events.registry import FOLLOW, may_follow
from tests.architecture.callers import (
    ADMINS,
    AES,
    CANARY,
    CUSTOMERS,
    EVERYBODY,
    KEYS,
    SIGNED_IN,
    filled,
    happened,
    plain,
    routes,
    undone,
)
from tests.architecture.setting_up import SET_UP_PAGES, SETS_UP

pytestmark = pytest.mark.django_db

PEOPLE = EVERYBODY - KEYS
QUEUE = {*AES, *ADMINS}
#: who takes calls, or runs that
TAKERS = SIGNED_IN - CUSTOMERS
SEES_LEADS = {"owner", "mate", "customer", *ADMINS}

#: pages that anybody may open, signed in or not; other people's own pages, and addresses that are no pages
OPEN = (
    "login", "logout", "password/reset", "dev/outbox", "healthz", "readyz", "metrics", "static", "api", "admin",
    "i18n", "auth", "^", "hooks", "service-worker.js", "calendars", "call-links",
    "session-links", "session-files",
)  # fmt: skip

#: the questions of the schedule-a-call wizard, and what its pages send
WIZARD = (
    "start", "topic", "method", "time", "wishes", "who", "code", "contact", "details", "review",
    "hold", "release", "cancel", "phone",
)  # fmt: skip

#: page → who opens it for a thing that is there (its form where it only takes one); nobody else sees that it is there
PAGES = {
    "": SIGNED_IN,
    **SET_UP_PAGES,
    "calendar/feed/": SIGNED_IN,
    "calendar/feed/new/": SIGNED_IN,
    "calendar/feed/revoke/": {"owner"},  # who has an address
    "calendar/feed/shows/": {"owner"},
    "calls/": TAKERS,
    "calls/<call_id>/": {"owner", "mate", *ADMINS},
    "calls/<call_id>/panel/": {"owner", "mate", *ADMINS},
    "calls/<call_id>/claim/": {"owner", "mate", *ADMINS},
    "calls/<call_id>/cancel/": {"owner", *ADMINS},
    "calls/<call_id>/complete/": {"owner", *ADMINS},
    "calls/<call_id>/confirm/": {"owner", *ADMINS},
    "calls/<call_id>/cover/": {"owner", *ADMINS},
    "calls/<call_id>/edit/": {"owner", *ADMINS},
    "calls/<call_id>/hand-over/": {"owner", *ADMINS},
    "calls/<call_id>/next/": {"owner", "mate"},
    "calls/<call_id>/no-show/": {"owner", *ADMINS},
    "calls/<call_id>/propose/": {"owner", *ADMINS},
    "calls/<call_id>/propose/preview/": {"owner", "mate", *ADMINS},
    "calls/<call_id>/release/": {"owner", *ADMINS},
    "calls/<call_id>/reschedule/": {"owner", *ADMINS},
    "calls/<call_id>/start/": {"owner", *ADMINS},
    "decisions/": ADMINS,
    "availability/": {*AES, "ic", *ADMINS},  # of a team of one's own; supervisors see all
    "calendar/": SIGNED_IN - CUSTOMERS,
    "closures/": ADMINS,
    "closures/<blackout_id>/remove/": ADMINS,
    "my-calendars/": SIGNED_IN - CUSTOMERS,
    "my-hours/": SIGNED_IN - CUSTOMERS,
    "outside-calendars/<outside_id>/disconnect/": {"owner", *ADMINS},
    "outside-calendars/<outside_id>/read/": {"owner", *ADMINS},
    "rota/": ADMINS,
    "shifts/<shift_id>/": ADMINS,
    "shifts/<shift_id>/remove/": ADMINS,
    "staff/<staff_id>/calendar/": {"owner", *ADMINS},
    "staff/<staff_id>/calendars/": {"owner", *ADMINS},
    "staff/<staff_id>/country/": {"owner", *ADMINS},
    "staff/<staff_id>/days/<day>/": {"owner", *ADMINS},
    "staff/<staff_id>/hours/": {"owner", *ADMINS},
    "staff/<staff_id>/time-off/": {"owner", *ADMINS},
    "team/<team_id>/availability/": {"owner", "mate", *ADMINS},
    "team/<team_id>/rota/": ADMINS,
    "team/<team_id>/shifts/": ADMINS,
    "time-off/<time_off_id>/remove/": {"owner", *ADMINS},
    "actions/": QUEUE,
    "actions/<action_id>/done/": {"owner", *ADMINS},
    "actions/<action_id>/off/": {"owner", *ADMINS},
    "decisions/<decision_id>/": {"owner", "mate", *ADMINS},
    "history/<kind>/<subject_id>/": ADMINS,
    "journeys/<journey_id>/": {"owner", "mate", *ADMINS},
    "leads/<lead_id>/": {"owner", "mate", *ADMINS},
    "leads/<lead_id>/assign/": {"owner", "mate", *ADMINS},
    "leads/<lead_id>/callback/": {"owner", *ADMINS},
    "leads/<lead_id>/claim/": {"owner", "mate"},  # who takes leads
    "leads/<lead_id>/escalate/": set(),  # people work on it anyway
    "leads/<lead_id>/log/": {"owner", *ADMINS},
    "leads/<lead_id>/panel/": {"owner", "mate", *ADMINS},
    "leads/<lead_id>/park/": {"owner", *ADMINS},
    "leads/<lead_id>/release/": {"owner", *ADMINS},
    "leads/<lead_id>/reopen/": ADMINS,
    "my-calls/": CUSTOMERS,
    "my-calls/<call_id>/": {"customer"},
    "my-calls/<call_id>/cancel/": {"customer"},
    "my-calls/<call_id>/invite.ics": {"customer"},
    "my-calls/<call_id>/pick/": {"customer"},
    "my-calls/<call_id>/rate/": {"customer"},
    "my-calls/<call_id>/reschedule/": {"customer"},
    "notifications/": SIGNED_IN,
    "notifications/<notification_id>/open/": {"owner"},
    "notifications/<notification_id>/read/": {"owner"},
    "notifications/bell/": SIGNED_IN,
    "notifications/previews/": ADMINS,
    "notifications/previews/<message_kind>/<language>/": ADMINS,
    "notifications/previews/<message_kind>/<language>/html": ADMINS,
    "notifications/read/": SIGNED_IN,
    "wall/": ADMINS,
    "team/": QUEUE,
    "team/<staff_id>/accepts-new/": {"owner", *ADMINS},
    "figures/": ADMINS,
    "figures/csv/": ADMINS,
    "figures/calls/": ADMINS,
    "figures/calls/csv/": ADMINS,
    "import/": ADMINS,
    "import/<batch_id>/": ADMINS,
    "batches/": QUEUE,
    "batches/<batch_id>/": ADMINS,
    "batches/<batch_id>/refused.csv": ADMINS,
    "batches/<batch_id>/stop/": ADMINS,
    "policies/": ADMINS,
    "policies/<queue>/": ADMINS,
    "policies/<queue>/<team_id>/": ADMINS,
    "policies/<queue>/<team_id>/drop/": ADMINS,
    "policies/<queue>/<team_id>/restore/": ADMINS,
    "policies/<queue>/<team_id>/versions/": ADMINS,
    "policies/<queue>/restore/": ADMINS,
    "policies/<queue>/versions/": ADMINS,
    "presence/": SIGNED_IN - CUSTOMERS,
    "profile/": SIGNED_IN,
    "profile/logins/<login_id>/end/": {"owner"},
    "profile/notifications/": SIGNED_IN - CUSTOMERS,
    "profile/notifications/devices/": SIGNED_IN - CUSTOMERS,
    "profile/notifications/devices/<device_id>/remove/": {"owner"},
    "profile/password/": SIGNED_IN,
    "queue/": QUEUE,
    "reassign/": ADMINS,
    "schedule-call/": PEOPLE,  # guests as well; whoever has no draft is led to the introduction
    "schedule-call/booked/<draft_id>/": {"customer"},
    "schedule-call/booked/<draft_id>/call.ics": {"customer"},
    **{f"schedule-call/{page}/": PEOPLE for page in WIZARD},
    "search/": SIGNED_IN,
    "team/<staff_id>/retire/": ADMINS,
}


#: forms that reach what they are about
FORMS = {
    "policies/<queue>/restore/": {"version": 1, "replaces": 1},
    "policies/<queue>/<team_id>/restore/": {"version": 1, "replaces": 1},
}


def page_routes():
    found = {plain(path) for path, _pattern in routes()}
    return sorted(path for path in found if not path.startswith(OPEN))


@pytest.fixture
def cast(assembled):
    return assembled


def open_page(browser, path, things):
    """What a GET gives; where a page only takes a form, an empty one."""
    address = f"/{filled(path, things)}"
    with undone():
        before = happened()
        answer = browser.get(address)
        if answer.status_code == 405:
            answer = browser.post(address, FORMS.get(path, {}))
        kept_out = answer.status_code in {403, 404} or answer.headers.get("Location", "").startswith("/login/")
        assert answer.status_code < 500, address
        assert not kept_out or happened() == before, address
    return answer, kept_out


def said(answer):
    """Without what is new in every answer: the trace, and where one would come back to after signing in."""
    body = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "", answer.content.decode())
    return answer.status_code, answer.headers.get("Location", "").partition("?")[0], body


def test_every_page_is_in_the_matrix():
    assert page_routes() == sorted(PAGES)


@pytest.mark.parametrize("path", sorted(PAGES))
def test_page_opens_for_whom_the_matrix_names(path, cast):
    opened = set()
    for name, browser in cast.browsers().items():
        answer, kept_out = open_page(browser, path, cast.things)
        if not kept_out:
            opened.add(name)
        elif name not in SEES_LEADS:
            assert said(answer) == said(open_page(browser, path, cast.missing())[0]), name
            assert CANARY not in answer.content.decode(), name
    assert opened == PAGES[path]


@pytest.mark.parametrize("path", sorted(path for path in PAGES if "_id>" in path and "journey" not in path))
def test_page_of_nothing_opens_for_nobody(path, cast):
    assert [name for name, browser in cast.browsers().items() if not open_page(browser, path, cast.missing())[1]] == []


#: page that lists → who finds a lead of the team in it
LISTS = {
    "": set(),
    "wall/": ADMINS,
    "team/": {"owner", "mate"},  # others choose a team first
    "figures/": set(),
    f"search/?q={CANARY[:6]}": {"owner", "mate", *SETS_UP},
    "queue/": {"owner", "mate", *ADMINS},  # one of them waits in the team's line
    "decisions/": ADMINS,
    "queue/ic/": SETS_UP,
    "queue/?scope=team": {"owner", "mate", *ADMINS},
    "notifications/": {"owner", "ic"},  # theirs is about the merchant
}


@pytest.mark.parametrize("path", sorted(LISTS))
def test_list_shows_only_what_is_the_readers(path, cast):
    shown = set()
    for name, browser in cast.browsers().items():
        if CANARY in browser.get(f"/{path}").content.decode():
            shown.add(name)
    assert shown == LISTS[path]


#: live topic → who may follow it
TOPICS = {
    "queue.ae": ADMINS,
    "queue.ic": ADMINS,
    "merchant.<merchant_id>": {"ic", *ADMINS},
    "queue.calls": ADMINS,
    "session.<session_id>": SETS_UP,
    "call.<call_id>": {"owner", "mate", "customer", *ADMINS},
    "queue.xx": set(),
    "team.<team_id>": {"owner", "mate", *ADMINS},
    "lead.<lead_id>": {"owner", "mate", *ADMINS},
    "staff.<staff_id>": {"owner"},
    "user.<user_id>": {"owner"},
    "batch.<batch_id>": ADMINS,
    "batches.<staff_id>": {"owner"},
    "calendar.all": ADMINS,
    "calendar.closures": SIGNED_IN - CUSTOMERS,
    "calendar.<staff_id>": {"owner", "mate", *ADMINS},
    "presence.all": ADMINS,
    "presence.<team_id>": {"owner", "mate", *ADMINS},
    "outbox.all": SIGNED_IN,  # where there is one at all: in demos
}


def test_every_kind_of_topic_is_in_the_matrix():
    assert {topic.partition(".")[0] for topic in TOPICS} == set(FOLLOW)


@pytest.mark.parametrize("topic", sorted(TOPICS))
def test_topic_is_followed_by_whom_the_matrix_names(topic, cast):
    things = cast.things | {"user_id": cast.people["owner"].public_id}
    followers = {name for name, user in cast.people.items() if may_follow(user, filled(topic, things))}
    assert followers == TOPICS[topic]
    if "<" in topic:
        nothing = filled(topic, cast.missing() | {"user_id": "user_x"})
        assert {name for name, user in cast.people.items() if may_follow(user, nothing)} <= ADMINS  # who see all
