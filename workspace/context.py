"""What the bar of every page shows. Read when the template asks: nothing for strangers, two statements for staff."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.enums import Role
from accounts.models import User
from core import clock
from core.actor import staff_public_id
from events import feed
from events.models import DomainEvent
from notifications.queries import bell_of
from scheduling.queries.calls import calls_waiting_for
from workforce.enums import Presence
from workforce.models import Staff
from workspace.navigation import Shown, address, current, pages_for


def chrome(request: HttpRequest) -> dict[str, Any]:
    """`shell` for base.html, and a default for `live`, which the view of a live page replaces by its own."""
    user = getattr(request, "user", None)
    if not isinstance(getattr(user, "_wrapped", user), User) or user is None or not user.is_authenticated:
        return {}
    shell = Shell(request, user)
    return {"shell": shell, "live": Live(shell)}


@dataclass(frozen=True)
class Live:
    """A page without live parts of its own still follows the reader's bell, from the position before it was read."""

    shell: "Shell"
    topics: str = ""

    @property
    def position(self) -> int:
        return self.shell.position


class Shell:
    """Each attribute is read once, and only when the page shows it."""

    def __init__(self, request: HttpRequest, user: Any) -> None:
        self._request, self._user = request, user

    @cached_property
    def _standing(self) -> tuple[str | None, int, int]:
        """The reader's presence, the feed's position and the calls that wait in their teams, in one statement."""
        stamped = DomainEvent.objects.filter(position__isnull=False).order_by("-position")
        head = Coalesce(Subquery(stamped.values("position")[:1]), 0)
        if not self._user.is_worker:
            return None, feed.head(), 0
        me = Staff.objects.active().filter(pk=self._user.pk)
        row = me.values_list("presence", head, calls_waiting_for(OuterRef("pk"))).first()
        return row or (None, feed.head(), 0)

    @property
    def home_url(self) -> str:
        return reverse("home")

    @cached_property
    def _pages(self) -> dict[Shown, list[dict[str, Any]]]:
        pages = pages_for(self._user.scopes, is_worker=self._user.is_worker)
        here = current([page for page in pages if page.shown is not Shown.SEARCH], self._request)
        counts = {reverse("calls"): self.calls_waiting}
        offered: dict[Shown, list[dict[str, Any]]] = {shown: [] for shown in Shown}
        for page in pages:
            offered[page.shown].append(
                {
                    "label": page.label,
                    "url": page.url,
                    "icon": page.icon,
                    "current": page is here,
                    "count": counts.get(page.url),
                }
            )
        return offered

    @property
    def nav(self) -> list[dict[str, Any]]:
        return self._pages[Shown.BAR]

    @property
    def more(self) -> list[dict[str, Any]]:
        return self._pages[Shown.MORE]

    @property
    def is_in_more(self) -> bool:
        """The reader is on a page of the bar's menu."""
        return any(page["current"] for page in self.more)

    @property
    def calls_waiting(self) -> int:
        """Requests that nobody of the reader's teams has taken."""
        return self._standing[2]

    @cached_property
    def presence(self) -> dict[str, Any] | None:
        standing = self._standing[0]
        return None if standing is None else presence_of(self._user.pk, standing)

    @cached_property
    def bell(self) -> dict[str, Any] | None:
        return bell_of(self._user)

    @cached_property
    def user(self) -> dict[str, Any]:
        user = self._user
        return {
            "name": user.name,
            "initials": user.initials,
            "email": user.email,
            "role": ", ".join(str(Role(role).label) for role in user.roles),
            "zone": user.timezone,
            "profile_url": reverse("profile"),
            "logout_url": reverse("logout"),
            "links": self._links(),
        }

    def _links(self) -> list[dict[str, str]]:
        links = []
        if self._user.is_staff:
            links.append({"label": _("Administration"), "url": reverse("admin:index"), "icon": "shield"})
        if settings.DEMO and (outbox := address("outbox")):
            links.append({"label": _("Local outbox"), "url": outbox, "icon": "mail"})
        if api := address("api-docs"):
            links.append({"label": _("API"), "url": api, "icon": "api"})
        return links

    @property
    def theme(self) -> str:
        return str(self._user.theme)

    @property
    def server_time(self) -> str:
        return clock.now().isoformat()

    @property
    def topics(self) -> str:
        return f"staff.{staff_public_id(self._user.pk)}" if self._user.is_worker else ""

    @property
    def position(self) -> int:
        return self._standing[1]


def presence_of(staff_id: UUID, value: str) -> dict[str, Any]:
    """What components/presence.html shows."""
    return {
        "url": reverse("presence"),
        "staff": staff_public_id(staff_id),
        "value": value.lower(),
        "label": Presence(value).label,
        "choices": [{"value": one.value.lower(), "label": one.label} for one in Presence],
    }
