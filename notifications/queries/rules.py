"""The rules as they act: one field for each kind and priority, with where it comes from."""

from dataclasses import dataclass

from django.conf import settings

from notifications.enums import Channel, Kind, Priority
from notifications.models import NotificationRule


@dataclass(frozen=True, slots=True)
class Field:
    """`own`: a row for just this priority; otherwise it is that of every other, or there is none."""

    priority: str
    channels: list[str]
    own: bool
    ruled: bool


@dataclass(frozen=True, slots=True)
class Line:
    kind: str
    fields: list[Field]


def matrix() -> list[Line]:
    """What notify() would do for each kind and priority. One query."""
    rules = {(rule.kind, rule.priority): rule.channels for rule in NotificationRule.objects.all()}
    return [
        Line(str(kind.label), [_field(rules, kind.value, priority) for priority in Priority.values]) for kind in Kind
    ]


def _field(rules: dict[tuple[str, str], list[str]], kind: str, priority: str) -> Field:
    own, other = rules.get((kind, priority)), rules.get((kind, ""))
    chosen = own if own is not None else other
    labels = [str(channel.label) for channel in Channel if channel in {*(chosen or []), Channel.IN_APP}]
    return Field(str(Priority(priority).label), labels, own is not None, chosen is not None)


def carried() -> list[tuple[str, str]]:
    """Each channel and the class that carries it here; empty: it is written as SKIPPED."""
    return [(str(channel.label), settings.CARRIERS.get(channel, "").rpartition(".")[2]) for channel in Channel]
