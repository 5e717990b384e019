"""Calls by what somebody remembers of them: a number, a name, an address, a phone."""

from core.actor import Actor
from routing.queries.lead_search import words_asked
from scheduling.models import CallRequest
from scheduling.queries.calls import visible_calls


def find_calls(text: str, *, by: Actor, limit: int) -> list[CallRequest]:
    """The calls that the actor may see and that hold every word of `text`, the latest first. A public id finds exactly
    that one. One query, none for an empty text."""
    calls = visible_calls(by, None).select_related("topic", "company", "work_item__owner__user").order_by("-id")
    if key := CallRequest.parse_id(text):
        return list(calls.filter(pk=key))
    asked = words_asked(text)
    return list(calls.with_words(asked)[:limit]) if asked else []
