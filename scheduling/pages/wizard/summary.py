"""What has been said so far, as it stands beside the questions and in the review."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.enums import Language
from accounts.models import Customer
from core.phone import readable
from scheduling.actions.hold_draft_time import is_held
from scheduling.enums import ContactMethod, PhoneType, SchedulingType, Urgency
from scheduling.models import CallDraft, Topic
from scheduling.pages.wizard import moments
from scheduling.rules.wizard import Step

Line = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Section:
    """edit_url leads to its question and back to the review."""

    title: str
    step: Step
    lines: tuple[Line, ...]

    @property
    def edit_url(self) -> str:
        return f"{reverse(f'call_{self.step}')}?to=review"


def sections(draft: CallDraft, topic: Topic | None, customer: Customer | None) -> list[Section]:
    """In the order of the questions, as far as they are answered; empty lines are left out."""
    said = draft.said
    passed = set(said.get("passed", ()))
    found = []
    if topic is not None:
        found.append(_section(_("Topic"), Step.TOPIC, [(_("Topic"), str(topic)), ("", _own_words(said))]))
    if Step.METHOD in passed:
        flexible = said["scheduling_type"] == SchedulingType.FLEXIBLE
        step = Step.WISHES if flexible else Step.TIME
        found.append(_section(_("Schedule"), step, _wishes(said) if flexible else _time(said, topic)))
    if Step.CONTACT in passed or Step.WHO in passed:
        found.append(_section(_("Contact"), Step.CONTACT, _contact(said, topic, customer)))
    if Step.DETAILS in passed:
        found.append(_section(_("Details"), Step.DETAILS, _details(said)))
    return [one for one in found if one.lines]


def hold_left(draft: CallDraft, at: datetime) -> int | None:
    """Seconds for which the chosen time is still kept; None when it is not."""
    chosen = draft.said.get("scheduled_date_time")
    if not chosen or not is_held(draft, datetime.fromisoformat(chosen), at):
        return None
    assert draft.hold is not None
    left: timedelta = draft.hold.booking.expires_at - at  # type: ignore[operator]  # a hold has an end
    return max(int(left.total_seconds()), 0)


def _section(title: str, step: Step, lines: list[Line]) -> Section:
    return Section(title, step, tuple((name, text) for name, text in lines if text))


def _own_words(said: dict[str, Any]) -> str:
    return str(said.get("custom_topic_description", "")) if said.get("topic") == "OTHER" else ""


def _time(said: dict[str, Any], topic: Topic | None) -> list[Line]:
    if not said.get("scheduled_date_time") or topic is None:
        return []
    starts_at, zone = datetime.fromisoformat(said["scheduled_date_time"]), said["timezone"]
    return [
        (_("Day"), moments.day_in_full(starts_at, zone)),
        (_("Time"), moments.span(starts_at, starts_at + topic.duration, zone)),
        (_("Time zone"), moments.zone_with_offset(zone, starts_at)),
        (_("Duration"), _("%(minutes)d minutes") % {"minutes": moments.minutes_of(topic.duration)}),
    ]


def _wishes(said: dict[str, Any]) -> list[Line]:
    if not said.get("urgency_level"):
        return []
    return [
        (_("Times that suit you"), said.get("preferred_times", "")),
        (_("How soon"), str(Urgency(said["urgency_level"]).label)),
        (_("Time zone"), moments.zone_words(said["timezone"])),
    ]


def _contact(said: dict[str, Any], topic: Topic | None, customer: Customer | None) -> list[Line]:
    lines: list[Line] = [
        (_("Name"), customer.name if customer else said.get("name", "")),
        (_("Email"), customer.email if customer else said.get("email", "")),
    ]
    if not said.get("contact_phone") or "preferred_contact_method" not in said:
        return lines
    phone = readable(said["contact_phone"])
    if said.get("phone_extension"):
        phone = _("%(number)s ext. %(extension)s") % {"number": phone, "extension": said["phone_extension"]}
    method = str(ContactMethod(said["preferred_contact_method"]).label)
    if said["preferred_contact_method"] == ContactMethod.IN_PERSON and topic is not None and topic.place:
        method = f"{method}, {topic.place}"
    return [
        *lines,
        (_("Phone"), f"{phone} ({PhoneType(said['phone_type']).label})"),
        (_("Another number"), readable(said["backup_phone"]) if said.get("backup_phone") else ""),
        (_("How we talk"), method),
    ]


def _details(said: dict[str, Any]) -> list[Line]:
    return [
        (_("Notes"), said.get("notes", "")),
        (_("Language"), str(Language(said.get("language_preference", "en")).label)),
        (_("Joining"), ", ".join(said.get("additional_attendees", []))),
    ]
