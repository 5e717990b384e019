from datetime import datetime

from django.db import transaction

from accounts import conf
from accounts.actions.end_login import end_login
from accounts.actors import actor_for
from accounts.enums import RevocationReason
from accounts.models import LoginSession
from accounts.tokens import REFRESH, BadToken, Claims, Tokens, issue_access, issue_refresh, read_token
from core.clock import now
from core.errors import DomainError, ErrorCode
from core.ids import new_id

REFUSED = "This refresh token is not good any more; sign in again."


def refresh_session(refresh_token: str, *, at: datetime | None = None) -> Tokens:
    """Afterwards the login lives 8 h longer, with two new tokens; the one given is used up.

    One conditional UPDATE on the login's own row decides, so of two uses of one token one wins. The other is taken for
    theft: it ends the login (login.ended, REFRESH_REUSED), the winner's tokens included. Refuses a token that is not
    genuine, expired or used, and an ended login or a deactivated person. A refresh that succeeds is written on the
    login's row and emits nothing: nothing changed for anybody. Must not run inside a caller's transaction, which
    would take the ending back together with the refusal.
    """
    at = at or now()
    try:
        claims = read_token(refresh_token, REFRESH, at=at)
    except BadToken:
        raise DomainError(ErrorCode.UNAUTHENTICATED, REFUSED) from None
    login = LoginSession.objects.select_related("user").filter(pk=claims.login_id, user_id=claims.user_id).first()
    if login is None or not login.user.is_active or login.user.token_version != claims.version:
        raise DomainError(ErrorCode.UNAUTHENTICATED, REFUSED)
    fresh = new_id()
    won = (
        LoginSession.objects.live(at)
        .filter(pk=login.pk, refresh_id=claims.token_id)
        .update(refresh_id=fresh, refreshed_at=at, expires_at=at + conf.REFRESH_LIFE)
    )
    if not won:
        _end_if_reused(login, claims, at)
        raise DomainError(ErrorCode.UNAUTHENTICATED, REFUSED)
    return Tokens(issue_access(login.user, login, at=at), issue_refresh(login.user, login, fresh, at=at))


def _end_if_reused(login: LoginSession, claims: Claims, at: datetime) -> None:
    with transaction.atomic():
        login = LoginSession.objects.select_for_update(of=("self",)).select_related("user").get(pk=login.pk)
        if login.refresh_id != claims.token_id:
            end_login(login, because=RevocationReason.REFRESH_REUSED, by=actor_for(login.user), at=at)
