from datetime import datetime
from functools import partial

from django.db import transaction

from accounts.models import ResetRequest
from core.actor import Actor
from core.clock import now
from events.hints import nudge

SEND_TASK = "accounts.tasks.send_reset_mails"


def request_password_reset(email: str, *, by: Actor, at: datetime | None = None) -> None:
    """Afterwards, if the email is of an active person, a mail with a signed link is on its way to them.

    Whose email it is, is looked up by the sender: the request costs one row whoever is meant, and neither its answer
    nor its time tells who is known here. Emits nothing yet. The sender is nudged after commit.
    """
    with transaction.atomic():
        ResetRequest.objects.create(
            email=email.strip().lower()[:254], asked_at=at or now(), asked_by=ResetRequest.written(by)
        )
        transaction.on_commit(partial(nudge, SEND_TASK), robust=True)
