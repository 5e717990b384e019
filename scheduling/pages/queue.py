"""The calls queue: what waits for an answer, what is mine today and later, what is over; and one key to take it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from accounts.actors import actor_for_request
from accounts.web import requires_scope
from core import clock
from core.actor import Actor
from core.errors import NotFound
from events import feed
from routing.pages.clocks import number, short_name
from routing.policies import is_routing_admin
from scheduling.conf import ADMIN_SCOPE, HANDLE_SCOPE
from scheduling.enums import FINAL, CallStatus
from scheduling.models import CallRequest
from scheduling.pages import panel
from scheduling.pages.filters import CallFilter
from scheduling.pages.rows import Reader, row_of
from scheduling.queries.call_page import call_for_page
from scheduling.queries.call_queue import Listed, Wanted, calls_for, counts_of, what_became_of
from scheduling.queries.calls import teams_of
from workforce.enums import Work
from workforce.models import Team
from workforce.queries.load import load_of

READERS = (HANDLE_SCOPE, ADMIN_SCOPE)
LIST = "calls-part"
DEFAULTS = {"topic": "", "status": "", "scope": "mine"}
MOST_SEEN = 300


@dataclass(frozen=True, slots=True)
class Asked:
    """The address of a list: its filters."""

    chosen: dict[str, str]

    def url(self, **changes: str) -> str:
        values = self.chosen | changes
        shown = {name: value for name, value in values.items() if value and value != DEFAULTS.get(name)}
        return f"{reverse('calls')}?{urlencode(shown)}" if shown else reverse("calls")

    @property
    def wanted(self) -> Wanted:
        return Wanted(self.chosen["topic"], self.chosen["status"], self.chosen["scope"] == "team")

    @property
    def is_filtered(self) -> bool:
        return bool(self.chosen["topic"] or self.chosen["status"])


@requires_scope(*READERS)
@require_safe
def calls(request: HttpRequest) -> HttpResponse:
    by, at, asked = actor_for_request(request), clock.now(), _asked(request)
    position = feed.head()
    context = _list(request, by, asked, at)
    if request.htmx:  # type: ignore[attr-defined]  # by its middleware
        answer = render(request, "scheduling/queue_list.html", context | {"with_tiles": True})
        if request.htmx.trigger != LIST:  # type: ignore[attr-defined]  # the reader chose, not a live update
            answer["HX-Push-Url"] = asked.url()
        return answer
    chosen = request.GET.get("call", "")
    context |= {
        "filter": CallFilter(asked.chosen),
        "sees_all": is_routing_admin(by),
        "live": {"topics": " ".join(_topics(by)), "position": position},
        "panel": _chosen(chosen, by, at) if chosen else None,
    }
    return render(request, "scheduling/queue.html", context)


def _topics(by: Actor) -> list[str]:
    if is_routing_admin(by):
        return ["queue.calls"]
    teams = Team.objects.filter(memberships__staff=by.user_id, work=Work.CALL)
    return [f"team.{team.public_id}" for team in teams]


def _chosen(call_id: str, by: Actor, at: datetime) -> dict[str, Any] | None:
    """The call that the address names; an old address still opens the queue."""
    try:
        return panel.shown(call_for_page(call_id, by), by, at)
    except NotFound:
        return None


def _asked(request: HttpRequest) -> Asked:
    form = CallFilter(request.GET)
    form.is_valid()
    return Asked({name: form.cleaned_data.get(name) or usual for name, usual in DEFAULTS.items()})


def _list(request: HttpRequest, by: Actor, asked: Asked, at: datetime) -> dict[str, Any]:
    found = calls_for(by, asked.wanted, at)
    midnight = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    teams = teams_of(by.user_id) if by.user_id else frozenset()
    places = load_of(by.user_id, Work.CALL).places if by.user_id else 0
    reader = Reader(by, teams, takes_calls=places > 0, day_ends=midnight)
    parts = _parts(found, reader, asked, at)
    shown = [row["id"] for part in parts for row in part["rows"]]
    chosen = request.GET.get("call", "")
    seen = [text for text in request.GET.get("seen", "").split(",")[:MOST_SEEN] if text]
    return {
        "parts": parts,
        "first": parts[0]["rows"][0] if parts else None,
        "tiles": _tiles(counts_of(by, at, midnight), len(found.uncovered), asked, takes_calls=places > 0),
        "chosen": chosen if chosen in shown else shown[0] if shown else "",
        "list_url": asked.url(),
        "seen": ",".join(shown),
        "left": _left(seen, set(shown), by),
        "is_filtered": asked.is_filtered,
        "all_url": reverse("calls"),
        "takes_calls": places > 0,
        "me": by.id,
    }


def _parts(found: Listed, reader: Reader, asked: Asked, at: datetime) -> list[dict[str, Any]]:
    """The list in its order; a part without rows is left out."""
    waiting = [call for call in found.waiting if not call.work_item.is_owned]  # as the figure above counts them
    in_hand = [call for call in found.waiting if call.work_item.is_owned]
    in_progress = [call for call in found.agreed if call.status == CallStatus.IN_PROGRESS]
    to_come = [call for call in found.agreed if call.status != CallStatus.IN_PROGRESS]
    today = [call for call in to_come if (call.scheduled_date_time or at) < reader.day_ends]
    later = [call for call in to_come if (call.scheduled_date_time or at) >= reader.day_ends]
    parts: list[tuple[str, str, list[CallRequest]]] = [
        ("uncovered", _("Needs another member"), found.uncovered),
        ("unsaid", _("How did it end?"), found.unsaid),
        ("running", _("In progress"), in_progress),
        ("in_hand", _("A time is being agreed"), in_hand),
        ("waiting", _("Waits for an answer"), waiting),
        ("today", _("Today"), today),
        ("later", pgettext("calls", "Later"), later),
        ("ended", pgettext("calls", "Over"), found.ended),
    ]
    return [
        {"name": name, "title": title, "rows": [row_of(call, name, reader, asked.url, at) for call in rows]}
        for name, title, rows in parts
        if rows
    ]


def _tiles(counts: dict[str, int], uncovered: int, asked: Asked, *, takes_calls: bool) -> list[dict[str, Any]]:
    def tile(value: int, label: str, state: str = "", **chosen: str) -> dict[str, Any]:
        url = asked.url(**(DEFAULTS | {"scope": asked.chosen["scope"]} | chosen)) if chosen else ""
        return {
            "value": number(value),
            "label": label,
            "state": state if value else "",
            "url": url,
            "current": bool(chosen) and chosen["status"] == asked.chosen["status"],
        }

    tiles = [
        tile(counts["waiting"], _("wait for an answer"), status=CallStatus.PENDING),
        tile(counts["breached"], _("breached"), "breached"),
        tile(counts["at_risk"], _("at risk"), "at_risk"),
        tile(counts["running"], _("in progress"), status=CallStatus.IN_PROGRESS),
    ]
    if uncovered:
        tiles.insert(0, tile(uncovered, _("need another member"), "breached"))
    if takes_calls:
        tiles.append(tile(counts["mine"], _("for me to answer"), "mine"))
        tiles.append(tile(counts["today"], _("mine today"), "mine"))
    return tiles


def _left(seen: list[str], shown: set[str], by: Actor) -> list[dict[str, str]]:
    """Why rows that the reader has just seen are no longer there. No query while none is gone."""
    gone = [key for text in seen if text not in shown and (key := CallRequest.parse_id(text)) is not None]
    if not gone:
        return []
    return [{"id": call.public_id, "note": _why_gone(call, by)} for call in what_became_of(gone, by)]


def _why_gone(call: CallRequest, by: Actor) -> str:
    if call.status in FINAL:
        return str(call.get_status_display()).lower()
    if call.owner is None:
        return ""
    if call.owner.pk == by.user_id:
        return _("yours")
    return _("taken by %(name)s") % {"name": short_name(call.owner.name)}
