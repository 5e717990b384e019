"""What the AE queue can be filtered and sorted by."""

from typing import ClassVar
from uuid import UUID

from django_filters import ChoiceFilter
from django_filters.rest_framework import CharFilter, FilterSet

from core.errors import Invalid
from routing.enums import Cohort, LeadStatus, Priority, SlaStatus
from routing.models import WorkItem
from routing.queries.ae_queue import SORTS
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
        choices=[(name, name) for name in SORTS], help_text="Most pressing first; `priority` if not given."
    )
    scope = ChoiceFilter(
        choices=[("mine", "mine"), ("team", "team")], help_text="`team`: everything of your teams, to read."
    )


def staff_key(public_id: str) -> UUID:
    """The key inside a staff id sent as a filter. Raises Invalid."""
    key = Staff.parse_id(public_id)
    if key is None:
        raise Invalid({"assigned_to": ["Is not the id of a staff member."]})
    return key
