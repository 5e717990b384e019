"""What the queues, leads and merchants can be filtered and sorted by."""

from typing import Any, ClassVar
from uuid import UUID

from django_filters import ChoiceFilter, NumberFilter
from django_filters.rest_framework import CharFilter, FilterSet

from core.actor import Actor
from core.api.filters import InstantFilter
from core.errors import Forbidden, Invalid
from routing.enums import Cohort, IcStatus, JourneyStatus, LeadStatus, Priority, SlaStatus, SupportType, Urgency
from routing.models import Lead, Merchant, WorkItem
from routing.policies import is_routing_admin
from routing.queries.ae_queue import LEADS
from routing.queries.ic_queue import MERCHANTS
from routing.queries.line import Criteria, Line
from workforce.models import Staff


class LineFilter(FilterSet):
    """What every queue can be filtered by."""

    class Meta:
        model = WorkItem
        fields: ClassVar[list[str]] = []

    cohort_type = ChoiceFilter(choices=Cohort.choices)
    assigned_to = CharFilter(help_text="A staff id; administrators only.")
    scope = ChoiceFilter(
        choices=[("mine", "mine"), ("team", "team")], help_text="`team`: everything of your teams, to read."
    )


def _sort(line: Line) -> ChoiceFilter:
    choices = [(name, name) for name in line.sorts]
    return ChoiceFilter(choices=choices, help_text=f"Most pressing first; `{line.usual_sort}` if not given.")


class AeQueueFilter(LineFilter):
    status = ChoiceFilter(choices=LeadStatus.choices)
    priority = ChoiceFilter(choices=Priority.choices)
    sla_status = ChoiceFilter(
        choices=SlaStatus.choices, help_text="Of the first-contact clock: MET once contacted, in time or late."
    )
    sort = _sort(LEADS)


class IcQueueFilter(LineFilter):
    status = ChoiceFilter(choices=IcStatus.choices)
    support_type = ChoiceFilter(choices=SupportType.choices)
    urgency = ChoiceFilter(choices=Urgency.choices)
    step_number = NumberFilter(min_value=1, max_value=99, help_text="The onboarding step the merchant is at.")
    sort = _sort(MERCHANTS)


def line_criteria(asked: dict[str, Any], by: Actor, *, work: str, **more: Any) -> Criteria:
    """The checked values of a LineFilter as criteria of the line, and what else that queue is asked for.

    work  what waits there, in words. Raises Forbidden for somebody else's, unless an administrator asks.
    """
    owner = asked["assigned_to"]
    if owner and not is_routing_admin(by):
        raise Forbidden(f"Only administrators can look at somebody else's {work}. Leave out assigned_to.")
    return Criteria(
        status=asked["status"],
        cohort=asked["cohort_type"],
        owner_id=staff_key(owner) if owner else None,
        sort=asked["sort"] or "",
        team_view=asked["scope"] == "team",
        **more,
    )


class LeadFilter(FilterSet):
    #: parameter → field of the lead that has exactly this value
    SAME: ClassVar[dict[str, str]] = {
        "cohort": "cohort",
        "region": "region",
        "channel": "channel",
        "campaign": "campaign_id",
        "category": "business_category",
    }

    class Meta:
        model = Lead
        fields: ClassVar[list[str]] = []

    status = ChoiceFilter(choices=LeadStatus.choices, help_text="Of the open entry, else of the latest.")
    cohort = ChoiceFilter(choices=Cohort.choices)
    region = CharFilter(max_length=20)
    channel = CharFilter(max_length=40)
    campaign = CharFilter(max_length=120, help_text="`source.campaign_id`.")
    category = CharFilter(max_length=60, help_text="`business_category`.")
    owner = CharFilter(help_text="A staff id: whose entry it is; administrators only.")
    updated_since = InstantFilter(help_text="From this instant on, with its zone.")
    q = CharFilter(max_length=200, help_text="Words that begin its names, addresses, number or reference.")


def staff_key(public_id: str, name: str = "assigned_to") -> UUID:
    """The key inside a staff id sent as a filter of that name. Raises Invalid."""
    key = Staff.parse_id(public_id)
    if key is None:
        raise Invalid({name: ["Is not the id of a staff member."]})
    return key


class MerchantFilter(FilterSet):
    #: parameter → lookup of a merchant
    LOOKUPS: ClassVar[dict[str, str]] = {
        "cohort": "cohort",
        "region": "region",
        "step_number": "current_step",
        "journey_status": "journey_status",
        "updated_since": "updated_at__gte",
    }

    class Meta:
        model = Merchant
        fields: ClassVar[list[str]] = []

    cohort = ChoiceFilter(choices=Cohort.choices)
    region = CharFilter(max_length=20)
    step_number = NumberFilter(min_value=1, max_value=99)
    journey_status = ChoiceFilter(choices=JourneyStatus.choices)
    updated_since = InstantFilter(help_text="From this instant on, with its zone.")
