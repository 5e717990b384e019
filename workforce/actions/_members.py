"""Whoever gives a member something new holds them against leaving meanwhile."""

from uuid import UUID

from django.db import connection

from core.errors import DomainError, ErrorCode

# Waits for somebody who is leaving, and then looks again. Leaving itself takes no lock that a foreign key waits for.
_STAY = "SELECT 1 FROM workforce_staff WHERE user_id = %s AND retired_at IS NULL FOR SHARE"


def hold_member(staff_id: UUID) -> None:
    """Until the end of the transaction the member does not leave; refuses when they have left."""
    with connection.cursor() as cursor:
        cursor.execute(_STAY, [staff_id])
        if cursor.fetchone() is None:
            raise DomainError(ErrorCode.MEMBER_RETIRED, "This member of staff takes no work any more.")
