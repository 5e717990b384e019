"""A policy changes: the new version is in force, the former one stays for the decisions that were made by it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_noop as _

from core.actor import Actor
from core.errors import DomainError, ErrorCode, Forbidden, Invalid
from core.locks import advisory_lock
from events.publish import emit
from routing.events import PolicyChanged
from routing.models import PolicyStep, RoutingPolicy
from routing.policies import is_routing_admin
from routing.queries.policies import forget_policies
from routing.rules.policy_steps import step_problem
from workforce.models import Team


@transaction.atomic
def change_policy(
    queue: str,
    team: Team | None,
    steps: Sequence[tuple[str, str]],
    *,
    overflow: bool,
    replaces: int | None,
    contact_needs_connection: bool = False,
    clock_in_team_hours: bool = False,
    reoffer_after: timedelta | None = None,
    by: Actor,
    at: datetime,
) -> RoutingPolicy:
    """The queue's work for that team (None: for every other team) is matched by these steps from now on.

    steps  (kind, name) in order
    replaces  the version that was edited, None when there was none
    contact_needs_connection  an attempt does not stop the first-contact clock, a conversation does
    clock_in_team_hours  clocks of entries that come from now on run in the team's working hours
    reoffer_after  how long after a missed contact an untouched lead goes to somebody else; None: it never does

    Emits policy.changed. Refuses steps the engine does not know or that stand there twice, an order that nothing
    decides, a span that is not ahead, a version that somebody else has replaced meanwhile, and anybody but an admin.
    """
    if not is_routing_admin(by):
        raise Forbidden("Only an admin can change a policy.")
    problems = [problem for kind, name in steps if (problem := step_problem(kind, name))]
    if len(set(steps)) < len(steps):
        problems.append(_("A step stands there twice."))
    if not any(kind == "order" for kind, _name in steps):
        problems.append(_("Add a step that says who comes first."))
    if problems:
        raise Invalid({"steps": problems})
    if reoffer_after is not None and reoffer_after <= timedelta():
        raise Invalid({"reoffer_after": [_("Give a time that is more than nothing, or none.")]})
    advisory_lock("policy", f"{queue}:{team.pk if team else ''}")
    versions = RoutingPolicy.objects.filter(queue=queue, team=team)
    former = versions.filter(is_active=True).first()
    if (former.version if former else None) != replaces:
        raise DomainError(
            ErrorCode.STALE_VERSION, _("Somebody else has changed this policy meanwhile. Look at it again.")
        )
    versions.filter(is_active=True).update(is_active=False)
    latest = versions.aggregate(latest=Max("version"))["latest"] or 0
    made = RoutingPolicy.objects.create(
        queue=queue,
        team=team,
        version=latest + 1,
        overflow=overflow,
        contact_needs_connection=contact_needs_connection,
        clock_in_team_hours=clock_in_team_hours,
        reoffer_after=reoffer_after,
        changed_by=by.name,
        created_at=at,
    )
    PolicyStep.objects.bulk_create(
        PolicyStep(policy=made, position=position, kind=kind, name=name)
        for position, (kind, name) in enumerate(steps, start=1)
    )
    emit(
        PolicyChanged(
            policy_id=made.public_id,
            queue=queue,
            team_id=team.public_id if team else "",
            version=made.version,
            overflow=overflow,
            contact_needs_connection=contact_needs_connection,
            clock_in_team_hours=clock_in_team_hours,
            reoffer_after_minutes=reoffer_after / timedelta(minutes=1) if reoffer_after else None,
            steps=[f"{kind} {name}" for kind, name in steps],
        ),
        by=by,
        at=at,
    )
    transaction.on_commit(forget_policies)
    return made
