"""Load the demo world: once, whole or not at all."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import connection, transaction

from accounts.models import User
from core import clock
from core.locks import advisory_lock
from events.dispatch import dispatch_due
from events.feed import stamp
from events.publish import nudge_dispatch
from routing.actions.refresh_suggestions import refresh_suggestions
from routing.demo.cast import Cast
from routing.demo.history import tell_history
from routing.demo.mail import settle_mail
from routing.demo.own_time import clash_once, keep_own_time
from routing.demo.people import PASSWORD, introduce_people
from routing.demo.present import make_room, tell_present
from routing.demo.story import Story
from routing.demo.teams import form_teams

#: exists when the world does: it commits together with everything else
MARKER = "admin@demo.test"

Chapter = Callable[[Cast, Story], None]
DISPATCHES = 100_000  # more than the world has


def load_world(*, at: datetime, chapters: Iterable[Chapter] = ()) -> bool:
    """The demo world exists, as of `at`; False when it was here already.

    chapters  what apps above tell of it: each plans the lives of its own things

    One transaction, so that a load that was cut off leaves nothing and the next one starts afresh. Two at once: the
    second waits for the first and finds its world. No other process is nudged until all of it is there.
    """
    with transaction.atomic():
        advisory_lock("demo")
        _take_the_time_it_takes()
        if User.objects.filter(email=MARKER).exists():
            return False
        cast, story = Cast(at), Story(at)
        introduce_people(cast)
        form_teams(cast)
        keep_own_time(cast)
        tell_history(cast, story)
        tell_present(cast, story)
        for tell in chapters:
            tell(cast, story)
        story.tell()
        make_room(cast, story)
        clash_once(cast)
        refresh_suggestions(at=clock.now())
        _look_at_what_was_written()
        settle_mail(at)
        dispatch_due(DISPATCHES)
        connection.run_on_commit = []  # thousands of hints that all say the same: one is enough
        transaction.on_commit(nudge_dispatch, robust=True)
    if not connection.in_atomic_block:
        stamp()
    return True


def _take_the_time_it_takes() -> None:
    """On a busy machine a statement over the whole world may take longer than a request's is allowed to."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")


def _look_at_what_was_written() -> None:
    """The planner knows nothing yet of tables that were empty a moment ago."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE notifications_notification, notifications_delivery")


def logins() -> list[tuple[str, str, str]]:
    """Email, name and what the person is, of everybody who can sign in; the password is the same for all."""
    people = User.objects.filter(email__endswith="@demo.test").prefetch_related("staff__teams")
    rows = []
    for user in people.order_by("created_at", "id"):
        staff = getattr(user, "staff", None)
        where = ", ".join(team.name for team in staff.teams.all()) if staff else ""
        rows.append((user.email, user.name, f"{'/'.join(user.roles)} {where}".strip()))
    return rows


__all__ = ["MARKER", "PASSWORD", "Chapter", "load_world", "logins"]
