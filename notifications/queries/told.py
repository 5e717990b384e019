"""What was sent to whom about something, and how it arrived."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from notifications.about import About
from notifications.models import Delivery

MOST = 40


@dataclass(frozen=True, slots=True)
class Told:
    """One message on one way. to: a name; address: where it went, empty for the bell"""

    kind: str
    to: str
    address: str
    channel: str
    state: str
    state_label: str
    reason: str
    at: datetime
    sent_at: datetime | None


def told_about(*abouts: About) -> list[Told]:
    """The latest first, at most MOST. One statement."""
    return [_told(one) for one in _latest(abouts)]


def _latest(abouts: Iterable[About]) -> Iterable[Delivery]:
    either = Q()
    for about in abouts:
        either |= Q(notification__about_kind=about.id_prefix, notification__about_id=about.pk)
    rows = Delivery.objects.filter(either).select_related("notification__recipient__user")
    return rows.order_by("-notification_id", "channel")[:MOST]


def _told(one: Delivery) -> Told:
    notification = one.notification
    return Told(
        kind=notification.get_kind_display(),
        to=notification.reader.name,
        address=one.address,
        channel=one.get_channel_display(),
        state=one.state,
        state_label=one.get_state_display(),
        reason=one.get_reason_display() if one.reason else "",
        at=notification.created_at,
        sent_at=one.sent_at,
    )
