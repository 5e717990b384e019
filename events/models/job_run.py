"""Permits of periodic jobs: beat is a hint, the row decides."""

from django.db import models

from core.clock import DatabaseNow


class JobRun(models.Model):
    """One run of one job in one slot of time; whoever inserts it may run."""

    job = models.CharField(max_length=80)
    slot = models.DateTimeField()
    started_at = models.DateTimeField(db_default=DatabaseNow())
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "slot"], name="job_once_per_slot")]
        indexes = [models.Index(fields=["slot"], name="job_run_age")]

    def __str__(self) -> str:
        return f"{self.job} {self.slot:%H:%M:%S}"
