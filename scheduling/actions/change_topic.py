"""What a topic says, who takes its calls, and when they can be, is changed."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from core.actor import Actor
from core.errors import Forbidden, NotFound
from events.publish import emit
from scheduling.conf import ADMIN_SCOPE
from scheduling.events import CallTopicChanged
from scheduling.models import Topic

TEAMS = ("teams", "fallback_teams")
#: whatever of a topic can be changed; its code is what it is known by
CHANGEABLE = (
    "position", "is_active", "description", "description_es", "description_fr", "duration", "slot_interval",
    "buffer_before", "buffer_after", "min_notice", "window_days", "daily_max", "place", "auto_start",
)  # fmt: skip


@transaction.atomic
def change_topic(topic_id: UUID, changes: Mapping[str, Any], *, by: Actor, at: datetime) -> Topic:
    """The topic has these values of CHANGEABLE and these TEAMS; calls that are agreed stay as they are.

    Emits call_topic.changed with before and after, unless nothing differs. Refuses: anybody but administrators;
    values that contradict the model (422).
    """
    if not by.may(ADMIN_SCOPE):
        raise Forbidden("Only administrators change topics.")
    topic = Topic.objects.select_for_update(no_key=True).filter(pk=topic_id).first()
    if topic is None:
        raise NotFound("topic")
    before = {name: getattr(topic, name) for name in CHANGEABLE if name in changes}
    before = {name: value for name, value in before.items() if value != changes[name]}
    for name in before:
        setattr(topic, name, changes[name])
    topic.full_clean(exclude=TEAMS)
    topic.save(update_fields=list(before))
    after = {name: changes[name] for name in before}
    for name in TEAMS:
        wanted = {team.pk: team for team in changes.get(name, ())}
        known = {team.pk: team for team in getattr(topic, name).all()}
        if name in changes and wanted.keys() != known.keys():
            getattr(topic, name).set(wanted.values())
            before[name], after[name] = ([team.public_id for team in some.values()] for some in (known, wanted))
    if before:
        emit(
            CallTopicChanged(
                topic_id=topic.public_id,
                code=topic.code,
                fields=sorted(before),
                before=_plain(before),
                after=_plain(after),
            ),
            by=by,
            at=at,
        )
    return topic


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Spans as minutes."""
    minute = timedelta(minutes=1)
    return {name: value / minute if isinstance(value, timedelta) else value for name, value in values.items()}
