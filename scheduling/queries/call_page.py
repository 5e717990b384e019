"""One call with everything that its page shows beside it."""

from collections.abc import Sequence

from django.db.models import Q

from core.actor import Actor
from core.errors import NotFound
from scheduling.models import CallRequest, ProposedTime
from scheduling.queries.calls import visible_calls

EARLIER = 5


def call_for_page(call_id: str, by: Actor) -> CallRequest:
    """The call with its people, time and decision. Raises NotFound, for what is not there and what is not for the
    caller alike."""
    key = CallRequest.parse_id(call_id)
    calls = (
        visible_calls(by, None)
        .shown()
        .select_related("booking", "work_item__suggested__user", "work_item__decision__policy")
    )
    found = calls.filter(pk=key).first() if key is not None else None
    if found is None:
        raise NotFound("call")
    return found


def earlier_calls(call: CallRequest, by: Actor) -> Sequence[CallRequest]:
    """What the same customer asked for before and after it, the latest first, as far as the caller may see it."""
    theirs = Q(customer=call.customer_id) if call.customer_id else Q(customer=None, contact_email=call.contact_email)
    others = visible_calls(by, None).filter(theirs).exclude(pk=call.pk).shown()
    return list(others.order_by("-id")[:EARLIER])


def open_proposals(call: CallRequest) -> Sequence[ProposedTime]:
    return list(ProposedTime.objects.open().filter(call=call).select_related("booking"))
