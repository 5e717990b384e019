"""What is owed to leads, as rows of the page of actions and of a lead's panel."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from core import clock
from core.phone import readable
from routing.enums import NextStepKind
from routing.models import Lead, NextStep, WorkItem
from routing.pages.clocks import clock_time
from routing.queries.next_steps import Wanted, steps_of, tries_of

#: how far the page looks beyond today
AHEAD = timedelta(days=7)
MOST = 200


def owed_groups(staff_id: UUID, at: datetime) -> list[dict[str, Any]]:
    """What the member owes: overdue first, then today, then the days ahead. Two queries."""
    tomorrow = clock.day_began(at) + timedelta(days=1)
    rows = _rows(staff_id, at, tomorrow + AHEAD)
    sorted_out = {
        _("Overdue"): [row for row in rows if row["due_at"] <= at],
        _("Today"): [row for row in rows if at < row["due_at"] < tomorrow],
        _("The next days"): [row for row in rows if row["due_at"] >= tomorrow],
    }
    return [{"title": title, "rows": found} for title, found in sorted_out.items() if found]


def _rows(staff_id: UUID, at: datetime, before: datetime) -> list[dict[str, Any]]:
    """Promises and due tries, the nearest first."""
    rows = [step_row(step, at) for step in steps_of(Wanted(staff_id=staff_id, due_before=before))[:MOST]]
    rows += [_try_row(item, at) for item in tries_of(staff_id, before)[:MOST]]
    return sorted(rows, key=lambda row: row["due_at"])


def step_row(step: NextStep, at: datetime) -> dict[str, Any]:
    """An open step, as lists and the lead's panel show it."""
    return {
        "id": step.public_id,
        "what": step_words(step),
        "note": step.note,
        "icon": "phone-call" if step.is_callback else "calendar-event" if step.booking_id else "list-check",
        "done_url": reverse("step_done", args=[step.public_id]),
        "off_url": reverse("step_off", args=[step.public_id]),
        **_of_lead(step.entry.lead),
        **_when(step.due_at, at),
    }


def _try_row(item: WorkItem, at: datetime) -> dict[str, Any]:
    assert item.next_try_at is not None
    lead = item.queue_entry.lead
    return {
        "id": f"try_{lead.public_id}",
        "what": _("Try again"),
        "note": "",
        "icon": "phone",
        **_of_lead(lead),
        **_when(item.next_try_at, at),
    }


def _of_lead(lead: Lead) -> dict[str, str]:
    return {
        "name": lead.business_name,
        "contact": lead.contact_name,
        "phone": lead.contact_phone,
        "phone_shown": readable(lead.contact_phone),
        "url": reverse("lead", args=[lead.public_id]),
        "log_url": reverse("lead_log", args=[lead.public_id]),
    }


def _when(due_at: datetime, at: datetime) -> dict[str, Any]:
    return {
        "due_at": due_at,
        "due": due_at.isoformat(),
        "due_local": clock_time(due_at, at),
        "state": "breached" if due_at <= at else "",
    }


def step_words(step: NextStep) -> str:
    """Call back, Make the quote."""
    label = str(NextStepKind(step.kind).label)
    return label[:1].upper() + label[1:]
