"""What people do with a lead: each is one real verb, by its owner, at the story's instant."""

import random
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from core.actor import Actor
from notifications.actions import mark_all_read
from routing.actions.assign_lead import assign_lead
from routing.actions.assign_work import assign_work
from routing.actions.change_owner import lock_item
from routing.actions.close_work import reopen_work
from routing.actions.log_contact import PlannedStep, log_contact
from routing.actions.offer_work import offer_work
from routing.actions.park_work import park_work
from routing.actions.receive_lead import receive_lead
from routing.actions.record_activity import record_activity
from routing.actions.release_work import release_work
from routing.demo.cast import Cast
from routing.demo.mail import post_mail
from routing.demo.story import Story
from routing.enums import ActivityType, AssignmentReason, CommunicationType, NextStepKind, Outcome, Queue, Sentiment
from routing.models import WorkItem
from workforce.queries.load import load_of

NOTES: dict[str, tuple[str, ...]] = {
    Outcome.NO_ANSWER: ("Rang twice, left a voicemail with my number.", "Voicemail: asked them to call back today."),
    Outcome.NO_ANSWER_NO_VM: ("Nobody picked up and the mailbox is full.", "Line busy; trying again this afternoon."),
    Outcome.CONNECTED: (
        "Good talk: two registers and a kitchen printer, unhappy with present fees.",
        "Wants to see reports by location before deciding.",
        "Talked through pricing; partner joins the next call.",
        "Opens a second site in spring and wants one system for both.",
    ),
    Outcome.SCHEDULED_CALLBACK: (
        "Busy with a delivery; agreed on a time to talk.",
        "Asked to be called after the rush.",
    ),
    Outcome.QUALIFIED: (
        "Budget agreed, owner decides alone, wants to start next month.",
        "Qualified: volume checks out, needs the loyalty module.",
    ),
    Outcome.CLOSED_WON: ("Signed this morning.", "Contract and first payment are in."),
    Outcome.CLOSED_LOST: ("Stays with the present provider for another year.", "Went for a cheaper card reader."),
    Outcome.DISQUALIFIED: ("Hobby project, no company behind it.", "Test entry by an agency.", "Closed last month."),
}
#: why leads ended, by what was written down
REASONS = {
    "Stays with the present provider for another year.": "TIMING",
    "Went for a cheaper card reader.": "PRICE",
    "Hobby project, no company behind it.": "NOT_A_FIT",
    "Test entry by an agency.": "TEST",
    "Closed last month.": "OUT_OF_BUSINESS",
}
#: what their owners promise next, and whether it stands in the calendar
PROMISED = {
    Outcome.QUALIFIED: (NextStepKind.GENERATE_QUOTE, False),
    Outcome.SCHEDULED_CALLBACK: (NextStepKind.CALLBACK, True),
}
MOOD = {
    Outcome.CONNECTED: Sentiment.NEUTRAL,
    Outcome.SCHEDULED_CALLBACK: Sentiment.NEUTRAL,
    Outcome.QUALIFIED: Sentiment.POSITIVE,
    Outcome.CLOSED_WON: Sentiment.VERY_POSITIVE,
    Outcome.CLOSED_LOST: Sentiment.NEGATIVE,
}
MADE = (
    *[CommunicationType.PHONE_CALL] * 6,
    CommunicationType.EMAIL,
    CommunicationType.VIDEO_CALL,
    CommunicationType.SMS,
)
OFFICE = ZoneInfo("America/New_York")
OPENS, CLOSES = time(9), time(18)
WORKED_UNTIL = 16  # the last hour at which all of them still work


