"""What is known of a merchant and of what it needs, line by line: facts, hardware, the steps of its way."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from routing.enums import JourneyStatus, Level, SetupStatus
from routing.models import Merchant, OnboardingStep, WorkItem
from routing.pages.clocks import clock_time, labelled, words

Facts = list[tuple[str, str]]

#: as the API has them
DAYS = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
#: how a step or a device stands: the state's icon and colour
LOOKS = {
    SetupStatus.COMPLETED: ("circle-check", "met"),
    SetupStatus.IN_PROGRESS: ("circle-dot", "mine"),
    SetupStatus.NOT_STARTED: ("circle", ""),
}


def facts_of(merchant: Merchant) -> Facts:
    facts = [
        (_("Business"), words(merchant.business_category)),
        (_("Region"), merchant.region),
        (_("Language"), merchant.language),
        (_("Journey"), str(JourneyStatus(merchant.journey_status).label)),
        (_("Your reference"), merchant.external_id or ""),
    ]
    return [(label, value) for label, value in facts if value]


def need_facts(item: WorkItem, at: datetime) -> Facts:
    """What somebody has to know to help."""
    entry = item.ic_entry
    facts = [
        (_("Asked for"), ", ".join(entry.requested_services)),
        (_("Takes about"), _("%(n)s min") % {"n": entry.duration_minutes}),
        (_("Difficulty"), str(Level(entry.complexity).label)),
        (_("Specialist"), _("a technical specialist is asked for") if entry.needs_specialist else ""),
        (_("Would suit"), _preferred(entry.preferred_schedule)),
        (_("Note"), item.assignment_notes if item.is_owned else ""),
        (_("Team"), item.team.name),
        (_("Waiting since"), clock_time(item.queued_at, at)),
    ]
    return [(label, value) for label, value in facts if value]


def _preferred(wish: dict[str, Any] | None) -> str:
    if not wish:
        return ""
    days = ", ".join(str(WEEKDAYS[DAYS.index(day)]) for day in wish.get("days", ()) if day in DAYS)
    zone = str(wish.get("timezone", "")).rpartition("/")[2].replace("_", " ")
    parts = (days, wish.get("time_range") or "", f"({zone})" if zone else "")
    return " ".join(part for part in parts if part)


def hardware_of(item: WorkItem, at: datetime) -> dict[str, Any] | None:
    """What was sold to it, and how each device stands."""
    told = item.ic_entry.hardware
    if not told:
        return None
    arrives = parse_datetime(told.get("delivery_date") or "")
    return {
        "delivery": clock_time(arrives, at) if arrives else "",
        "devices": [_device(device) for device in told.get("items", ())],
    }


def _device(device: dict[str, Any]) -> dict[str, Any]:
    status = SetupStatus(device.get("setup_status") or SetupStatus.NOT_STARTED)
    icon, look = LOOKS[status]
    name = f"{device['quantity']} × {device['name']}" if device.get("quantity", 1) != 1 else device["name"]
    return {"name": name, "sku": device.get("sku", ""), "status": status.label, "icon": icon, "look": look}


def steps_of(merchant: Merchant, steps: Iterable[OnboardingStep], at: datetime, *, may: bool) -> list[dict[str, Any]]:
    """Every step in order.

    may  whether the reader moves steps
    """
    rows = {row.step_id: row for row in merchant.steps.all()}
    return [_step(merchant, step, rows.get(step.number), at, may=may) for step in steps]


def _step(merchant: Merchant, step: OnboardingStep, row: Any, at: datetime, *, may: bool) -> dict[str, Any]:
    status = SetupStatus(row.status) if row else SetupStatus.NOT_STARTED
    icon, look = LOOKS[status]
    is_done, since = status == SetupStatus.COMPLETED, row.completed_at or row.started_at if row else None
    way = "merchant_step_undone" if is_done else "merchant_step_done"
    return {
        "number": step.number,
        "name": _(step.name),
        "status": str(status.label),
        "since": clock_time(since, at) if since else "",
        "icon": icon,
        "look": look,
        "is_done": is_done,
        "is_current": step.number == merchant.current_step_id and not is_done,
        "url": reverse(way, args=[merchant.public_id, step.number]) if may else "",
        "label": labelled(step.number, _(step.name)),
    }
