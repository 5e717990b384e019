"""My queue: what waits, what is mine, how urgent each is, and one key to take it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

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
from core.actor import Actor, staff_public_id
from core.errors import NotFound
from events import feed
from routing.conf import ADMIN_SCOPE
from routing.enums import LEAD_STATUS, LeadStatus, Queue, SlaStatus, State
from routing.models import Lead
from routing.pages import panel
from routing.pages.clocks import contact_clock, minutes, money, next_try_words, number, short_name, words
from routing.pages.forms import QueueFilter
from routing.policies import is_routing_admin
from routing.queries import line
from routing.queries.ae_queue import LEADS, summary_of
from routing.queries.departures import what_became_of
from routing.queries.entries import item_of_lead
from workforce.models import Team
from workforce.queries.load import Load, load_of

READERS = ("ae:queue:read", ADMIN_SCOPE)
PER_PAGE = 50
DEFAULTS = {"status": "", "priority": "", "cohort": "", "sla_status": "", "scope": "mine", "sort": "priority"}
FILTERS = ("status", "priority", "cohort", "sla_status")
LIST = "queue-part"


@dataclass(frozen=True, slots=True)
class Asked:
    """The address of a list: its filters, whose, from which row on."""

    chosen: dict[str, str]
    own_only: bool
    offset: int

    def url(self, **changes: Any) -> str:
        """The address with some of it changed, without what is as usual. A changed filter begins at the first row."""
        values = self.chosen | {"owner": "me" if self.own_only else "", "offset": 0} | changes
        shown = {name: value for name, value in values.items() if value and value != DEFAULTS.get(name)}
        return f"{reverse('ae_queue')}?{urlencode(shown)}" if shown else reverse("ae_queue")

    def only(self, **filters: str) -> str:
        """The address of everything the reader may see, or of what a figure has counted of it."""
        return self.url(**{**dict.fromkeys(FILTERS, ""), "owner": "", **filters})

    def criteria(self, by: Actor) -> line.Criteria:
        return line.Criteria(
            status=self.chosen["status"],
            priority=self.chosen["priority"],
            cohort=self.chosen["cohort"],
            sla_status=self.chosen["sla_status"],
            sort=self.chosen["sort"],
            owner_id=by.user_id if self.own_only else None,
            team_view=self.chosen["scope"] == "team",
        )


@requires_scope(*READERS)
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    by, at, asked = actor_for_request(request), clock.now(), _asked(request)
    position = feed.head()
    context = _list(request, by, asked, at)
    if request.htmx:  # type: ignore[attr-defined]  # by its middleware
        answer = render(request, "routing/queue_list.html", context | {"with_tiles": True})
        if request.htmx.trigger != LIST:  # type: ignore[attr-defined]  # the reader chose, not a live update
            answer["HX-Push-Url"] = asked.url(offset=asked.offset)
        return answer
    teams = [] if is_routing_admin(by) else Team.objects.filter(memberships__staff=by.user_id, work=Queue.AE)
    topics = ["queue.ae"] if is_routing_admin(by) else [f"team.{team.public_id}" for team in teams]
    chosen = request.GET.get("lead", "")
    context |= {
        "filter": QueueFilter(asked.chosen),
        "sees_all": is_routing_admin(by),
        "live": {"topics": " ".join(topics), "position": position},
        "panel": _chosen(chosen, by, at) if chosen else None,
    }
    return render(request, "routing/queue.html", context)


def _chosen(lead_id: str, by: Actor, at: datetime) -> dict[str, Any] | None:
    """The lead that the address names; an old address still opens the queue when the lead is somebody else's now."""
    try:
        return panel.shown(item_of_lead(lead_id, by=by), by, at)
    except NotFound:
        return None


def _asked(request: HttpRequest) -> Asked:
    form = QueueFilter(request.GET)
    form.is_valid()
    chosen = {name: form.cleaned_data.get(name) or usual for name, usual in DEFAULTS.items()}
    offset = request.GET.get("offset", "")
    return Asked(
        chosen,
        own_only=request.GET.get("owner") == "me",
        offset=min(int(offset), 1_000_000) if offset.isascii() and offset.isdigit() and len(offset) < 10 else 0,
    )


def _list(request: HttpRequest, by: Actor, asked: Asked, at: datetime) -> dict[str, Any]:
    criteria = asked.criteria(by)
    found = line.page_of(LEADS, by, criteria, at, limit=PER_PAGE, offset=asked.offset)
    midnight = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    summary, total = summary_of(by, criteria, at, midnight)
    load = load_of(by.user_id, Queue.AE) if by.user_id else Load(0, 0)
    chosen = request.GET.get("lead", "")
    rows = [_row(row, by, asked, at, takes_leads=load.places > 0) for row in found]
    seen = request.GET.get("seen", "").split(",") if request.GET.get("seen") else []
    return {
        "rows": rows,
        "tiles": _tiles(summary, load, asked),
        "chosen": chosen if chosen in {row["id"] for row in rows} else rows[0]["id"] if rows else "",
        "page": _pages(asked, len(rows), total),
        "list_url": asked.url(offset=asked.offset),
        "seen": ",".join(row["id"] for row in rows),
        "left": _left(seen, {row["id"] for row in rows}, by),
        "is_filtered": asked.own_only or any(asked.chosen[name] for name in FILTERS),
        "all_url": reverse("ae_queue"),
        "me": by.id,
    }


