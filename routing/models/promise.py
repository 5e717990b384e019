"""What was promised to a lead, and the tables of what follows from an attempt and from an ending."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from core.models import Identified
from routing.enums import REASONED, NextStepKind, NextStepState, Outcome


class NextStepQuerySet(models.QuerySet["NextStep"]):
    def open(self) -> Self:
        return self.filter(state=NextStepState.PENDING)


class NextStep(Identified):
    """Something that an owner has promised to do for a lead, by a time or at a time. A callback is one of them.

    One with a booking stands in the calendar at `due_at`; one without is due by then. The API calls it an action.
    """

    id_prefix: ClassVar[str] = "act"

    entry = models.ForeignKey("routing.QueueEntry", models.PROTECT, related_name="next_steps")
    communication = models.ForeignKey("routing.Communication", models.PROTECT, null=True, related_name="next_steps")
    staff = models.ForeignKey("workforce.Staff", models.PROTECT, related_name="next_steps")
    kind = models.CharField(max_length=20, choices=NextStepKind)
    is_callback = models.BooleanField(default=False)  # the lead expects a call at that time
    due_at = models.DateTimeField()
    booking = models.OneToOneField("workforce.Booking", models.PROTECT, null=True, related_name="next_step")
    note = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=12, choices=NextStepState, default=NextStepState.PENDING)
    settled_at = models.DateTimeField(null=True)
    settled_because = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()

    objects = NextStepQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entry"], condition=Q(is_callback=True, state=NextStepState.PENDING), name="one_open_callback"
            ),
            models.CheckConstraint(
                name="next_step_settled_at_matches",
                condition=Q(state=NextStepState.PENDING, settled_at__isnull=True)
                | (~Q(state=NextStepState.PENDING) & Q(settled_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="callback_is_in_the_calendar", condition=Q(is_callback=False) | Q(booking__isnull=False)
            ),
        ]
        indexes = [
            models.Index(
                fields=["staff", "due_at", "id"], condition=Q(state=NextStepState.PENDING), name="next_step_owed"
            ),
            models.Index(fields=["staff", "due_at", "id"], name="next_step_of_member"),
            models.Index(fields=["entry", "due_at"], name="next_step_of_entry"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.due_at:%Y-%m-%d %H:%M} UTC"

    @property
    def is_open(self) -> bool:
        return self.state == NextStepState.PENDING


class CadenceStep(models.Model):
    """How long after an attempt without an answer the next one is due. The last row holds for all further ones."""

    attempt = models.PositiveSmallIntegerField(unique=True, help_text="After this many attempts without an answer")
    wait = models.DurationField(help_text="the next is due after this long, such as 01:00:00 or 2 00:00:00.")

    class Meta:
        ordering = ["attempt"]

    def __str__(self) -> str:
        return f"after {self.attempt}: {self.wait}"


class CloseReason(models.Model):
    """Why leads end. What was closed with a reason keeps its code, whatever becomes of the row."""

    outcome = models.CharField(max_length=20, choices=[(one.value, one.label) for one in map(Outcome, REASONED)])
    code = models.CharField(max_length=40, help_text="As systems send it, in capitals: NO_BUDGET.")
    label = models.CharField(max_length=80, help_text="As people choose it.")
    position = models.PositiveSmallIntegerField(default=100)
    leaves_sla_figures = models.BooleanField(
        default=False, help_text="Spam and tests: deadlines of such a lead count for nobody."
    )
    is_active = models.BooleanField(default=True, help_text="Off: nobody can choose it any more.")

    class Meta:
        ordering = ["outcome", "position", "code"]
        constraints = [models.UniqueConstraint(fields=["outcome", "code"], name="close_reason_once")]

    def __str__(self) -> str:
        return self.label
