from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts import conf, policies
from accounts.events import ApiKeyCreated
from accounts.keys import new_key
from accounts.models import ApiKey, Company
from accounts.scopes import unknown_scopes
from core.actor import Actor
from core.clock import now
from core.errors import Forbidden, Invalid
from events.publish import emit


def create_api_key(
    name: str,
    scopes: Sequence[str],
    *,
    by: Actor,
    at: datetime | None = None,
    company: Company | None = None,
    expires_at: datetime | None = None,
    rate_per_minute: int = conf.RATE_PER_KEY,
) -> tuple[ApiKey, str]:
    """Afterwards the key works. Returns it with its text, which nobody can see again.

    Emits api_key.created. Refuses whoever may not manage people, no or unknown scopes, scopes the maker does not hold,
    and an expiry that has passed.
    """
    at = at or now()
    if not policies.can_manage_people(by):
        raise Forbidden("Only administrators make API keys.")
    _refuse_bad_input(name, scopes, expires_at, rate_per_minute, at)
    if not policies.can_grant(by, scopes):
        raise Forbidden("A key cannot do more than its maker.")
    fresh = new_key()
    with transaction.atomic():
        key = ApiKey.objects.create(
            name=name.strip(),
            key_id=fresh.key_id,
            digest=fresh.digest,
            scopes=sorted(set(scopes)),
            company=company,
            rate_per_minute=rate_per_minute,
            expires_at=expires_at,
            created_by_id=by.user_id,
            created_at=at,
        )
        emit(
            ApiKeyCreated(
                key.public_id, key.name, key.scopes, rate_per_minute, expires_at.isoformat() if expires_at else None
            ),
            by=by,
            at=at,
        )
    return key, fresh.text


def _refuse_bad_input(
    name: str, scopes: Sequence[str], expires_at: datetime | None, rate_per_minute: int, at: datetime
) -> None:
    fields: dict[str, list[str]] = {}
    if not name.strip():
        fields["name"] = ["A name is needed: which system will use the key?"]
    if not scopes:
        fields["scopes"] = ["A key without scopes can do nothing: name one or more."]
    if unknown := unknown_scopes(scopes):
        fields["scopes"] = [f"There is no scope {scope}." for scope in unknown]
    if expires_at is not None and expires_at <= at:
        fields["expires_at"] = ["This has passed already."]
    if rate_per_minute < 1:
        fields["rate_per_minute"] = ["At least one request a minute."]
    if fields:
        raise Invalid(fields)
