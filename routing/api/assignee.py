"""Who is named as the one who gets a piece of work."""

from uuid import UUID

from accounts.enums import Role
from core.errors import Invalid
from workforce.models import Staff

NOT_ONE = {Role.AE: "Is not an account executive.", Role.IC: "Is not an implementation consultant."}


def assignee(key: UUID | None, role: Role) -> Staff:
    """The member of that key, who can have such work. Raises Invalid."""
    people = Staff.objects.with_person().filter(user__is_active=True, user__roles__contains=[role])
    staff = people.filter(pk=key).first()
    if staff is None:
        raise Invalid({"assign_to": [NOT_ONE[role]]})
    return staff
