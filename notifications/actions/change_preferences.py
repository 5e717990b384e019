"""A person says what they want to be left alone with."""

from collections.abc import Collection
from datetime import datetime, time

from django.db import transaction

from core.actor import Actor
from core.errors import Invalid
from events.publish import emit
from notifications.enums import INSIDE, PIERCING, Channel
from notifications.events import PreferencesChanged
from notifications.models import Preference
from workforce.models import Staff

#: what can be switched off: "KIND:CHANNEL"; the bell always rings, and who has to act now is always told
SWITCHES = frozenset(
    f"{kind}:{channel}" for kind in INSIDE if kind not in PIERCING for channel in Channel if channel != Channel.IN_APP
)


def change_preferences(
    staff: Staff,
    *,
    muted: Collection[str],
    quiet_from: time | None,
    quiet_until: time | None,
    by: Actor,
    at: datetime,
) -> Preference:
    """From now on the rules are narrowed so, also for what waits already.

    muted                    of SWITCHES
    quiet_from, quiet_until  on the person's own clock; both or none

    Emits preferences.changed when something did. Refused: 422 for a switch that there is not, and for half of a pair.
    """
    if unknown := set(muted) - SWITCHES:
        raise Invalid({"on": [f"Cannot be switched off: {', '.join(sorted(unknown))}."]})
    if (quiet_from is None) != (quiet_until is None):
        raise Invalid({"quiet_until" if quiet_until is None else "quiet_from": ["Give both ends, or none."]})
    with transaction.atomic():
        kept, _ = Preference.objects.select_for_update().get_or_create(staff=staff)
        fresh = (sorted(muted), quiet_from, quiet_until)
        if fresh != (kept.muted, kept.quiet_from, kept.quiet_until):
            kept.muted, kept.quiet_from, kept.quiet_until = fresh
            kept.save()
            emit(PreferencesChanged(staff_id=staff.public_id, muted=kept.muted), by=by, at=at)
    return kept
