"""What belongs to a member, found by whose it is."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.admin import ReadOnlyAdmin
from workforce.models import Staff


class OfMembersAdmin(ReadOnlyAdmin):
    """`member` names the column. The person is looked up first: a join could be answered by reading every row."""

    member = "staff"
    search_help_text = _("Whole id, or the whole id (staff_…) or email of the member")

    def found(self, rows: QuerySet[Any], term: str) -> QuerySet[Any]:
        if (key := Staff.parse_id(term)) is not None:
            return rows.filter(**{self.member: key})
        if "@" not in term:
            return super().found(rows, term)
        return rows.filter(**{f"{self.member}__in": list(Staff.objects.filter(user__email=term.lower()))})
