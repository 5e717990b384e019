"""Who calls: a person by access token, or a system by API key. What they may do is read from their row, now."""

from hmac import compare_digest

from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, Throttled
from rest_framework.request import Request

from accounts import conf, queries
from accounts.actions.record_key_use import record_key_use
from accounts.actors import actor_for, actor_for_key
from accounts.caller import Caller
from accounts.keys import read_key
from accounts.models import ApiKey, LoginSession, User
from accounts.scopes import Scope
from accounts.tokens import ACCESS, BadToken, read_token
from core.api.limits import LIMITER
from core.clock import now
from core.web.address import address_group, client_address

TOKEN_REFUSED = "This access token is not good, or not any more: refresh it or sign in again."  # noqa: S105  (a message)
KEY_REFUSED = "This API key is not good, or not any more."


class BearerToken(BaseAuthentication):
    """`Authorization: Bearer …`. One query finds login and person; ended, inactive or outdated is refused."""

    def authenticate(self, request: Request) -> tuple[User, Caller] | None:
        text = credentials(request, "bearer")
        if text is None:
            return None
        try:
            claims = read_token(text, ACCESS, at=now())
        except BadToken:
            raise AuthenticationFailed(TOKEN_REFUSED) from None
        login = queries.login_with_user(claims.login_id)
        if login is None or login.user.pk != claims.user_id or not good(login, claims.version):
            raise AuthenticationFailed(TOKEN_REFUSED)
        return login.user, caller_of(login)

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


class ApiKeyHeader(BaseAuthentication):
    """`Authorization: Api-Key …`. There is no person behind a key: `request.user` is None."""

    def authenticate(self, request: Request) -> tuple[None, Caller] | None:
        text = credentials(request, "api-key")
        if text is None:
            return None
        at = now()
        parts = read_key(text)
        key = ApiKey.objects.usable(at).filter(key_id=parts[0]).first() if parts else None
        if key is None or parts is None or not compare_digest(bytes(key.digest), parts[1]):
            raise key_refused(request)
        record_key_use(key, at=at)
        actor = actor_for_key(key)
        return None, Caller(
            actor=actor, caller_id=key.public_id, rate_per_minute=key.rate_per_minute, company_id=key.company_id
        )

    def authenticate_header(self, request: Request) -> str:
        return 'Api-Key realm="api"'


def credentials(request: Request, scheme: str) -> str | None:
    """What follows the scheme in the header; None when the header is missing or names another scheme."""
    found, _, text = request.headers.get("Authorization", "").strip().partition(" ")
    return text.strip() if found.lower() == scheme else None


def good(login: LoginSession, version: int) -> bool:
    return login.revoked_at is None and login.user.is_active and login.user.token_version == version


def caller_of(login: LoginSession) -> Caller:
    user = login.user
    actor = actor_for(user)
    return Caller(
        actor=actor,
        caller_id=user.public_id,
        rate_per_minute=conf.RATE_PER_ADMIN if actor.may(Scope.ADMIN_ROUTING) else conf.RATE_PER_PERSON,
        login_id=login.pk,
        company_id=getattr(login, "company_id", None),
    )


def key_refused(request: Request) -> AuthenticationFailed | Throttled:
    """401; 429 for an address that has tried too many keys."""
    address = address_group(client_address(request))
    verdict = LIMITER.admit(f"bad-key:{address}", conf.BAD_KEYS_PER_MINUTE)
    return AuthenticationFailed(KEY_REFUSED) if verdict.admitted else Throttled(wait=verdict.seconds)
