"""A guest types the code."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from core.links import fits_code
from notifications.messages.calls_outside import CODE
from scheduling import conf
from scheduling.actions import _drafts
from scheduling.models import EmailCheck
from scheduling.rules.wizard import Step, with_answer


@transaction.atomic
def check_code(draft_id: UUID, typed: str, *, at: datetime) -> bool:
    """Whether it is the code that went to the draft's address; then the address is confirmed. A wrong one costs a try,
    and after CODE_TRIES no code fits: ask for another. What is wrong about it is not told."""
    draft = _drafts.lock_draft(draft_id)
    check = EmailCheck.objects.filter(draft=draft, email=draft.said.get("email"), valid_until__gt=at).first()
    if check is None or check.tries >= conf.CODE_TRIES:
        return False
    if not fits_code(CODE, check.pk, check.version, typed):
        EmailCheck.objects.filter(pk=check.pk).update(tries=F("tries") + 1)
        return False
    draft.email_checks.update(valid_until=at)
    _drafts.write(draft, at=at, said=with_answer(draft.said, Step.CODE, {"email_confirmed": True}))
    return True