class Lives:
    """The verbs, for one story."""

    def __init__(self, cast: Cast, story: Story) -> None:
        self.cast, self.story, self.chance = cast, story, cast.random

    # --- when -------------------------------------------------------------------------------------

    def after(self, least: float, most: float) -> datetime:
        """An instant some minutes from now."""
        return self.story.at + timedelta(minutes=self.chance.uniform(least, most))

    def in_office(self, least: float, most: float) -> datetime:
        """The same, put off to the next office hours of a weekday."""
        return office_time(self.after(least, most), self.chance)

    # --- what -------------------------------------------------------------------------------------

    def arrive(self, facts: dict[str, Any]) -> UUID | None:
        """The lead comes in; the id of its work item, None when it waits in no queue."""
        received = receive_lead(facts, by=self.cast.newcomer(), at=self.story.at)
        if received.entry is None:
            return None
        item = received.entry.work_item
        self.story.watch_deadlines(item.pk, item.warn_at, item.due_at)
        self.story.watch_quote(item.pk, item.quote_warn_at, item.quote_due_at)
        self.story.watch_waiting(item.pk, item.queued_at)
        return item.pk

    def claim(self, item_id: UUID, login: str) -> None:
        self._assign(item_id, login, by=self.cast.actor(login))

    def give(self, item_id: UUID, login: str, *, notes: str = "", callback_at: datetime | None = None) -> None:
        """The supervisor hands it to somebody, perhaps with a time to call."""
        self._assign(item_id, login, by=self.cast.actor("supervisor1"), notes=notes, callback_at=callback_at)

    def transfer(self, item_id: UUID, login: str, notes: str) -> None:
        item = lock_item(item_id)
        reason = AssignmentReason.REASSIGNMENT
        assign_work(item, self.cast.staff[login], by=self._owner(item), at=self.story.at, reason=reason, notes=notes)

    def contact(self, item_id: UUID, outcome: Outcome) -> None:
        """The owner reads what is new, calls, and writes down what came of it."""
        post_mail(self.story.at)
        item = lock_item(item_id)
        owner = self._owner(item)
        assert item.owner_id is not None
        if item.first_attempt_at is None:
            mark_all_read(item.owner_id, by=owner, at=self.story.at)
        reached = outcome not in (Outcome.NO_ANSWER, Outcome.NO_ANSWER_NO_VM)
        made = self.chance.choice(MADE) if reached else CommunicationType.PHONE_CALL
        notes = self.chance.choice(NOTES[outcome])
        facts = {
            "communication_type": made,
            "outcome": outcome,
            "notes": notes,
            "close_reason": REASONS.get(notes, ""),
            "next_steps": self._promised(outcome, len(notes), owner),
            "duration_minutes": self.chance.randint(3, 25) if reached and made.endswith("CALL") else None,
            "lead_sentiment": MOOD.get(outcome, ""),
            "probability_to_close": self.chance.randrange(40, 95, 5) if outcome == Outcome.QUALIFIED else None,
        }
        log_contact(item, facts, by=owner, at=self.story.at)
        self.story.note_contact(item_id)

    def quote(self, item_id: UUID) -> None:
        """The quote goes out, at last with what it will really cost."""
        item = WorkItem.objects.get(pk=item_id)
        if not item.is_open or item.quote_met_at is not None:
            return
        facts = {"type": ActivityType.QUOTE_SENT, "occurred_at": self.story.at, "amount": item.value}
        record_activity(item.about_id, facts, by=self.cast.newcomer(), at=self.story.at)
        self.story.note_quote(item_id)

    def _promised(self, outcome: Outcome, spread: int, owner: Actor) -> list[PlannedStep]:
        """Due today or in the next days while the owner works, so that there is something to do."""
        if outcome not in PROMISED:
            return []
        kind, in_calendar = PROMISED[outcome]
        due_at = max(self.story.at + timedelta(days=1), self.story.present + timedelta(hours=spread % 40))
        due_at = at_work(due_at.replace(minute=0, second=0, microsecond=0), self._zone_of(owner))
        return [PlannedStep(kind, due_at, in_calendar)]

    def _zone_of(self, owner: Actor) -> str:
        return next(user.timezone for user in self.cast.users.values() if user.pk == owner.user_id)

    def release(self, item_id: UUID, reason: str) -> None:
        post_mail(self.story.at)
        item = lock_item(item_id)
        release_work(item, reason=reason, by=self._owner(item), at=self.story.at)

    def park(self, item_id: UUID, until: datetime, reason: str) -> None:
        post_mail(self.story.at)
        item = lock_item(item_id)
        by = self._owner(item) if item.is_owned else self.cast.actor("supervisor1")
        park_work(item, until=until, reason=reason, by=by, at=self.story.at)
        self.story.watch(until)

    def offer(self, item_id: UUID, login: str, until: datetime) -> None:
        by = self.cast.actor("supervisor1")
        offer_work(lock_item(item_id), self.cast.staff[login], until=until, by=by, at=self.story.at)
        self.story.watch(until)

    def reopen(self, item_id: UUID) -> None:
        reopen_work(lock_item(item_id), by=self.cast.actor("supervisor1"), at=self.story.at)

    # --- who --------------------------------------------------------------------------------------

    def least_busy(self, logins: Sequence[str]) -> str:
        """Who of them has the least to do: people share the work."""
        return min(logins, key=lambda login: (load_of(self.cast.staff[login].pk, Queue.AE).taken, login))

    def _assign(
        self, item_id: UUID, login: str, *, by: Actor, notes: str = "", callback_at: datetime | None = None
    ) -> None:
        assign_lead(
            lock_item(item_id),
            self.cast.staff[login],
            by=by,
            at=self.story.at,
            reason=AssignmentReason.MANUAL,
            notes=notes,
            callback_at=callback_at,
        )

    def _owner(self, item: WorkItem) -> Actor:
        assert item.owner_id is not None
        return self.cast.actor_of(item.owner_id)


def at_work(at: datetime, zone: str) -> datetime:
    """`at`, or the nearest later weekday at an hour at which people there work."""
    local = at.astimezone(ZoneInfo(zone))
    if local.weekday() < 5 and OPENS.hour <= local.hour < WORKED_UNTIL:
        return at
    hour = OPENS.hour + local.hour % (WORKED_UNTIL - OPENS.hour)
    local += timedelta(days=local.hour >= WORKED_UNTIL)
    while local.weekday() >= 5:
        local += timedelta(days=1)
    return local.replace(hour=hour).astimezone(at.tzinfo)


def office_time(at: datetime, chance: random.Random) -> datetime:
    """`at`, or within the first hours of the next day in which the office is open."""
    local = at.astimezone(OFFICE)
    if local.weekday() < 5 and OPENS <= local.time() < CLOSES:
        return at
    day = local.date() + timedelta(days=0 if local.time() < OPENS else 1)
    while day.weekday() >= 5:
        day += timedelta(days=1)
    opened = datetime.combine(day, OPENS, OFFICE)
    return (opened + timedelta(minutes=chance.uniform(0, 180))).astimezone(at.tzinfo)
