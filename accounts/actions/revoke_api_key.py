from datetime import datetime

from django.db import transaction

from accounts import policies
from accounts.events import ApiKeyRevoked
from accounts.models import ApiKey
from core.actor import Actor
from core.clock import now
from core.errors import Forbidden
from events.publish import emit


def revoke_api_key(key: ApiKey, *, by: Actor, at: datetime | None = None) -> ApiKey:
    """Afterwards the key is refused, from the next request on and for good. Emits api_key.revoked, once."""
    if not policies.can_manage_people(by):
        raise Forbidden("Only administrators revoke API keys.")
    at = at or now()
    with transaction.atomic():
        if ApiKey.objects.filter(pk=key.pk, revoked_at__isnull=True).update(revoked_at=at):
            emit(ApiKeyRevoked(key.public_id, key.name), by=by, at=at)
        return ApiKey.objects.get(pk=key.pk)
