"""Beat's schedule stands in the database, editable in admin; each app adds its jobs in a data migration."""

from typing import Any


def every(apps: Any, *, name: str, task: str, seconds: int, queue: str) -> None:
    """Add a periodic task unless it is there (an admin may have changed its interval)."""
    interval_model = apps.get_model("django_celery_beat", "IntervalSchedule")
    task_model = apps.get_model("django_celery_beat", "PeriodicTask")
    interval, _ = interval_model.objects.get_or_create(every=seconds, period="seconds")
    task_model.objects.get_or_create(
        name=name,
        defaults={
            "task": task,
            "interval": interval,
            "queue": queue,
            "expire_seconds": max(seconds * 2, 10),
        },
    )
