"""Ownership has one home: every kind of work holds a one-to-one key down to its work item."""

from datetime import datetime
from typing import ClassVar, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Case, ExpressionWrapper, F, Q, Value, When
from django.db.models.lookups import GreaterThan

from core.models import Identified
from core.sql import IsOneOf, Joined
from routing.enums import OWNED, AssignmentReason, ClockKind, Cohort, Priority, Queue, State
from routing.rules.scores import GROWTH, Score, score_at, scores_of
from routing.rules.sla import Promise

#: the order of a line, by stored scores; ties go to the nearer deadline, then to the id
BY_SCORE = ("-score", "due_at", "id")


class WorkItemQuerySet(models.QuerySet["WorkItem"]):
    def scored(self, at: datetime) -> Self:
        """With `score_now`, the score at `at`: the stored one, or a higher one where the sweep has not come by yet."""
        span = ExpressionWrapper(Value(at) - F("grows_from"), output_field=models.DurationField())
        earned = Case(
            *(
                When(Q(GreaterThan(span, Value(least)), queue=queue), then=Value(points))
                for queue, growth in GROWTH.items()
                for least, points in growth
            ),
            default=Value(0),
        )
        grown = When(score_changes_at__lt=at, then=F("base_score") + earned)
        return self.annotate(score_now=Case(grown, default=F("score"), output_field=models.SmallIntegerField()))

    def of_priority(self, priority: str, at: datetime) -> Self:
        """Those that have that priority at `at`."""
        return self.scored(at).filter(_within("score_now", priority))

    def most_pressing(self, at: datetime, *, first: int, priority: str = "") -> "WorkItemQuerySet":
        """In the order of their scores at `at`: the `first` ones are exact, however late the sweep is.

        Rows whose stored score holds are walked in its index until there are enough; rows that have earned more since
        are few while the sweep runs, and are taken all. The exact order is then a matter of these few rows.
        """
        due = Q(score_changes_at__lt=at)
        holds = self.filter(~due, _within("score", priority)).order_by(*BY_SCORE).values("pk")[:first]
        grown = self.filter(due, ~Q(state=State.CLOSED)).order_by().values("pk")
        rows = self.model.objects.filter(IsOneOf(F("pk"), Joined(ArraySubquery(holds), ArraySubquery(grown))))
        return rows.of_priority(priority, at).order_by("-score_now", "due_at", "id")

    def locked(self, *, skip_locked: bool = False) -> Self:
        """Rows held until the end of the transaction, with what never changes beside them.

        The owner must not be joined: a reader that waited for the lock gets the item's new row, but the joined rows
        of the old one, and would take an item that has just been claimed for one that nobody owns.
        """
        rows = self.select_for_update(of=("self",), skip_locked=skip_locked)
        return rows.select_related("team", "queue_entry__lead")


