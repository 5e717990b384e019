"""The order of the wizard's questions, and which of them is the first without an answer.

What was said lies in one dictionary, field by field, as it is sent on later. A question counts as answered when its
page was left forwards and what it needs is there: so nobody gets past one by typing an address, and a change that
makes a later answer impossible brings its question back.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

Said = Mapping[str, Any]

#: what the progress bar counts to; the guest's questions belong to the contact
STEPS = 8


class Step(StrEnum):
    START = "start"
    TOPIC = "topic"
    METHOD = "method"
    TIME = "time"
    WISHES = "wishes"
    WHO = "who"
    CODE = "code"
    CONTACT = "contact"
    DETAILS = "details"
    REVIEW = "review"


#: step → its number in the progress bar; the confirmation is the eighth
NUMBER = {
    Step.START: 1,
    Step.TOPIC: 2,
    Step.METHOD: 3,
    Step.TIME: 4,
    Step.WISHES: 4,
    Step.WHO: 5,
    Step.CODE: 5,
    Step.CONTACT: 5,
    Step.DETAILS: 6,
    Step.REVIEW: 7,
}

#: fields that the reader fills in, by step
FIELDS: dict[Step, tuple[str, ...]] = {
    Step.TOPIC: ("topic", "custom_topic_description"),
    Step.METHOD: ("scheduling_type",),
    Step.TIME: ("scheduled_date_time", "timezone"),
    Step.WISHES: ("preferred_times", "urgency_level", "timezone"),
    Step.WHO: ("name", "email"),
    Step.CONTACT: (
        "contact_phone",
        "phone_type",
        "phone_extension",
        "backup_phone",
        "preferred_contact_method",
        "save_phone",
    ),
    Step.DETAILS: ("notes", "language_preference", "additional_attendees"),
}


def path_of(said: Said, *, guest: bool) -> tuple[Step, ...]:
    """The questions of this reader, in order: a time or wishes, and who a guest is."""
    schedule = Step.WISHES if said.get("scheduling_type") == "FLEXIBLE" else Step.TIME
    who = (Step.WHO, Step.CODE) if guest else ()
    return (Step.START, Step.TOPIC, Step.METHOD, schedule, *who, Step.CONTACT, Step.DETAILS, Step.REVIEW)


def first_open(said: Said, *, guest: bool, has_place: bool, at: datetime) -> Step:
    """The first question without an answer; the review when there is none. Nobody is further than that."""
    passed = said.get("passed", ())
    for step in path_of(said, guest=guest)[:-1]:
        answered = _ANSWERED.get(step, _always)
        if step not in passed or not answered(said, has_place, at):
            return step
    return Step.REVIEW


def may_open(step: Step, said: Said, *, guest: bool, has_place: bool, at: datetime) -> bool:
    """Only what is on the reader's way, and no further than the first open question."""
    path = path_of(said, guest=guest)
    furthest = first_open(said, guest=guest, has_place=has_place, at=at)
    return step in path and path.index(step) <= path.index(furthest)


def after(step: Step, said: Said, *, guest: bool) -> Step:
    path = path_of(said, guest=guest)
    return path[min(path.index(step) + 1, len(path) - 1)]


def before(step: Step, said: Said, *, guest: bool) -> Step:
    """Back leads there; a guest whose address is confirmed is not asked for the code again."""
    path = path_of(said, guest=guest)
    if guest and said.get("email_confirmed"):
        path = tuple(one for one in path if one is not Step.CODE or one is step)
    return path[max(path.index(step) - 1, 0)]


def with_answer(said: Said, step: Step, answer: Mapping[str, Any]) -> dict[str, Any]:
    """What is known after this answer; an answer that no longer fits another is dropped with it."""
    known = dict(said) | dict(answer)
    known["passed"] = sorted({*said.get("passed", ()), step.value}, key=_order)
    if step is Step.TOPIC and said.get("topic") not in (None, known["topic"]):
        known.pop("scheduled_date_time", None)  # other people, other times
    if step is Step.METHOD and known["scheduling_type"] == "FLEXIBLE":
        known.pop("scheduled_date_time", None)
    if step is Step.WHO and said.get("email") != known["email"]:
        known["email_confirmed"] = False
    return known


def _order(step: str) -> int:
    return list(Step).index(Step(step))


def _always(_said: Said, _has_place: bool, _at: datetime) -> bool:
    return True


def _topic(said: Said, _has_place: bool, _at: datetime) -> bool:
    return bool(said.get("topic")) and (said["topic"] != "OTHER" or bool(said.get("custom_topic_description")))


def _time(said: Said, _has_place: bool, at: datetime) -> bool:
    chosen = said.get("scheduled_date_time") or ""
    return chosen != "" and datetime.fromisoformat(chosen) > at and bool(said.get("timezone"))


def _has(*fields: str) -> Callable[[Said, bool, datetime], bool]:
    return lambda said, _has_place, _at: all(said.get(field) for field in fields)


def _contact(said: Said, has_place: bool, _at: datetime) -> bool:
    return bool(said.get("contact_phone")) and (has_place or said.get("preferred_contact_method") != "IN_PERSON")


_ANSWERED: dict[Step, Callable[[Said, bool, datetime], bool]] = {
    Step.TOPIC: _topic,
    Step.METHOD: _has("scheduling_type"),
    Step.TIME: _time,
    Step.WISHES: _has("preferred_times", "urgency_level", "timezone"),
    Step.WHO: _has("name", "email"),
    Step.CODE: _has("email_confirmed"),
    Step.CONTACT: _contact,
}


def step_of(field: str, steps: Sequence[Step]) -> Step | None:
    """Where that field is asked for, among these steps."""
    return next((step for step in steps if field in FIELDS.get(step, ())), None)
