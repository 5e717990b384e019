"""Ownership has one home: every kind of work holds a one-to-one key down to its work item."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from core.models import Identified
from routing.enums import OWNED, AssignmentReason, Cohort, Priority, Queue, State


class WorkItemQuerySet(models.QuerySet["WorkItem"]):
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
    writes. `priority` and `score` are as of the last step of waiting; `score_changes_at` says when they grow next.
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
    base_score = models.SmallIntegerField(default=0)
    score = models.SmallIntegerField(default=0)
    priority = models.CharField(max_length=8, choices=Priority, default=Priority.LOW)
    score_changes_at = models.DateTimeField(null=True)

    queued_at = models.DateTimeField()  # when waiting began: assignment and release do not restart it
    warn_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    first_attempt_at = models.DateTimeField(null=True)  # stops the first-contact clock
    contacted_at = models.DateTimeField(null=True)
    parked_until = models.DateTimeField(null=True)
    park_reason = models.CharField(max_length=200, blank=True)
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=24, blank=True)
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
            models.Index(fields=["queue", "-closed_at", "id"], condition=Q(state=State.CLOSED), name="work_closed"),
            models.Index(
                fields=["owner", "-closed_at", "id"], condition=Q(state=State.CLOSED), name="work_closed_by_owner"
            ),
            models.Index(fields=["about_kind", "about_id"], name="work_about"),
        ]

    def __str__(self) -> str:
        return f"{self.queue} {self.public_id}"

    @property
    def is_owned(self) -> bool:
        return self.state in OWNED

    @property
    def is_open(self) -> bool:
        return self.state != State.CLOSED
