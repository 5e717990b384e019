"""The IC queue: merchants who need help, how urgently, whose they are, and one key to take one."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.web import requires_scope
from core.actor import Actor, staff_public_id
from core.ids import public_id
from routing.conf import ADMIN_SCOPE
from routing.enums import PRIORITY_OF, URGENCY, IcStatus, Priority, State, SupportType, Urgency
from routing.models import IcEntry, Merchant
from routing.pages import line_page
from routing.pages.clocks import clock_time, minutes, number, short_name
from routing.pages.line_page import Figures, LinePage, Reader, own_tile, tile
from routing.queries.ic_queue import MERCHANTS, count, status_of
from routing.queries.line import Criteria
from routing.queries.merchants import item_of_entry, merchant_for
from routing.rules.urgency import days_in_step
from scheduling.conf import SESSION_READ_SCOPE
from scheduling.pages import merchant_panel
from scheduling.pages.filters import IcFilter
from workforce.queries.free_time import own_week

READERS = (SESSION_READ_SCOPE, ADMIN_SCOPE)


@requires_scope(*READERS)
@require_safe
def ic_queue(request: HttpRequest) -> HttpResponse:
    return line_page.show(request, IC)


def _criteria(chosen: dict[str, str]) -> Criteria:
    return Criteria(
        status=chosen["status"],
        priority=PRIORITY_OF[Urgency(chosen["urgency"])] if chosen["urgency"] else "",
        cohort=chosen["cohort"],
        need=chosen["support_type"],
        step=int(chosen["step"]) if chosen["step"] else None,
    )


def _panel(entry_id: str, by: Actor, at: datetime) -> dict[str, Any]:
    item = item_of_entry(entry_id, by=by)
    return merchant_panel.shown(merchant_for(item.ic_entry.merchant.public_id, by=by), item, by, at)


def _row(row: dict[str, Any], reader: Reader) -> dict[str, Any]:
    entry = public_id(IcEntry.id_prefix, row["entry_id"])
    merchant = public_id(Merchant.id_prefix, row["merchant_id"])
    state, at = State(row["state"]), reader.at
    status = status_of(state, has_hour=row["scheduled_at"] is not None)
    is_owned = state in (State.ASSIGNED, State.IN_PROGRESS)
    return {
        "id": entry,
        "url": f"{reverse('merchant', args=[merchant])}?need={entry}",
        "panel_url": f"{reverse('merchant_panel', args=[merchant])}?need={entry}",
        "here_url": reader.asked.url(offset=reader.asked.offset, entry=entry),
        "name": row["business_name"],
        "help": str(SupportType(row["support_type"]).label),
        "step": _step(row, at),
        "priority": row["priority"],
        "urgency": str(URGENCY[Priority(row["priority"])].label).capitalize(),
        "hour": clock_time(row["scheduled_at"], at) if row["scheduled_at"] and status == IcStatus.SCHEDULED else "",
        "waits": _waited((row["helped_at"] or row["closed_at"] or at) - row["queued_at"]),
        "state": state if state == State.PARKED else status,
        "state_label": state.label if state == State.PARKED else status.label,
        "owner": short_name(row["owner_name"]) if row["owner_id"] else "",
        "is_mine": row["owner_id"] is not None and staff_public_id(row["owner_id"]) == reader.by.id,
        "suggested": _suggested(row, reader) if state == State.QUEUED else "",
        "can_claim": reader.takes_work and not is_owned and state != State.CLOSED,
        "claim_url": reverse("need_claim", args=[entry]),
    }


def _step(row: dict[str, Any], at: datetime) -> str:
    days = days_in_step(row["step_started_at"], at)
    step = _("step %(n)s, %(name)s") % {"n": row["step"], "name": _(row["step_name"])}
    return f"{step} · {ngettext('%(n)s day', '%(n)s days', days) % {'n': days}}"


def _waited(span: timedelta) -> str:
    return minutes(int(span.total_seconds() // 60))


def _suggested(row: dict[str, Any], reader: Reader) -> str:
    """Who it would be, and why."""
    if row["suggested_id"] is None:
        return ""
    is_me = staff_public_id(row["suggested_id"]) == reader.by.id
    name = _("you") if is_me else short_name(row["suggested_name"])
    if get_language() != settings.LANGUAGE_CODE:  # the reason is kept in English
        return _("Suggested: %(name)s") % {"name": name}
    return _("Suggested: %(name)s, %(reason)s") % {"name": name, "reason": row["suggestion_reason"]}


def _figures(reader: Reader, criteria: Criteria, midnight: datetime) -> Figures:
    by, at, asked = reader.by, reader.at, reader.asked
    counted = count(by, criteria, at, midnight)
    summary, urgent = counted.summary, Urgency.CRITICAL.value
    by_status = summary["by_status"]
    tiles: list[dict[str, Any]] = [
        tile(summary["total_in_queue"], _("in queue"), asked),
        tile(by_status["PENDING"], _("pending"), asked, status=IcStatus.PENDING.value),
        tile(by_status["SCHEDULED"], _("scheduled"), asked, status=IcStatus.SCHEDULED.value),
        tile(by_status["IN_SESSION"], _("in session"), asked, status=IcStatus.IN_SESSION.value),
        tile(summary["by_urgency"]["CRITICAL"], _("critical"), asked, urgency=urgent),
        {"value": minutes(summary["average_wait_time_hours"] * 60), "label": _("average wait")},
    ]
    if reader.takes_work and by.user_id is not None:
        load = reader.load
        share = _("%(taken)s of %(places)s") % {"taken": load.taken, "places": load.places}
        ahead = counted.sessions
        free = own_week(by.user_id, at=at).free
        tiles += [
            own_tile(share, pgettext("how many merchants", "mine"), asked),
            {"value": number(ahead), "label": ngettext("session ahead", "sessions ahead", ahead)},
            {"value": _("%(n)s h") % {"n": number(int(free.total_seconds() // 3600))}, "label": _("free this week")},
        ]
    return Figures(tiles, counted.total)


IC = LinePage(
    line=MERCHANTS,
    route="ic_queue",
    template="scheduling/ic_queue.html",
    row="scheduling/need_row.html",
    filter=IcFilter,
    filters=("status", "support_type", "urgency", "cohort", "step"),
    usual={
        "status": "", "support_type": "", "urgency": "", "cohort": "", "step": "", "scope": "mine", "sort": "urgency",
    },
    subject=IcEntry,
    param="entry",
    path="ic_entry",
    criteria=_criteria,
    shown=_row,
    figures=_figures,
    chosen=_panel,
)  # fmt: skip
