"""The grown world of `demo --scale`, and one of its members, signed in."""

from collections.abc import Callable

from accounts.actions.open_login import open_login
from accounts.enums import Medium
from accounts.models import User
from bench.floor import Seller
from core import clock
from core.actor import SYSTEM
from core.testing.api import Api
from routing.demo.scale import grow
from routing.enums import Queue


def grown(entries: int, queue: Queue = Queue.AE, say: Callable[[str], object] = print) -> None:
    grow(entries, at=clock.now(), say=say, queue=queue)


def member(number: int = 1, queue: Queue = Queue.AE) -> Seller:
    user = User.objects.get(email=f"{queue.lower()}{number}@scale.test")
    return Seller(user, user.staff, open_login(user, medium=Medium.API, by=SYSTEM))


def api(seller: Seller) -> Api:
    """The same endpoints in this process, to see their statements."""
    return Api(seller.bearer, Host="localhost")
