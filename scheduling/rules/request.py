"""What a call request must say, and what it may not.

Source: schedule-a-call story, conditional rules: CALENDAR asks for a time; FLEXIBLE for preferred times and an urgency;
OTHER for a description; IN_PERSON is possible only where the topic has a place; notes have at most 500 characters.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

Problems = dict[str, list[str]]


def gettext_noop(text: str) -> str:
    """Marks a text for translation; Django's own is not for plain rules."""
    return text


def problems_of(
    facts: Mapping[str, Any], *, has_place: bool, at: datetime, tongue: Callable[[str], str] = gettext_noop
) -> Problems:
    """Field → messages; empty when the request is complete.

    facts      the fields of a call request, times with their zone
    has_place  whether people can meet in person about that topic
    tongue     in which words it speaks
    """
    asked = _chosen_time(facts, at) if facts["scheduling_type"] == "CALENDAR" else _flexible(facts)
    return {field: [tongue(message)] for field, message in (*asked, *_content(facts, has_place))}


def _chosen_time(facts: Mapping[str, Any], at: datetime) -> Iterator[tuple[str, str]]:
    when = facts.get("scheduled_date_time")
    if when is None:
        yield "scheduled_date_time", gettext_noop("Choose a time for the call.")
    elif when <= at:
        yield "scheduled_date_time", gettext_noop("This time is over. Choose a later one.")
    for field in ("preferred_times", "urgency_level"):
        if facts.get(field):
            yield field, gettext_noop("Only for a call at a time that the team proposes. Leave it out.")


def _flexible(facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if facts.get("scheduled_date_time") is not None:
        yield "scheduled_date_time", gettext_noop("Only for a call at a chosen time. Leave it out.")
    if not (facts.get("preferred_times") or "").strip():
        yield "preferred_times", gettext_noop("Say when we can reach you, such as weekday mornings.")
    if not facts.get("urgency_level"):
        yield "urgency_level", gettext_noop("Say how soon you need the call.")


def _content(facts: Mapping[str, Any], has_place: bool) -> Iterator[tuple[str, str]]:
    if facts["topic_code"] == "OTHER" and not (facts.get("custom_topic_description") or "").strip():
        yield "custom_topic_description", gettext_noop("Say in a few words what the call is about.")
    if facts.get("preferred_contact_method") == "IN_PERSON" and not has_place:
        yield "preferred_contact_method", gettext_noop("Nobody can be met in person about this. Choose phone or video.")


def can_still_be_changed(starts_at: datetime, deadline: timedelta, at: datetime) -> bool:
    """Whether a customer may move or cancel now: not within `deadline` of the start, and the last instant counts."""
    return at <= starts_at - deadline