class WorkItem(Identified):
    """Something that waits for a person, with every column that a queue filters or sorts by.

    Owner, place and state change only through `routing.actions.ownership`; the constraints below hold whoever
    writes. `priority` and `score` are as they were last written, and hold until `score_changes_at`; what they are at
    an instant says `score_at`, and in queries `scored` and `most_pressing`.
    """

    id_prefix: ClassVar[str] = "item"

    queue = models.CharField(max_length=12, choices=Queue)
    about_kind = models.CharField(max_length=20)  # what it is: "lead", …
    about_id = models.UUIDField()
    journey_id = models.UUIDField()
    state = models.CharField(max_length=12, choices=State, default=State.QUEUED)
    team = models.ForeignKey("workforce.Team", models.PROTECT, related_name="work_items")

    owner = models.ForeignKey("workforce.Staff", models.PROTECT, null=True, related_name="work_items")
    capacity_slot = models.OneToOneField("workforce.CapacitySlot", models.PROTECT, null=True, related_name="work_item")
    over_capacity = models.BooleanField(default=False)  # the place is a surplus one: overflow or override
    assigned_at = models.DateTimeField(null=True)
    assigned_by = models.JSONField(default=dict)  # {"id", "name"} of whoever or whatever assigned it
    assignment_reason = models.CharField(max_length=24, choices=AssignmentReason, blank=True)
    assignment_notes = models.CharField(max_length=1000, blank=True)
    decision = models.ForeignKey("routing.Decision", models.SET_NULL, null=True, related_name="+")
    offered_to = models.ForeignKey("workforce.Staff", models.PROTECT, null=True, related_name="+")
    suggested = models.ForeignKey("workforce.Staff", models.SET_NULL, null=True, related_name="+")
    suggestion_reason = models.CharField(max_length=200, blank=True)

    cohort = models.CharField(max_length=12, choices=Cohort, blank=True)
    value = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    need = models.CharField(max_length=20, blank=True, default="", db_default="")  # a merchant's SupportType
    step = models.PositiveSmallIntegerField(null=True)  # of the merchant's onboarding
    scheduled_at = models.DateTimeField(null=True)  # when its session is
    base_score = models.SmallIntegerField(default=0)
    score = models.SmallIntegerField(default=0)
    priority = models.CharField(max_length=8, choices=Priority, default=Priority.LOW)
    score_changes_at = models.DateTimeField(null=True)

    queued_at = models.DateTimeField()  # when waiting began: assignment and release do not restart it
    grows_from = models.DateTimeField()  # from here on time earns points: a lead's wait, a merchant's step
    warn_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    contact_target = models.DurationField(null=True)  # what was promised: in the team's hours it is due later than that
    first_attempt_at = models.DateTimeField(null=True)
    contacted_at = models.DateTimeField(null=True)
    contact_needs_connection = models.BooleanField(default=False, db_default=False)  # as the policy had it on arrival
    contact_met_at = models.DateTimeField(null=True)  # stopped the first-contact clock: an attempt, or a connection
    quote_warn_at = models.DateTimeField(null=True)
    quote_due_at = models.DateTimeField(null=True)
    quote_met_at = models.DateTimeField(null=True)
    parked_until = models.DateTimeField(null=True)
    park_reason = models.CharField(max_length=200, blank=True)
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=24, blank=True)
    close_reason = models.CharField(max_length=40, blank=True, default="", db_default="")  # a CloseReason's code
    in_sla_figures = models.BooleanField(default=True, db_default=True)  # False for spam and tests
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)  # without an answer, since somebody answered
    next_try_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    objects = WorkItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="work_item_owner_matches_state",
                condition=Q(state__in=[State.QUEUED, State.OFFERED], owner__isnull=True)
                | Q(state__in=OWNED, owner__isnull=False)
                | Q(state__in=[State.PARKED, State.CLOSED]),
            ),
            models.CheckConstraint(
                name="work_item_owned_takes_a_place",
                condition=Q(state__in=OWNED, capacity_slot__isnull=False)
                | (~Q(state__in=OWNED) & Q(capacity_slot__isnull=True, over_capacity=False)),
            ),
            models.CheckConstraint(
                name="work_item_parked_wakes",
                condition=~Q(state=State.PARKED) | (Q(parked_until__isnull=False) & ~Q(park_reason="")),
            ),
            models.CheckConstraint(
                name="work_item_offered_to_somebody",
                condition=Q(state=State.OFFERED, offered_to__isnull=False)
                | (~Q(state=State.OFFERED) & Q(offered_to__isnull=True)),
            ),
            models.CheckConstraint(
                name="work_item_closed_at_matches",
                condition=Q(state=State.CLOSED, closed_at__isnull=False)
                | (~Q(state=State.CLOSED) & Q(closed_at__isnull=True)),
            ),
            models.CheckConstraint(name="work_item_warns_first", condition=Q(warn_at__lte=F("due_at"))),
            models.CheckConstraint(
                name="work_item_warns_of_quote_first", condition=Q(quote_warn_at__lte=F("quote_due_at"))
            ),
        ]
        indexes = [
            # the sorts of a queue, over what is open: a team's or a member's rows are picked while walking in order
            models.Index(
                F("queue"),
                F("score").desc(),
                F("due_at"),
                F("id"),
                condition=~Q(state=State.CLOSED),
                name="work_open_by_score",
            ),
            models.Index(
                fields=["queue", "queued_at", "id"], condition=~Q(state=State.CLOSED), name="work_open_by_wait"
            ),
            models.Index(
                F("queue"),
                F("value").desc(),
                F("due_at"),
                F("id"),
                condition=~Q(state=State.CLOSED),
                name="work_open_by_value",
            ),
            models.Index(
                F("team"),
                F("score").desc(),
                F("due_at"),
                F("id"),
                condition=Q(state=State.QUEUED),
                name="work_next_in_line",
            ),
            models.Index(fields=["owner", "queue"], condition=Q(state__in=OWNED), name="work_owned"),
            # what a member may see of what is open: their teams' rows and their own, however long all lines are
            models.Index(fields=["team"], condition=~Q(state=State.CLOSED), name="work_open_of_team"),
            models.Index(fields=["owner"], condition=~Q(state=State.CLOSED), name="work_open_of_owner"),
            models.Index(
                fields=["score_changes_at"],
                condition=~Q(state=State.CLOSED) & Q(score_changes_at__isnull=False),
                name="work_score_changes",
            ),
            models.Index(
                fields=["queue", "due_at"],
                condition=~Q(state=State.CLOSED) & Q(contact_met_at__isnull=True, due_at__isnull=False),
                name="work_clock_runs",
            ),
            models.Index(fields=["queue", "-closed_at", "id"], condition=Q(state=State.CLOSED), name="work_closed"),
            models.Index(
                fields=["owner", "-closed_at", "id"], condition=Q(state=State.CLOSED), name="work_closed_by_owner"
            ),
            models.Index(
                fields=["queue", "scheduled_at", "id"],
                condition=~Q(state=State.CLOSED) & Q(scheduled_at__isnull=False),
                name="work_open_by_hour",
            ),
            models.Index(fields=["about_kind", "about_id"], name="work_about"),
            models.Index(fields=["queue", "queued_at"], name="work_arrived"),  # the figures of a period
        ]

    def __str__(self) -> str:
        return f"{self.queue} {self.public_id}"

    def score_at(self, at: datetime) -> Score:
        """What it scores at `at`, and its priority then."""
        if self.score_changes_at is None:  # contacted, closed, or waiting so long that it earns no more
            return Score(self.score, None)
        return score_at(self.queue, self.base_score, self.grows_from, self.growth_ended_at, at)

    @property
    def growth_ended_at(self) -> datetime | None:
        """Whoever talks to a lead ends its wait; a merchant stays in the step until it is done."""
        return self.contact_met_at if self.queue == Queue.AE else None

    @property
    def is_owned(self) -> bool:
        return self.state in OWNED

    @property
    def is_open(self) -> bool:
        return self.state != State.CLOSED

    @property
    def is_escalated(self) -> bool:
        """Its lead was to serve itself, and counts as an assisted one while it is here."""
        is_lead = self.about_kind == "lead"
        return is_lead and self.cohort != Cohort.SELF_SERVE and self.queue_entry.lead.cohort == Cohort.SELF_SERVE

    def promise(self, clock: ClockKind) -> Promise:
        """What was promised of one thing, and whether it is kept."""
        if clock == ClockKind.QUOTE_DELIVERY:
            return Promise(self.quote_warn_at, self.quote_due_at, self.quote_met_at)
        return Promise(self.warn_at, self.due_at, self.contact_met_at)


def _within(score: str, priority: str) -> Q:
    """The scores of that priority, as a range that an index can find; every score for none."""
    least, below = scores_of(priority) if priority else (None, None)
    return Q(**({f"{score}__gte": least} if least is not None else {})) & Q(
        **({f"{score}__lt": below} if below is not None else {})
    )
