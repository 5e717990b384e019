"""A team has no policy of its own any more."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop as _

from core.actor import Actor
from core.errors import DomainError, ErrorCode, Forbidden
from core.locks import advisory_lock
from events.publish import emit
from routing.events import PolicyDropped
from routing.models import RoutingPolicy
from routing.policies import is_routing_admin
from routing.queries.policies import forget_policies
from workforce.models import Team


@transaction.atomic
def drop_policy(queue: str, team: Team, *, replaces: int, by: Actor, at: datetime) -> None:
    """The team's work is matched as that of every other team of the queue from now on. Its versions are kept.

    replaces  the version that was looked at

    Emits policy.dropped. Refuses a version that is not in force any more, and anybody but an admin.
    """
    if not is_routing_admin(by):
        raise Forbidden("Only an admin can change a policy.")
    advisory_lock("policy", f"{queue}:{team.pk}")
    former = RoutingPolicy.objects.filter(queue=queue, team=team, is_active=True).first()
    if former is None or former.version != replaces:
        raise DomainError(
            ErrorCode.STALE_VERSION, _("Somebody else has changed this policy meanwhile. Look at it again.")
        )
    RoutingPolicy.objects.filter(pk=former.pk).update(is_active=False)
    emit(
        PolicyDropped(policy_id=former.public_id, queue=queue, team_id=team.public_id, version=former.version),
        by=by,
        at=at,
    )
    transaction.on_commit(forget_policies)
