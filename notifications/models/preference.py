"""What a person has chosen to be left alone with."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Preference(models.Model):
    """Narrows the rules, never widens them; without a row nothing is narrowed.

    `muted` holds "KIND:CHANNEL". Quiet hours are in the person's own zone and may pass midnight; equal ends mean none.
    """

    staff = models.OneToOneField(
        "workforce.Staff", models.CASCADE, primary_key=True, related_name="notification_preference"
    )
    muted = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(quiet_from=None, quiet_until=None)
                | models.Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="preference_quiet_has_two_ends",
            )
        ]

    def __str__(self) -> str:
        return str(self.staff)
