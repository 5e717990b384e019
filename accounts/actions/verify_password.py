"""The limits on guessing: failures only, counted in PostgreSQL, by account and by address.

The password is checked first and judged after: the count is read and the failure written under one lock per account
and address, so of any number of simultaneous guesses only the first five learn anything, and a right password
that comes too late is refused like a wrong one.
"""

from datetime import datetime
from math import ceil

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, check_password
from django.db import transaction

from accounts import conf
from accounts.models import LoginFailure, User
from core.actor import Actor
from core.clock import now
from core.errors import DomainError, ErrorCode
from core.locks import advisory_lock
from core.web.address import address_group

WRONG = "Email or password is not right."


class TooManyFailures(DomainError):
    """`retry_at` is when the next attempt is heard; `wait`, in seconds, becomes the Retry-After header."""

    def __init__(self, retry_at: datetime, at: datetime) -> None:
        self.retry_at = retry_at
        self.wait = max(1, ceil((retry_at - at).total_seconds()))
        minutes = ceil(self.wait / 60)
        super().__init__(
            ErrorCode.RATE_LIMITED,
            f"Too many failed sign-ins. Try again in {minutes} minute{'s' if minutes > 1 else ''}, "
            f"at {retry_at:%H:%M} UTC, or reset your password.",
            {"retry_after": self.wait, "retry_at": retry_at.isoformat().replace("+00:00", "Z")},
        )


def verify_password(email: str, password: str, *, by: Actor, at: datetime | None = None) -> User:
    """The active person with this email and password.

    Afterwards a wrong attempt is counted for 15 minutes. Refuses with one message whether the email is unknown, the
    password wrong or the person deactivated, and after equal work; refuses everything, with the time to try again,
    while 5 failures of the account or 20 of the address are counted. No event: failures are rows of their own.
    Must not run inside a caller's transaction, which would take the count back together with the refusal.
    """
    account, address = email.strip().lower()[:254], address_group(by.ip) if by.ip else ""
    at = at or now()
    _refuse_while_locked(account, address, at)  # spares the work of hashing
    user = User.objects.filter(email=account).first()
    right = check_password(password, user.password if user else UNUSABLE_PASSWORD_PREFIX)  # hashes as long for nobody
    known = user if user is not None and user.is_active and right else None
    with transaction.atomic():
        if address:
            advisory_lock("login address", address)
        advisory_lock("login account", account)
        _refuse_while_locked(account, address, at)
        if known is None:
            LoginFailure.objects.create(account=account, address=address, at=at)
    if known is None:
        raise DomainError(ErrorCode.UNAUTHENTICATED, WRONG)
    return known


def forget_failures(user: User) -> None:
    """The person has proved who they are in another way: their account's failures count no longer."""
    LoginFailure.objects.filter(account=user.email).delete()


def _refuse_while_locked(account: str, address: str, at: datetime) -> None:
    free_at = _free_at(at, conf.FAILURES_PER_ACCOUNT, account=account)
    if address:
        by_address = _free_at(at, conf.FAILURES_PER_ADDRESS, address=address)
        free_at = max(filter(None, (free_at, by_address)), default=None)
    if free_at is not None:
        raise TooManyFailures(free_at, at)


def _free_at(at: datetime, limit: int, **key: str) -> datetime | None:
    """When fewer than `limit` failures will count; None when that is so now."""
    counted = LoginFailure.objects.filter(at__gt=at - conf.FAILURE_WINDOW, **key)
    latest = list(counted.order_by("-at").values_list("at", flat=True)[:limit])
    return latest[-1] + conf.FAILURE_WINDOW if len(latest) == limit else None
