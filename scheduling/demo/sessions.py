"""Merchants that are being set up: some wait, some have a session ahead, some were helped, one was missed."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import cycle
from typing import Any

from core.actor import SYSTEM
from core.ids import new_id
from routing.actions.receive_merchant import receive_merchant
from routing.actions.request_support import request_support
from routing.demo.businesses import Businesses
from routing.demo.cast import Cast
from routing.demo.story import Life, Story
from routing.enums import Level, SetupStatus, SupportType
from routing.models import Merchant
from scheduling.actions import cancel_session, complete_session, miss_session, schedule_session, start_session
from scheduling.models import IcSession
from scheduling.queries.sessions import free_hours
from workforce.models import Staff
from workforce.rules.free_slots import Period

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
ZONE = "America/New_York"
HARDWARE = {
    "delivery_date": "2026-11-20T14:30:00Z",
    "items": [
        {"sku": "LS-TERMINAL-001", "name": "Terminal", "quantity": 2, "setup_status": SetupStatus.NOT_STARTED},
        {"sku": "LS-PRINTER-001", "name": "Receipt printer", "quantity": 2, "setup_status": SetupStatus.NOT_STARTED},
    ],
}
SERVICES = {
    SupportType.HARDWARE_SETUP: ["Terminal set-up", "Printer configuration", "First test transaction"],
    SupportType.DATA_IMPORT: ["Product catalog import", "Customer database import"],
    SupportType.INTEGRATION: ["Accounting", "Online shop"],
    SupportType.TRAINING: ["Selling and refunds", "End of day"],
    SupportType.TROUBLESHOOTING: ["Kitchen printer stops at noon"],
    SupportType.GENERAL: ["What comes next"],
}
#: the step a merchant is at when it needs this
STEP = {
    SupportType.HARDWARE_SETUP: 9,
    SupportType.DATA_IMPORT: 8,
    SupportType.INTEGRATION: 7,
    SupportType.TRAINING: 10,
    SupportType.TROUBLESHOOTING: 10,
    SupportType.GENERAL: 4,
}
BLOCKERS = {
    "HARDWARE_SETUP_NOT_STARTED": ("Hardware delivered but set-up not begun", Level.MEDIUM),
    "BUSINESS_VERIFICATION": ("The bank asks for another document", Level.HIGH),
    "EXPORT_MISSING": ("No export from the old system yet", Level.LOW),
}
#: how many wait, and for how many days; who has sessions ahead
WAITING = 15
AHEAD = ("ic1", "ic2", "ic3", "ic4", "ic1", "ic2", "ic3", "ic4", "ic3", "ic4")


@dataclass(frozen=True)
class Desk:
    """The consultants, and the merchants that come to them."""

    cast: Cast
    story: Story
    chance: random.Random
    businesses: Businesses

    def arrives(self, need: SupportType, *, blocked: str = "") -> Merchant:
        cohort = self.chance.choice(("MANAGED", "ASSISTED", "ASSISTED", "SELF_SERVE"))
        facts = self.businesses.next(cohort, "US")
        known = {
            name: facts[name]
            for name in ("email", "business_name", "business_category", "contact_name", "contact_phone", "language")
            if facts.get(name)
        }
        merchant, _ = receive_merchant(
            known | {"cohort": cohort, "zone": ZONE, "region": "US"},
            step=STEP[need],
            by=SYSTEM.on(new_id()),
            at=self.story.at,
        )
        wish: dict[str, Any] = {
            "support_type": need,
            "requested_services": SERVICES[need],
            "duration_minutes": 60 if need != SupportType.DATA_IMPORT else 120,
            "complexity": self.chance.choice(list(Level.values)),
            "preferred_schedule": {"days": ["MONDAY", "TUESDAY"], "time_range": "9AM-5PM", "timezone": ZONE},
        }
        if need == SupportType.HARDWARE_SETUP:
            wish["hardware"] = HARDWARE
        if blocked:
            words, severity = BLOCKERS[blocked]
            wish["blockers"] = [{"type": blocked, "description": words, "severity": severity}]
        request_support(merchant.pk, wish, by=SYSTEM, at=self.story.at)
        return merchant

    def plans(self, merchant: Merchant, login: str, need: SupportType, since: datetime, nth: int = 0) -> IcSession:
        staff = Staff.objects.with_person().get(pk=self.cast.staff[login].pk)
        length = timedelta(minutes=60)
        period = Period(since.date(), since.date() + 7 * DAY, ZONE)
        starts = [
            slot["start"]
            for day in free_hours(staff, period, length, at=self.story.at)
            for slot in day["slots"]
            if slot["start"] >= since
        ]
        facts = {
            "session_type": need,
            "scheduled_for": starts[nth],
            "duration": length,
            "timezone": ZONE,
            "platform": "PHONE" if merchant.preferred_contact_method == "PHONE" else "ZOOM",
        }
        by = self.cast.actor(login)
        return schedule_session(merchant, staff, facts, by=by, at=self.story.at).session


def plan_sessions(cast: Cast, story: Story) -> None:
    """Each life begins so long before now; the same seed brings the same merchants."""
    chance = random.Random(17)  # noqa: S311  (believable, not secret)
    desk = Desk(cast, story, chance, Businesses(chance))

    def begin(before: timedelta, life: Callable[..., Life], *facts: Any) -> None:
        story.begin(story.present - before, partial(life, desk, *facts))

    needs, blockers = cycle(SupportType), cycle(["", *BLOCKERS, "", ""])
    for number in range(WAITING):
        begin(timedelta(hours=7 + 9 * number), _waits, next(needs), next(blockers))
    for number, login in enumerate(AHEAD):
        begin(timedelta(hours=30 + 7 * number), _to_come, login, next(needs), number)
    begin(9 * DAY, _helped, "ic1", SupportType.HARDWARE_SETUP, "SUCCESS", [])
    begin(8 * DAY, _helped, "ic2", SupportType.DATA_IMPORT, "PARTIAL", ["Historical sales"])
    begin(7 * DAY, _helped, "ic3", SupportType.TRAINING, "SUCCESS", [])
    begin(6 * DAY, _missed, "ic4", SupportType.TROUBLESHOOTING)
    begin(5 * DAY, _called_off, "ic2", SupportType.INTEGRATION)


def _waits(desk: Desk, need: SupportType, blocked: str) -> Life:
    desk.arrives(need, blocked=blocked)
    return
    yield  # nobody has taken it


def _to_come(desk: Desk, login: str, need: SupportType, number: int) -> Life:
    merchant = desk.arrives(need)
    yield desk.story.at + 2 * HOUR
    desk.plans(merchant, login, need, desk.story.present + (2 + number % 5) * DAY, nth=number)


def _helped(desk: Desk, login: str, need: SupportType, outcome: str, pending: list[str]) -> Life:
    merchant = desk.arrives(need)
    session = desk.plans(merchant, login, need, desk.story.at + DAY)
    by = desk.cast.actor(login)
    yield session.scheduled_for + 2 * MINUTE
    start_session(session.pk, by=by, at=desk.story.at)
    yield desk.story.at + 55 * MINUTE
    done = {"status": outcome, "items_completed": session.agenda, "items_pending": pending, "merchant_satisfaction": 5}
    complete_session(session.pk, done, by=by, at=desk.story.at)


def _missed(desk: Desk, login: str, need: SupportType) -> Life:
    session = desk.plans(desk.arrives(need), login, need, desk.story.at + DAY)
    yield session.scheduled_for + 15 * MINUTE
    miss_session(session.pk, reason="No answer, two tries.", by=desk.cast.actor(login), at=desk.story.at)


def _called_off(desk: Desk, login: str, need: SupportType) -> Life:
    session = desk.plans(desk.arrives(need), login, need, desk.story.at + DAY)
    yield desk.story.at + 3 * HOUR
    cancel_session(session.pk, reason="The shop opens a week later.", by=desk.cast.actor(login), at=desk.story.at)
