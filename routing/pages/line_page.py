"""The list of a queue as people live with it: its address, figures, filters, pages, and why rows left.

Every queue is a `LinePage`: what its rows and figures say, and what can be chosen. The rest is the same for all.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actors import actor_for_request
from core import clock
from core.actor import Actor
from core.errors import NotFound
from core.ids import public_id
from core.models import Identified
from events import feed
from routing.enums import State
from routing.pages.clocks import number, short_name
from routing.policies import is_routing_admin
from routing.queries.departures import Departed, what_became_of
from routing.queries.line import Criteria, Line, page_of
from workforce.models import Team
from workforce.queries.load import Load, load_of

PER_PAGE = 50
LIST = "queue-part"


@dataclass(frozen=True, slots=True)
class Asked:
    """The address of a list: its filters, whose, from which row on."""

    of: "LinePage"
    chosen: dict[str, str]
    own_only: bool
    offset: int

    def url(self, **changes: Any) -> str:
        """The address with some of it changed, without what is as usual. A changed filter begins at the first row."""
        values = self.chosen | {"owner": "me" if self.own_only else "", "offset": 0} | changes
        shown = {name: value for name, value in values.items() if value and value != self.of.usual.get(name)}
        return f"{self.of.address}?{urlencode(shown)}" if shown else self.of.address

    def only(self, **filters: str) -> str:
        """The address of everything the reader may see, or of what a figure has counted of it."""
        return self.url(**{**dict.fromkeys(self.of.filters, ""), "owner": "", **filters})

    @property
    def is_filtered(self) -> bool:
        return self.own_only or any(self.chosen[name] for name in self.of.filters)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks at the list, when, and how much of such work they have and can have."""

    by: Actor
    asked: Asked
    at: datetime
    load: Load

    @property
    def takes_work(self) -> bool:
        return self.load.places > 0


@dataclass(frozen=True, slots=True)
class Figures:
    """tiles  the line of figures; total  how many rows the filters leave"""

    tiles: list[dict[str, Any]]
    total: int


@dataclass(frozen=True, slots=True, eq=False)
class LinePage:
    """line      what is listed
    route        the name of the page; template, row  what draws it, and one row of it
    filter       the form above the list; filters  its fields that leave rows out; usual  what it says unless asked
    subject      what a row is about: its id is the row's, and `?<param>=` chooses it
    path         from a work item to that subject
    criteria     what the filters ask of the line
    shown        one row as its template takes it: `id`, `panel_url` and whatever else
    figures      of everything the reader may see: (reader, criteria, midnight) → Figures
    chosen       the panel of the subject with that id, as its template takes it; raises NotFound
    """

    line: Line
    route: str
    template: str
    row: str
    filter: type[forms.Form]
    filters: tuple[str, ...]
    usual: dict[str, str]
    subject: type[Identified]
    param: str
    path: str
    criteria: Callable[[dict[str, str]], Criteria]
    shown: Callable[[dict[str, Any], Reader], dict[str, Any]]
    figures: Callable[[Reader, Criteria, datetime], Figures]
    chosen: Callable[[str, Actor, datetime], dict[str, Any]]

    @property
    def address(self) -> str:
        return reverse(self.route)

    @property
    def topic(self) -> str:
        """What whoever sees all teams follows."""
        return f"queue.{self.line.queue.lower()}"


def show(request: HttpRequest, page: LinePage) -> HttpResponse:
    """The page, or to htmx its changing part with the figures."""
    by, at, asked = actor_for_request(request), clock.now(), _asked(request, page)
    position = feed.head()
    context = _list(request, by, asked, at)
    if request.htmx:  # type: ignore[attr-defined]  # by its middleware
        answer = render(request, "routing/queue_list.html", context | {"with_tiles": True})
        if request.htmx.trigger != LIST:  # type: ignore[attr-defined]  # the reader chose, not a live update
            answer["HX-Push-Url"] = asked.url(offset=asked.offset)
        return answer
    chosen = request.GET.get(page.param, "")
    context |= {
        "filter": page.filter(asked.chosen),
        "sees_all": is_routing_admin(by),
        "live": {"topics": " ".join(_topics(page, by)), "position": position},
        "panel": _chosen(page, chosen, by, at) if chosen else None,
    }
    return render(request, page.template, context)


def _topics(page: LinePage, by: Actor) -> list[str]:
    if is_routing_admin(by):
        return [page.topic]
    teams = Team.objects.filter(memberships__staff=by.user_id, work=page.line.queue)
    return [f"team.{team.public_id}" for team in teams]


