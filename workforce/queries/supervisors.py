"""Who answers for the teams."""

from accounts.enums import Role
from workforce.models import Staff


def supervisors() -> list[Staff]:
    """Everybody who is one and can sign in, with their users, in order of their ids."""
    people = Staff.objects.active().with_person().filter(user__is_active=True)
    return list(people.filter(user__roles__contains=[Role.SUPERVISOR]).order_by("pk"))
