"""Composition root: imports everybody, imported by nobody."""

from zoneinfo import reset_tzpath

# The pinned tzdata package decides what time it is anywhere, never the machine's own tables.
reset_tzpath(to=[])

from config.celery import app as celery_app  # noqa: E402  (after the zone tables are settled)

__all__ = ["celery_app"]
