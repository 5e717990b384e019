"""My queue: what waits, what is mine, how urgent each is, and one key to take it."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from accounts.web import requires_scope
from core.actor import Actor, staff_public_id
from routing.conf import ADMIN_SCOPE
from routing.enums import LEAD_STATUS, LeadStatus, SlaStatus, State
from routing.models import Lead
from routing.pages import line_page, panel
from routing.pages.clocks import contact_clock, minutes, money, next_try_words, short_name, words
from routing.pages.forms import QueueFilter
from routing.pages.line_page import Figures, LinePage, Reader, own_tile, tile
from routing.queries.ae_queue import LEADS, summary_of
from routing.queries.entries import item_of_lead
from routing.queries.line import Criteria

READERS = ("ae:queue:read", ADMIN_SCOPE)


@requires_scope(*READERS)
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    return line_page.show(request, AE)


def _criteria(chosen: dict[str, str]) -> Criteria:
    return Criteria(
        status=chosen["status"],
        priority=chosen["priority"],
        cohort=chosen["cohort"],
        sla_status=chosen["sla_status"],
    )


def _panel(lead_id: str, by: Actor, at: datetime) -> dict[str, Any]:
    return panel.shown(item_of_lead(lead_id, by=by), by, at)


def _row(row: dict[str, Any], reader: Reader) -> dict[str, Any]:
    lead = Lead(pk=row["lead_id"]).public_id
    state = State(row["state"])
    is_owned = state in (State.ASSIGNED, State.IN_PROGRESS)
    sub = (row["contact_name"], words(row["business_category"]), money(row["quote"] or None))
    return {
        "id": lead,
        "url": reverse("lead", args=[lead]),
        "panel_url": reverse("lead_panel", args=[lead]),
        "here_url": reader.asked.url(offset=reader.asked.offset, lead=lead),
        "name": row["business_name"],
        "sub": " · ".join(part for part in sub if part),
        "priority": row["priority"],
        "sla": _clock(row, reader.at),
        "state": LEAD_STATUS[state] if state != State.PARKED else state,
        "state_label": state.label if state == State.PARKED else LEAD_STATUS[state].label,
        "owner": short_name(row["owner_name"]) if row["owner_id"] else "",
        "is_mine": row["owner_id"] is not None and staff_public_id(row["owner_id"]) == reader.by.id,
        "next_try": next_try_words(row["next_try_at"], reader.at),
        "can_claim": reader.takes_work and not is_owned and state != State.CLOSED,
        "claim_url": reverse("lead_claim", args=[lead]),
    }


def _clock(row: dict[str, Any], at: datetime) -> dict[str, Any] | None:
    """Digits while it runs; afterwards only whether it was in time, so that a list shouts about what is still open."""
    closed = row["state"] == State.CLOSED
    sla = contact_clock(row["warn_at"], row["due_at"], row["contact_met_at"], at, closed=closed)
    if sla and row["contact_met_at"]:
        sla["left"] = _("in time") if sla["state"] == "met" else _("late")
    return sla


def _figures(reader: Reader, criteria: Criteria, midnight: datetime) -> Figures:
    summary, total = summary_of(reader.by, criteria, reader.at, midnight)
    sla, asked, load = summary["sla_metrics"], reader.asked, reader.load
    pending, breached, at_risk = LeadStatus.PENDING.value, SlaStatus.BREACHED.value, SlaStatus.AT_RISK.value
    tiles: list[dict[str, Any]] = [
        tile(summary["total_in_queue"], _("in queue"), asked),
        tile(summary["by_status"]["PENDING"], _("pending"), asked, status=pending),
        tile(sla["breached"], _("breached"), asked, state="breached", sla_status=breached),
        tile(sla["at_risk"], _("at risk"), asked, state="at_risk", sla_status=at_risk),
        {"value": minutes(sla["average_wait_time_minutes"]), "label": _("average wait")},
        {"value": money(summary["estimated_total_value"]), "label": _("in value")},
    ]
    if reader.takes_work:
        share = _("%(taken)s of %(places)s") % {"taken": load.taken, "places": load.places}
        tiles.append(own_tile(share, pgettext("how many leads", "mine"), asked))
    return Figures(tiles, total)


AE = LinePage(
    line=LEADS,
    route="ae_queue",
    template="routing/ae_queue.html",
    row="routing/lead_row.html",
    filter=QueueFilter,
    filters=("status", "priority", "cohort", "sla_status"),
    usual={"status": "", "priority": "", "cohort": "", "sla_status": "", "scope": "mine", "sort": "priority"},
    subject=Lead,
    param="lead",
    path="queue_entry__lead",
    criteria=_criteria,
    shown=_row,
    figures=_figures,
    chosen=_panel,
)
