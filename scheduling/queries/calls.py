"""Which calls somebody may see. A foreign one and a missing one look the same."""

from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Expression, F, Q, Subquery
from django.db.models.functions import Coalesce

from core.actor import Actor
from core.errors import NotFound
from core.sql import IsOneOf
from routing.enums import Queue, State
from routing.models import WorkItem
from scheduling.conf import ADMIN_SCOPE, BOOK_SCOPE, HANDLE_SCOPE
from scheduling.models import CallRequest
from scheduling.models.call_request import CallRequestQuerySet
from workforce.models import TeamMembership


def visible_calls(by: Actor, company_id: UUID | None) -> CallRequestQuerySet:
    """company_id  the company the caller is held to, None for the operator's side

    Customers and keys of a company: that company's. Members: their teams' and their own. Admins and systems: all.
    """
    if company_id is not None:
        return CallRequest.objects.of_company(company_id)
    if by.may(ADMIN_SCOPE) or (by.kind == "api_key" and by.may(HANDLE_SCOPE, BOOK_SCOPE)):
        return CallRequest.objects.all()
    if by.user_id is None or not by.may(HANDLE_SCOPE):
        return CallRequest.objects.none()
    teams = ArraySubquery(TeamMembership.objects.filter(staff=by.user_id).values("team"))
    in_team = Q(IsOneOf(F("work_item__team_id"), teams))
    return CallRequest.objects.filter(in_team | Q(work_item__owner=by.user_id))


def call_of(call_id: str, by: Actor, company_id: UUID | None) -> CallRequest:
    """The call, with what pages and answers show. Raises NotFound."""
    key = CallRequest.parse_id(call_id)
    found = visible_calls(by, company_id).shown().filter(pk=key).first() if key else None
    if found is None:
        raise NotFound("call")
    return found


def teams_of(staff_id: UUID) -> frozenset[UUID]:
    return frozenset(TeamMembership.objects.filter(staff=staff_id).values_list("team_id", flat=True))


def calls_waiting_for(staff: Expression | F) -> Coalesce:
    """How many calls wait for somebody of that member's teams: a figure to be selected beside the member."""
    waiting = WorkItem.objects.filter(queue=Queue.CALL, state=State.QUEUED, team__memberships__staff=staff)
    return Coalesce(Subquery(waiting.order_by().values("queue").annotate(n=Count("pk")).values("n")), 0)
