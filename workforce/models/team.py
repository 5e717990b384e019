"""Teams: who shares a queue, and who answers for it when nobody owns an item."""

from django.db import models

from core.models import Identified
from workforce.enums import Work
from workforce.models.staff import Staff
from workforce.models.validators import validate_country


class Team(Identified):
    """`auto_assign` hands arriving work to a member at once; otherwise it waits to be claimed."""

    id_prefix = "team"

    name = models.CharField(max_length=120, unique=True)
    work = models.CharField(max_length=8, choices=Work.choices)
    auto_assign = models.BooleanField(default=False)
    timezone = models.CharField(max_length=64, default="UTC")
    country = models.CharField(
        max_length=2,
        blank=True,
        default="",
        validators=[validate_country],
        help_text="Whose holidays interrupt the team's hours: US, ES",
    )
    members = models.ManyToManyField(Staff, through="TeamMembership", related_name="teams")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class TeamMembership(models.Model):
    """A member of a team. What nobody owns is told to the lowest `on_duty_rank` who is online.

    When nobody of the list is online, to the lowest who can sign in; without a list, to everybody of the team.
    """

    team = models.ForeignKey(Team, models.CASCADE, related_name="memberships", db_index=False)
    staff = models.ForeignKey(Staff, models.CASCADE, related_name="memberships")
    on_duty_rank = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["team", "on_duty_rank", "staff"]
        constraints = [models.UniqueConstraint(fields=["team", "staff"], name="team_membership_once")]

    def __str__(self) -> str:
        return f"{self.staff} in {self.team}"
