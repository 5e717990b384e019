"""What the lists of calls and sessions can be filtered by."""

from typing import Any, ClassVar
from uuid import UUID

from django_filters import ChoiceFilter, MultipleChoiceFilter
from django_filters.rest_framework import CharFilter, FilterSet

from accounts.models import Customer
from core.api.filters import InstantFilter
from core.errors import Invalid
from scheduling.enums import CallStatus, SchedulingType, SessionStatus, TopicCode
from scheduling.models import CallRequest, IcSession
from workforce.models import Staff


class CallFilter(FilterSet):
    class Meta:
        model = CallRequest
        fields: ClassVar[list[str]] = []

    status = MultipleChoiceFilter(choices=CallStatus.choices, help_text="May be given several times.")
    topic = ChoiceFilter(choices=TopicCode.choices)
    scheduling_type = ChoiceFilter(choices=SchedulingType.choices)
    vars()["from"] = InstantFilter(help_text="The call's time is then or later.")
    to = InstantFilter(help_text="The call's time is before that.")
    assigned_team_member = CharFilter(help_text="A staff id: who takes it.")
    customer = CharFilter(help_text="A customer id.")
    number = CharFilter(max_length=20, help_text="CALL-2026-000123, exactly.")


class SessionFilter(FilterSet):
    class Meta:
        model = IcSession
        fields: ClassVar[list[str]] = []

    status = ChoiceFilter(choices=SessionStatus.choices)
    ic_id = CharFilter(help_text="A staff id; administrators only.")
    merchant_id = CharFilter(help_text="A merchant id.")
    vars()["from"] = InstantFilter(help_text="The session's time is then or later.")
    to = InstantFilter(help_text="The session's time is before that.")


def lookups(asked: dict[str, Any]) -> dict[str, Any]:
    """The checked values as lookups of a call request. Raises Invalid for what is no id."""
    found: dict[str, Any] = {
        "status__in": asked["status"],
        "topic__code": asked["topic"],
        "scheduling_type": asked["scheduling_type"],
        "scheduled_date_time__gte": asked["from"],
        "scheduled_date_time__lt": asked["to"],
        "work_item__owner": _key("assigned_team_member", asked, Staff, "a staff member"),
        "customer": _key("customer", asked, Customer, "a customer"),
        "number": asked["number"],
    }
    return {name: value for name, value in found.items() if value not in (None, "", [])}


def _key(name: str, asked: dict[str, Any], model: Any, what: str) -> UUID | None:
    text = asked[name]
    if not text:
        return None
    key: UUID | None = model.parse_id(text)
    if key is None:
        raise Invalid({name: [f"Is not the id of {what}."]})
    return key
