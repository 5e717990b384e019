"""Where the things are that members' time is booked for. Each app above registers the addresses of its own kinds.

`register("call", lambda key: reverse("call", args=[public_id("call", key)]))` in that app's `ready()`. A kind that
nobody has registered has no page: its booking is shown without a link. `move`: the form by which it gets another
time; that page takes `day` and `minute` of it on the member's clock as well, for what is let go in a calendar. `hand`:
the form by which somebody else gets it at the same time; that page takes `member` as well, for what is let go there.
"""

from collections.abc import Callable
from uuid import UUID

from workforce.enums import ALONG, BookingState
from workforce.models import Booking

Address = Callable[[UUID], str]

_ADDRESSES: dict[str, Address] = {}
_MOVES: dict[str, Address] = {}
_HANDS: dict[str, Address] = {}


def register(kind: str, address: Address, *, move: Address | None = None, hand: Address | None = None) -> None:
    """`kind` is the prefix of the thing's public id, as in `Booking.about_kind`."""
    _ADDRESSES[kind] = address
    if move is not None:
        _MOVES[kind] = move
    if hand is not None:
        _HANDS[kind] = hand


def address_of(booking: Booking) -> str:
    """The page of what the booking is for; empty when it is for nothing that has one."""
    address = _ADDRESSES.get(booking.about_kind)
    return address(booking.about_id) if address and booking.about_id else ""


def move_address_of(booking: Booking) -> str:
    """The form by which what the booking is for gets another time; empty when it has none, has begun, or the booking
    only goes along with another."""
    return _ahead(booking, _MOVES)


def hand_address_of(booking: Booking) -> str:
    """The form by which somebody else gets what the booking is for; empty when it has none, or has begun."""
    return _ahead(booking, _HANDS)


def _ahead(booking: Booking, forms: dict[str, Address]) -> str:
    form = forms.get(booking.about_kind)
    is_ahead = booking.state == BookingState.CONFIRMED and booking.purpose not in ALONG
    return form(booking.about_id) if form and booking.about_id and is_ahead else ""
