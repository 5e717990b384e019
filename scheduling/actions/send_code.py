"""A guest proves an address: a code goes there."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from core.actor import Actor
from core.errors import DomainError, ErrorCode
from core.locks import advisory_locks
from notifications.actions import notify
from notifications.enums import Kind, Priority
from notifications.people import Outsider
from scheduling import conf
from scheduling.actions import _drafts
from scheduling.models import EmailCheck

_HOUR = timedelta(hours=1)


@transaction.atomic
def send_code(draft_id: UUID, *, language: str, by: Actor, at: datetime) -> EmailCheck:
    """A new code is on its way to the draft's address; earlier ones count no more.

    Refuses the fourth within an hour to one address or from one network address (429), whoever's it is: the answer
    tells nothing about the address.
    """
    draft = _drafts.lock_draft(draft_id)
    name, email = draft.said["name"], draft.said["email"]
    advisory_locks([("call code", email), ("call code", by.ip or "")])
    lately = EmailCheck.objects.filter(sent_at__gt=at - _HOUR)
    asked = lately.filter(email=email).count()
    if by.ip:
        asked = max(asked, lately.filter(ip=by.ip).count())
    if asked >= conf.CODES_PER_HOUR:
        raise DomainError(
            ErrorCode.CALL_LIMIT_REACHED,
            "Too many codes were asked for. Use the last one, or try again in an hour.",
            {"limit": conf.CODES_PER_HOUR, "retry_after_seconds": 3600},
        )
    draft.email_checks.update(valid_until=at)
    check = EmailCheck.objects.create(draft=draft, email=email, ip=by.ip, sent_at=at, valid_until=at + conf.CODE_LASTS)
    notify(
        Kind.CALL_CODE,
        [Outsider(name=name, email=email, language=language, zone=draft.said.get("timezone") or "UTC")],
        context={"check_id": check.public_id, "version": check.version, "valid_until": check.valid_until},
        about=check,
        priority=Priority.HIGH,
        by=by.on(draft.journey_id),
        at=at,
        dedupe=check.public_id,
    )
    return check
