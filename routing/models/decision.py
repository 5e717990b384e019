"""The record of one routing choice, with everything needed to make it again."""

from typing import ClassVar

from django.db import models

from core.models import Identified
from routing.enums import DecisionKind


class Decision(Identified):
    """Who was asked, what ruled each out, who won and why. Never changed."""

    id_prefix: ClassVar[str] = "dec"

    kind = models.CharField(max_length=12, choices=DecisionKind, default=DecisionKind.ASSIGNMENT)
    work_item = models.ForeignKey("routing.WorkItem", models.CASCADE, related_name="decisions")
    policy = models.ForeignKey("routing.RoutingPolicy", models.PROTECT, related_name="decisions")
    winner = models.ForeignKey("workforce.Staff", models.PROTECT, null=True, related_name="won_decisions")
    sentence = models.CharField(max_length=300)
    overflowed = models.BooleanField(default=False)
    needs = models.JSONField()
    verdicts = models.JSONField()  # one per candidate: what the engine saw and what became of it
    decided_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["work_item", "-decided_at"], name="decision_of_item")]

    def __str__(self) -> str:
        return self.sentence