def _chosen(page: LinePage, key: str, by: Actor, at: datetime) -> dict[str, Any] | None:
    """What the address names; an old address still opens the queue when that is somebody else's now."""
    try:
        return page.chosen(key, by, at)
    except NotFound:
        return None


def _asked(request: HttpRequest, page: LinePage) -> Asked:
    form = page.filter(request.GET)
    form.is_valid()
    chosen = {name: form.cleaned_data.get(name) or usual for name, usual in page.usual.items()}
    offset = request.GET.get("offset", "")
    return Asked(
        page,
        chosen,
        own_only=request.GET.get("owner") == "me",
        offset=min(int(offset), 1_000_000) if offset.isascii() and offset.isdigit() and len(offset) < 10 else 0,
    )


def _list(request: HttpRequest, by: Actor, asked: Asked, at: datetime) -> dict[str, Any]:
    page, criteria = asked.of, _criteria(asked, by)
    found = page_of(page.line, by, criteria, at, limit=PER_PAGE, offset=asked.offset)
    load = load_of(by.user_id, page.line.queue) if by.user_id else Load(0, 0)
    reader = Reader(by, asked, at, load)
    figures = page.figures(reader, criteria, clock.day_began(at))
    chosen = request.GET.get(page.param, "")
    rows = [page.shown(row, reader) for row in found]
    shown = {row["id"] for row in rows}
    seen = request.GET.get("seen", "").split(",") if request.GET.get("seen") else []
    return {
        "rows": rows,
        "row_template": page.row,
        "tiles": figures.tiles,
        "chosen": chosen if chosen in shown else rows[0]["id"] if rows else "",
        "page": _pages(asked, len(rows), figures.total),
        "list_url": asked.url(offset=asked.offset),
        "queue_url": page.address,
        "topic": page.topic,
        "seen": ",".join(row["id"] for row in rows),
        "left": _left(page, seen, shown, by),
        "is_filtered": asked.is_filtered,
        "me": by.id,
    }


def _criteria(asked: Asked, by: Actor) -> Criteria:
    wanted = asked.of.criteria(asked.chosen)
    wanted = replace(wanted, sort=asked.chosen["sort"], team_view=asked.chosen["scope"] == "team")
    return replace(wanted, owner_id=by.user_id) if asked.own_only else wanted


def tile(value: Any, label: str, asked: Asked, *, state: str = "", **filters: str) -> dict[str, Any]:
    """A figure that shows what it counted alone, and everything again when that is shown already. Without filters:
    everything."""
    current = all(asked.chosen[name] == wanted for name, wanted in filters.items())
    if not filters:
        current = not asked.is_filtered
    return {
        "value": number(value) if isinstance(value, int) else value,
        "label": label,
        "state": state if value else "",
        "url": asked.only(**(dict.fromkeys(filters, "") if current else filters)),
        "current": current,
    }


def own_tile(value: str, label: str, asked: Asked) -> dict[str, Any]:
    """How much of it is the reader's; it shows that alone, beside the filters that are chosen."""
    url = asked.url(owner="" if asked.own_only else "me")
    return {"value": value, "label": label, "state": "mine", "url": url, "current": asked.own_only}


def _pages(asked: Asked, shown: int, total: int) -> dict[str, Any]:
    first, last = asked.offset, asked.offset + shown
    return {
        "first": first + 1,
        "last": last,
        "total": total,
        "previous_url": asked.url(offset=max(0, first - PER_PAGE)) if first else None,
        "next_url": asked.url(offset=last) if last < total else None,
    }


def _left(page: LinePage, seen: list[str], shown: set[str], by: Actor) -> list[dict[str, str]]:
    """Why rows that the reader has just seen are no longer there. No query while none is gone."""
    parse = page.subject.parse_id
    gone = [key for text in seen[:PER_PAGE] if text not in shown and (key := parse(text)) is not None]
    became = what_became_of(page.line.queue, page.path, gone, by=by) if gone else ()
    return [{"id": public_id(page.subject.id_prefix, one.key), "note": _why_gone(one, by.user_id)} for one in became]


def _why_gone(one: Departed, reader: UUID | None) -> str:
    match State(one.state):
        case State.CLOSED:
            return _("closed")
        case State.PARKED:
            return _("parked")
        case State.ASSIGNED | State.IN_PROGRESS:
            return _("yours") if one.owner_id == reader else _("taken by %(name)s") % {"name": short_name(one.owner)}
    return ""
