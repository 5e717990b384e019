from datetime import datetime

from accounts.actions.open_login import open_login
from accounts.actions.verify_password import verify_password
from accounts.actors import actor_for
from accounts.enums import Medium
from accounts.tokens import Tokens, issue_access, issue_refresh
from core.actor import Actor
from core.clock import now


def log_in(email: str, password: str, *, by: Actor, at: datetime | None = None, user_agent: str = "") -> Tokens:
    """Afterwards a login by tokens is open; these are its first two. Emits login.opened, refuses as verify_password."""
    at = at or now()
    user = verify_password(email, password, by=by, at=at)
    login = open_login(user, medium=Medium.API, by=actor_for(user), at=at, user_agent=user_agent)
    assert login.refresh_id is not None
    return Tokens(issue_access(user, login, at=at), issue_refresh(user, login, login.refresh_id, at=at))
