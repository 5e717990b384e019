"""What pages, admin, /readyz and /metrics read: stories, and whether anything waits longer than it should."""

from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import fields as dataclass_fields
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Max, Min, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from core import clock
from events import registry
from events.models import Dispatch, DomainEvent, JobRun, Timer
from events.timers import WAITING

STORY = 200  # a longer story shows its latest part


@dataclass(frozen=True, slots=True)
class Told:
    """One event as a line of a story.

    sentence  what happened, in words; the payload class gives it as `sentence = _("assigned to {assignee_name}")`
    icon      name in the icon sprite; the payload class gives it as `icon`
    state     "breached", "at_risk", "on_time", "mine" or "": how to colour it; the payload class gives it as `look`
    changes   (field, before, after) where the payload has `before` and `after`
    masked    whether personal fields were left out
    """

    id: str
    name: str
    at: datetime
    sentence: str
    icon: str
    state: str
    who: str
    actor_id: str
    ip: str | None
    trace_id: str
    journey_id: UUID
    subject_kind: str
    subject_id: str
    version: int
    fields: dict[str, Any]
    changes: list[tuple[str, Any, Any]]
    masked: bool


def story(kind: str, public_id: str, *, personal: bool = False, limit: int = STORY) -> list[Told]:
    """What happened to one subject, oldest first. Personal fields only when `personal`."""
    events = DomainEvent.objects.filter(subject_kind=kind, subject_id=public_id).order_by("-subject_version")
    return _told(events, personal, limit)


def stories(subjects: Iterable[tuple[str, str]], *, personal: bool = False, limit: int = STORY) -> list[Told]:
    """What happened to these subjects, each (kind, public id), as one story, oldest first."""
    wanted = Q(pk__in=[])
    for kind, public_id in subjects:
        wanted |= Q(subject_kind=kind, subject_id=public_id)
    return _told(DomainEvent.objects.filter(wanted).order_by("-id"), personal, limit)


def journey(journey_id: UUID, *, personal: bool = False, limit: int = STORY) -> list[Told]:
    """Everything that belongs to one journey, over all subjects, oldest first."""
    return _told(DomainEvent.objects.filter(journey_id=journey_id).order_by("-id"), personal, limit)


def _told(events: QuerySet[DomainEvent], personal: bool, limit: int) -> list[Told]:
    return [_line(event, personal) for event in reversed(events[:limit])]


def _line(event: DomainEvent, personal: bool) -> Told:
    fields = event.payload | (event.personal if personal else {})
    payload_class = registry.EVENTS.get(event.name)
    return Told(
        id=event.public_id,
        name=event.name,
        at=event.occurred_at,
        sentence=_sentence(payload_class, event.name, fields),
        icon=getattr(payload_class, "icon", "point"),
        state=getattr(payload_class, "look", ""),
        who=event.actor_name,
        actor_id=event.actor_id,
        ip=event.ip,
        trace_id=event.trace_id,
        journey_id=event.journey_id,
        subject_kind=event.subject_kind,
        subject_id=event.subject_id,
        version=event.subject_version,
        fields=fields,
        changes=_changes(fields.get("before"), fields.get("after")),
        masked=bool(event.personal) and not personal,
    )


class _Blanks(dict[str, Any]):
    """A field that the reader may not see, or that an older event does not have, is shown as …"""

    def __missing__(self, key: str) -> str:
        return "…"


def _sentence(payload_class: type | None, name: str, fields: dict[str, Any]) -> str:
    template = getattr(payload_class, "sentence", None)
    if payload_class is None or template is None:
        return name.replace(".", " ").replace("_", " ")
    words = _Blanks(fields | _shown(payload_class, fields))
    for field, value in fields.items():
        if isinstance(value, list):
            words[field] = ", ".join(map(str, value))
        elif isinstance(value, dict):
            words[f"{field}_text"] = ", ".join(f"{name} {item}" for name, item in value.items())
    return gettext(template).format_map(words)


def _shown(payload_class: type, fields: dict[str, Any]) -> dict[str, str]:
    """Instants in the reader's zone, and codes by the name that the payload class gives them: `shown(fields)`."""
    instants = {
        field.name: _moment(fields[field.name])
        for field in dataclass_fields(payload_class)
        if "datetime" in str(field.type) and "list" not in str(field.type) and isinstance(fields.get(field.name), str)
    }
    named = getattr(payload_class, "shown", None)
    return instants | (named(fields) if named else {})


def _moment(text: str) -> str:
    return date_format(timezone.localtime(datetime.fromisoformat(text)), "j M Y H:i")


def _changes(before: Any, after: Any) -> list[tuple[str, Any, Any]]:
    if isinstance(before, dict) and isinstance(after, dict):
        names = dict.fromkeys([*before, *after])
        return [(name, before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)]
    return [("", before, after)] if before != after else []


# --- does anything wait too long? ----------------------------------------------------------------------------


def oldest_due_timer_age() -> timedelta:
    """How long the most overdue timer has been due; zero when none is."""
    return _age(Timer.objects.filter(WAITING).aggregate(oldest=Min("due_at"))["oldest"])


def oldest_undispatched_age() -> timedelta:
    """How long the most overdue dispatch has been due; zero when none is."""
    open_ones = Dispatch.objects.filter(done_at__isnull=True, parked_at__isnull=True)
    return _age(open_ones.aggregate(oldest=Min("due_at"))["oldest"])


def parked_counts() -> dict[str, int]:
    """What gave up and waits for a person: {"dispatches": 0, "timers": 0}."""
    return {
        "dispatches": Dispatch.objects.filter(parked_at__isnull=False, done_at__isnull=True).count(),
        "timers": Timer.objects.filter(parked_at__isnull=False).count(),
    }


def timer_lateness(window: timedelta = timedelta(minutes=5)) -> timedelta:
    """The greatest time between due and fired among the timers that fired in the window."""
    fired = Timer.objects.filter(fired_at__gte=clock.DatabaseNow() - window)
    return fired.aggregate(worst=Max(F("fired_at") - F("due_at")))["worst"] or timedelta()


def job_age(job: str) -> timedelta | None:
    """How long ago the job last got its permit; None when it never has (or not within six hours)."""
    latest = JobRun.objects.filter(job=job).aggregate(latest=Max("slot"))["latest"]
    return None if latest is None else _age(latest)


def age_of_last_job() -> timedelta | None:
    """How long ago any job got its permit: silence means that beat or every worker is away."""
    latest = JobRun.objects.aggregate(latest=Max("slot"))["latest"]
    return None if latest is None else _age(latest)


def last_runs(jobs: Iterable[str]) -> dict[str, datetime]:
    """The last slot of each job that has run."""
    runs = JobRun.objects.filter(job__in=list(jobs)).values("job").annotate(latest=Max("slot"))
    return dict(runs.values_list("job", "latest"))


def _age(since: datetime | None) -> timedelta:
    return timedelta() if since is None else max(timedelta(), clock.now() - since)
