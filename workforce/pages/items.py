"""Something booked, as calendars show it."""

from typing import Any

from django.utils.translation import gettext as _

from workforce import links
from workforce.enums import BookingState, Purpose
from workforce.models import Booking
from workforce.pages.words import clock_span, conflict_words, wall
from workforce.queries.conflicts import Conflict

ICONS = {
    Purpose.CALL: "phone-call",
    Purpose.SESSION: "tool",
    Purpose.SECOND: "users",
    Purpose.CALLBACK: "phone",
    Purpose.NEXT_STEP: "list-check",
    Purpose.HOLD: "hourglass",
}


def item(booking: Booking, zone: str, outside: Conflict | None) -> dict[str, Any]:
    state = booking.get_state_display()
    if booking.state == BookingState.HELD and booking.expires_at:
        state = _("Held until %(time)s") % {"time": f"{wall(booking.expires_at, zone):%H:%M}"}
    return {
        "id": booking.public_id,
        "times": clock_span(booking.starts_at, booking.ends_at, zone),
        "title": booking.title or booking.get_purpose_display(),
        "icon": ICONS[Purpose(booking.purpose)],
        "purpose": booking.get_purpose_display(),
        "state": booking.state.lower(),
        "state_words": state,
        "url": links.address_of(booking),
        "move_url": links.move_address_of(booking),
        "hand_url": links.hand_address_of(booking),
        "why": conflict_words(outside.kind, outside.name) if outside else "",
    }
