"""Celery: a carrier of hints. What is due stands in PostgreSQL; see events.sweep."""

import os

from celery import Celery
from celery.signals import task_prerun

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

app = Celery("switchboard")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@task_prerun.connect
def begin_trace(**_signal: object) -> None:
    """Each task is a story of its own in the logs, whatever ran in this thread before."""
    from core import trace

    trace.begin()
