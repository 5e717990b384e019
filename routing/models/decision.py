"""The record of one routing choice, with everything needed to make it again."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from core.models import Identified
from routing.enums import DecisionKind

SENTENCE = 300  # characters of it that are kept


class Decision(Identified):
    """Who was asked, what ruled each out, who won and why. Never changed."""

    id_prefix: ClassVar[str] = "dec"

    kind = models.CharField(max_length=12, choices=DecisionKind, default=DecisionKind.ASSIGNMENT)
    work_item = models.ForeignKey("routing.WorkItem", models.CASCADE, related_name="decisions")
    team = models.ForeignKey("workforce.Team", models.PROTECT, related_name="+", db_index=False)  # who were asked
    policy = models.ForeignKey("routing.RoutingPolicy", models.PROTECT, related_name="decisions")
    winner = models.ForeignKey(
        "workforce.Staff", models.PROTECT, null=True, related_name="won_decisions", db_index=False
    )
    sentence = models.CharField(max_length=SENTENCE)
    overflowed = models.BooleanField(default=False)
    needs = models.JSONField()
    verdicts = models.JSONField()  # one per candidate: what the engine saw and what became of it
    engine = models.PositiveSmallIntegerField(default=1)  # routing.rules.matching.ENGINE at that time
    decided_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["work_item", "-decided_at"], name="decision_of_item"),
            # the list of decisions, latest first by its id, and each of its filters
            models.Index(fields=["team", "id"], name="decision_of_team"),
            models.Index(fields=["winner", "id"], name="decision_of_winner"),
            models.Index(fields=["kind", "id"], name="decision_of_kind"),
            models.Index(fields=["id"], condition=Q(overflowed=True), name="decision_overflowed"),
        ]

    def __str__(self) -> str:
        return self.sentence
