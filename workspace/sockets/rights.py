"""Who is at the other end of a socket, whether they still may be, and what they may follow. Reads only."""

from dataclasses import dataclass
from importlib import import_module
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.utils.crypto import constant_time_compare

from accounts.actors import actor_for
from accounts.models import LoginSession, User
from core import clock
from core.actor import staff_public_id
from core.trace import Trace
from events import feed
from events.registry import may_follow
from workforce.actions import touch_presence
from workforce.enums import Work
from workforce.models import Staff, TeamMembership
from workspace.sockets.ticket import redeem


@dataclass(frozen=True, slots=True)
class Visitor:
    """A person as they were when they connected: any change of roles or login ends the connection.

    Signed in by the browser's session (`session_key`) or by a login that a ticket named (`login_id`).
    """

    user_id: UUID
    roles: frozenset[str]
    token_version: int
    session_key: str = ""
    login_id: UUID | None = None

    @property
    def watches(self) -> frozenset[str]:
        """The topics under which changes of this person's own rights are told."""
        return frozenset({f"user.{User(pk=self.user_id).public_id}", f"staff.{staff_public_id(self.user_id)}"})


def admit(session_key: str | None, ticket: str | None) -> Visitor | None:
    """Who comes in by this ticket or, without one, by this session."""
    if ticket:
        login = _login(redeem(ticket))
        return None if login is None else _visitor(login.user, login_id=login.pk)
    user = _session_user(session_key) if session_key else None
    return None if user is None else _visitor(user, session_key=session_key or "")


def look_again(visitor: Visitor) -> User | None:
    """The person, if they are still signed in the same way and hold the same roles."""
    if visitor.session_key:
        user = _session_user(visitor.session_key)
    else:
        login = _login(visitor.login_id)
        user = login.user if login else None
    if user is None or _key(user) != (visitor.user_id, visitor.roles, visitor.token_version):
        return None
    return user


def allowed(visitor: Visitor, topics: frozenset[str]) -> frozenset[str] | None:
    """Those of the topics that the person may follow now; None when they are not signed in any more."""
    user = look_again(visitor)
    return None if user is None else frozenset(topic for topic in topics if may_follow(user, topic))


def past(since: int, topics: frozenset[str]) -> list[feed.Frame]:
    """What has happened in these topics after `since`; raises TooOld, also for a position that never was."""
    feed.stamp()
    return feed.since(since, topics)


def own_topics(visitor: Visitor) -> frozenset[str]:
    """`/ws/agents/me`: what happens to the person."""
    return frozenset({f"staff.{staff_public_id(visitor.user_id)}"})


def queue_topics(visitor: Visitor, work: Work) -> frozenset[str]:
    """`/ws/queues/…`: the person's teams for that kind of work, what becomes theirs, and for those who see all teams
    the whole queue. What they may not follow is left out without a word."""
    memberships = TeamMembership.objects.filter(staff=visitor.user_id, team__work=work).select_related("team")
    teams = {f"team.{membership.team.public_id}" for membership in memberships}
    return frozenset({f"queue.{work.value.lower()}", *teams}) | own_topics(visitor)


def touch(visitor: Visitor, active: bool) -> None:
    """The person's heartbeat; people who take no work have none."""
    user = User.objects.filter(pk=visitor.user_id, is_active=True).first()
    if user is not None and Staff.objects.active().filter(pk=user.pk).exists():
        touch_presence(user.pk, active=active, by=actor_for(user, trace=Trace()))


def _visitor(user: User, **way_in: Any) -> Visitor:
    return Visitor(*_key(user), **way_in)


def _key(user: User) -> tuple[UUID, frozenset[str], int]:
    return user.pk, frozenset(user.roles), user.token_version


def _session_user(session_key: str) -> User | None:
    """Read anew each time: a session that was ended, or whose password changed, is gone."""
    session = import_module(settings.SESSION_ENGINE).SessionStore(session_key).load()
    user = User.objects.filter(pk=session[SESSION_KEY], is_active=True).first() if SESSION_KEY in session else None
    if user is None:
        return None
    is_same = constant_time_compare(session.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash())
    return user if is_same else None


def _login(login_id: UUID | None) -> LoginSession | None:
    if login_id is None:
        return None
    found = LoginSession.objects.live(clock.now()).select_related("user").filter(pk=login_id, user__is_active=True)
    return found.first()
