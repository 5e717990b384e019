"""Where the things are that members' time is booked for. Each app above registers the addresses of its own kinds.

`register("call", lambda key: reverse("call", args=[public_id("call", key)]))` in that app's `ready()`. A kind that
nobody has registered has no page: its booking is shown without a link.
"""

from collections.abc import Callable
from uuid import UUID

from workforce.models import Booking

Address = Callable[[UUID], str]

_ADDRESSES: dict[str, Address] = {}


def register(kind: str, address: Address) -> None:
    """`kind` is the prefix of the thing's public id, as in `Booking.about_kind`."""
    _ADDRESSES[kind] = address


def address_of(booking: Booking) -> str:
    """The page of what the booking is for; empty when it is for nothing that has one."""
    address = _ADDRESSES.get(booking.about_kind)
    return address(booking.about_id) if address and booking.about_id else ""
