from datetime import datetime, timedelta

from django.db import transaction

from accounts import conf
from accounts.events import UserPasswordResetRequested
from accounts.models import ResetRequest, User
from core.clock import DatabaseNow
from events.models import DomainEvent
from events.publish import emit


def claim_reset_request(*, at: datetime) -> tuple[ResetRequest, User] | None:
    """The request due longest, and whom to send the mail to, theirs alone until the lease is over; None: none is due.

    Emits user.password_reset_requested with the first try. At most three mails an hour, so that nobody's mailbox can
    be filled; requests beyond that, older than an hour, or under an email of nobody active are forgotten on the way.
    """
    while True:
        with transaction.atomic():
            waiting = ResetRequest.objects.due().select_for_update(skip_locked=True)
            request = waiting.order_by("due_at", "id").first()
            if request is None:
                return None
            user = _reader(request, at)
            if user is None:
                request.delete()
                continue
            if request.tries == 0:
                emit(UserPasswordResetRequested(user.public_id), by=request.actor, at=at)
            lease = conf.RESET_LEASE * 2**request.tries  # and, after a try that failed, longer and longer
            ResetRequest.objects.filter(pk=request.pk).update(tries=request.tries + 1, due_at=DatabaseNow() + lease)
            return request, user


def forget_reset_request(request: ResetRequest) -> None:
    """The mail has left: nothing is to be done any more. That it was asked for stays in the log."""
    ResetRequest.objects.filter(pk=request.pk).delete()


def _reader(request: ResetRequest, at: datetime) -> User | None:
    if request.asked_at < at - conf.RESET_REQUESTS_KEPT:
        return None
    # locked, so that two requests of one person are counted one after the other
    user = User.objects.active().select_for_update(no_key=True).filter(email=request.email).first()
    if user is None or (request.tries == 0 and _mails_lately(user, at) >= conf.RESET_MAILS_PER_HOUR):
        return None
    return user


def _mails_lately(user: User, at: datetime) -> int:
    return DomainEvent.objects.filter(
        subject_kind="user",
        subject_id=user.public_id,
        name="user.password_reset_requested",
        occurred_at__gt=at - timedelta(hours=1),
    ).count()