def _row(row: dict[str, Any], by: Actor, asked: Asked, at: datetime, *, takes_leads: bool) -> dict[str, Any]:
    lead = Lead(pk=row["lead_id"]).public_id
    state = State(row["state"])
    is_owned = state in (State.ASSIGNED, State.IN_PROGRESS)
    sub = (row["contact_name"], words(row["business_category"]), money(row["quote"] or None))
    return {
        "id": lead,
        "url": reverse("lead", args=[lead]),
        "panel_url": reverse("lead_panel", args=[lead]),
        "here_url": asked.url(offset=asked.offset, lead=lead),
        "name": row["business_name"],
        "sub": " · ".join(part for part in sub if part),
        "priority": row["priority"],
        "sla": _clock(row, at),
        "state": LEAD_STATUS[state] if state != State.PARKED else state,
        "state_label": state.label if state == State.PARKED else LEAD_STATUS[state].label,
        "owner": short_name(row["owner_name"]) if row["owner_id"] else "",
        "is_mine": row["owner_id"] is not None and staff_public_id(row["owner_id"]) == by.id,
        "next_try": next_try_words(row["next_try_at"], at),
        "can_claim": takes_leads and not is_owned and state != State.CLOSED,
        "claim_url": reverse("lead_claim", args=[lead]),
    }


def _clock(row: dict[str, Any], at: datetime) -> dict[str, Any] | None:
    """Digits while it runs; afterwards only whether it was in time, so that a list shouts about what is still open."""
    closed = row["state"] == State.CLOSED
    sla = contact_clock(row["warn_at"], row["due_at"], row["contact_met_at"], at, closed=closed)
    if sla and row["contact_met_at"]:
        sla["left"] = _("in time") if sla["state"] == "met" else _("late")
    return sla


def _tiles(summary: dict[str, Any], load: Load, asked: Asked) -> list[dict[str, Any]]:
    sla, pending = summary["sla_metrics"], asked.chosen["status"] == LeadStatus.PENDING
    everything = not any(asked.chosen[name] for name in FILTERS) and not asked.own_only
    tiles: list[dict[str, Any]] = [
        {
            "value": number(summary["total_in_queue"]),
            "label": _("in queue"),
            "url": asked.only(),
            "current": everything,
        },
        {
            "value": number(summary["by_status"]["PENDING"]),
            "label": _("pending"),
            "url": asked.only(status="" if pending else LeadStatus.PENDING.value),
            "current": pending,
        },
        _clock_tile(SlaStatus.BREACHED, sla["breached"], _("breached"), asked),
        _clock_tile(SlaStatus.AT_RISK, sla["at_risk"], _("at risk"), asked),
        {"value": minutes(sla["average_wait_time_minutes"]), "label": _("average wait")},
        {"value": money(summary["estimated_total_value"]), "label": _("in value")},
    ]
    if load.places:
        tiles.append(
            {
                "value": _("%(taken)s of %(places)s") % {"taken": load.taken, "places": load.places},
                "label": pgettext("how many leads", "mine"),
                "state": "mine",
                "url": asked.url(owner="" if asked.own_only else "me"),
                "current": asked.own_only,
            }
        )
    return tiles


def _clock_tile(status: SlaStatus, count: int, label: str, asked: Asked) -> dict[str, Any]:
    """Shows these alone, and everything again when they are shown already."""
    current = asked.chosen["sla_status"] == status
    return {
        "value": number(count),
        "label": label,
        "state": status.lower() if count else "",
        "url": asked.only(sla_status="" if current else status.value),
        "current": current,
    }


def _pages(asked: Asked, shown: int, total: int) -> dict[str, Any]:
    first, last = asked.offset, asked.offset + shown
    return {
        "first": first + 1,
        "last": last,
        "total": total,
        "previous_url": asked.url(offset=max(0, first - PER_PAGE)) if first else None,
        "next_url": asked.url(offset=last) if last < total else None,
    }


def _left(seen: list[str], shown: set[str], by: Actor) -> list[dict[str, str]]:
    """Why rows that the reader has just seen are no longer there. No query while none is gone."""
    gone = [key for text in seen[:PER_PAGE] if text not in shown and (key := Lead.parse_id(text)) is not None]
    return [
        {"id": Lead(pk=key).public_id, "note": _why_gone(state, owner_id, owner, by.user_id)}
        for key, state, owner_id, owner in (what_became_of(gone, by=by) if gone else ())
    ]


def _why_gone(state: str, owner_id: UUID | None, owner: str, reader: UUID | None) -> str:
    match State(state):
        case State.CLOSED:
            return _("closed")
        case State.PARKED:
            return _("parked")
        case State.ASSIGNED | State.IN_PROGRESS:
            return _("yours") if owner_id == reader else _("taken by %(name)s") % {"name": short_name(owner)}
    return ""
