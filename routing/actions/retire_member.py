"""A member leaves: their open work is handed back first, then they are switched off, in one transaction."""

from datetime import datetime

from django.db import transaction

from accounts.actions.deactivate_user import deactivate_user
from core.actor import Actor
from core.errors import Forbidden
from routing.actions.hand_back_work import hand_back_work, lock_work_of
from routing.policies import is_routing_admin
from workforce.actions.switch_off import switch_off
from workforce.models import Staff


@transaction.atomic
def retire_member(staff: Staff, *, by: Actor, at: datetime, reason: str = "has left", and_login: bool = False) -> int:
    """The member owns nothing, takes nothing and is off; returns how many items went back in line.

    and_login  they cannot sign in any more either

    What was only offered to them is in line again. Emits `<kind>.released` for each, `staff.retired`, and with the
    login `user.deactivated`. Where a team's work is automatic its items have new owners at once. Refuses anybody but
    an admin; with the login also whoever may not deactivate this person, and the last administrator. Nothing has
    changed then.
    """
    if not is_routing_admin(by):
        raise Forbidden("Only an admin can retire a member.")
    lock_work_of(staff)  # items, then places
    switch_off(staff, by=by, at=at)  # from here nothing comes in any more
    handed_back = hand_back_work(staff, reason=reason, by=by, at=at)
    if and_login:
        deactivate_user(staff.user, by=by, at=at)
    return handed_back
