"""What a link of a mail opens: the call, as long as the link counts."""

from datetime import datetime, timedelta

from core.links import read_link
from scheduling.enums import FINAL, CallStatus, LinkPurpose
from scheduling.models import CallRequest

#: how long after a call its customer may still say how it was
SURVEY_OPEN = timedelta(days=30)


def call_of_link(purpose: LinkPurpose, token: str, at: datetime) -> CallRequest | None:
    """None for a token that is no link of that purpose, was used or replaced, or whose call is over."""
    link = read_link(purpose.value, token)
    if link is None:
        return None
    call = CallRequest.objects.shown().filter(pk=link.key, links_version=link.version).first()
    return call if call is not None and _counts(call, purpose, at) else None


def _counts(call: CallRequest, purpose: LinkPurpose, at: datetime) -> bool:
    if purpose == LinkPurpose.SURVEY:
        ended = call.completed_at
        return call.status == CallStatus.COMPLETED and ended is not None and at < ended + SURVEY_OPEN
    if call.status in FINAL:
        return False
    return call.ends_at is None or at < call.ends_at
