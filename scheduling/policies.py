"""Who may do what with calls and calendars."""

from uuid import UUID

from accounts.models import Customer
from accounts.scopes import Scope
from core.actor import Actor
from scheduling.conf import ADMIN_SCOPE, HANDLE_SCOPE
from scheduling.models import CallRequest, IcSession
from workforce.models import Staff


def is_customer_side(by: Actor) -> bool:
    """Customers, guests with a link, keys of a company or for booking only: deadlines and limits hold for them."""
    if by.kind == "api_key":
        return by.company_id is not None or not by.may(ADMIN_SCOPE, HANDLE_SCOPE)
    return by.kind in ("customer", "user")


def chooses_freely(by: Actor) -> bool:
    """Members put a call anywhere in a calendar; everybody else takes what availability offers."""
    return by.kind in ("staff", "system")


def can_handle(by: Actor, call: CallRequest) -> bool:
    """Starts, completes, answers: who has it, admins, and the operator's systems."""
    if by.may(ADMIN_SCOPE) or is_handling_system(by):
        return True
    return by.user_id is not None and by.user_id == call.work_item.owner_id


def can_claim(by: Actor, team_ids: frozenset[UUID], call: CallRequest) -> bool:
    """A member of its team takes a call that waits."""
    return by.may(ADMIN_SCOPE) or (by.may(HANDLE_SCOPE) and call.work_item.team_id in team_ids)


def can_hold_session(by: Actor, session: IcSession) -> bool:
    """Starts, moves, completes: the consultant who has it, and admins."""
    return by.may(ADMIN_SCOPE) or (by.user_id is not None and by.user_id == session.ic_id)


def can_see_session(by: Actor, session: IcSession) -> bool:
    """Reads and joins: a second host, too."""
    return by.may(ADMIN_SCOPE) or session.is_hosted_by(by.user_id)


def can_rate(by: Actor) -> bool:
    """How a call was, the customer says, or a system on their behalf: nobody who took it."""
    return by.kind != "staff"


def is_handling_system(by: Actor) -> bool:
    """A key of the operator's, such as a telephone system's."""
    return by.kind == "api_key" and by.company_id is None and by.may(HANDLE_SCOPE)


def can_open_feed(by: Actor, owner: Staff | Customer) -> bool:
    """Sees an address when it is made: the owner, and who manages people, whose hands hold every account anyway."""
    return by.may(Scope.ADMIN_USERS) or _is_own(by, owner)


def can_close_feed(by: Actor, owner: Staff | Customer) -> bool:
    return by.may(Scope.ADMIN_USERS, Scope.ADMIN_WORKFORCE) or _is_own(by, owner)


def _is_own(by: Actor, owner: Staff | Customer) -> bool:
    return by.user_id is not None and by.user_id == owner.user_id
