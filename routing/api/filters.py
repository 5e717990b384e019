"""What the queues, leads and merchants can be filtered and sorted by."""

from typing import ClassVar
from uuid import UUID

from django_filters import ChoiceFilter, NumberFilter
from django_filters.rest_framework import CharFilter, FilterSet

from core.api.filters import InstantFilter
from core.errors import Invalid
from routing.enums import Cohort, IcStatus, JourneyStatus, LeadStatus, Priority, SlaStatus, SupportType, Urgency
from routing.models import Lead, Merchant, WorkItem
from routing.queries.ae_queue import LEADS
from routing.queries.ic_queue import MERCHANTS
from workforce.models import Staff


class AeQueueFilter(FilterSet):
    class Meta:
        model = WorkItem
        fields: ClassVar[list[str]] = []

    status = ChoiceFilter(choices=LeadStatus.choices)
    priority = ChoiceFilter(choices=Priority.choices)
    cohort_type = ChoiceFilter(choices=Cohort.choices)
    sla_status = ChoiceFilter(
        choices=SlaStatus.choices, help_text="Of the first-contact clock: MET once contacted, in time or late."
    )
    assigned_to = CharFilter(help_text="A staff id; administrators only.")
    sort = ChoiceFilter(
        choices=[(name, name) for name in LEADS.sorts], help_text="Most pressing first; `priority` if not given."
    )
    scope = ChoiceFilter(
        choices=[("mine", "mine"), ("team", "team")], help_text="`team`: everything of your teams, to read."
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


class IcQueueFilter(FilterSet):
    class Meta:
        model = WorkItem
        fields: ClassVar[list[str]] = []

    status = ChoiceFilter(choices=IcStatus.choices)
    support_type = ChoiceFilter(choices=SupportType.choices)
    cohort_type = ChoiceFilter(choices=Cohort.choices)
    urgency = ChoiceFilter(choices=Urgency.choices)
    step_number = NumberFilter(min_value=1, max_value=99, help_text="The onboarding step the merchant is at.")
    assigned_to = CharFilter(help_text="A staff id; administrators only.")
    sort = ChoiceFilter(
        choices=[(name, name) for name in MERCHANTS.sorts], help_text="Most pressing first; `urgency` if not given."
    )
    scope = ChoiceFilter(
        choices=[("mine", "mine"), ("team", "team")], help_text="`team`: everything of your teams, to read."
    )


class MerchantFilter(FilterSet):
    #: parameter → field of the merchant that has exactly this value
    SAME: ClassVar[dict[str, str]] = {
        "cohort": "cohort",
        "region": "region",
        "step_number": "current_step",
        "journey_status": "journey_status",
    }

    class Meta:
        model = Merchant
        fields: ClassVar[list[str]] = []

    cohort = ChoiceFilter(choices=Cohort.choices)
    region = CharFilter(max_length=20)
    step_number = NumberFilter(min_value=1, max_value=99)
    journey_status = ChoiceFilter(choices=JourneyStatus.choices)
    updated_since = InstantFilter(help_text="From this instant on, with its zone.")
