"""What can be done with people, logins and keys, in the order of a life."""

from accounts.actions.change_password import change_password, reset_password
from accounts.actions.change_profile import change_profile
from accounts.actions.change_roles import change_roles
from accounts.actions.claim_reset_request import claim_reset_request, forget_reset_request
from accounts.actions.create_api_key import create_api_key
from accounts.actions.create_user import create_user
from accounts.actions.deactivate_user import deactivate_user, reactivate_user
from accounts.actions.end_login import end_login, end_logins, log_out
from accounts.actions.log_in import log_in
from accounts.actions.open_login import carry_on_login, open_login
from accounts.actions.purge_old_logins import purge_old_logins
from accounts.actions.record_key_use import record_key_use
from accounts.actions.refresh_session import refresh_session
from accounts.actions.request_password_reset import request_password_reset
from accounts.actions.revoke_api_key import revoke_api_key
from accounts.actions.verify_password import verify_password

__all__ = [  # noqa: RUF022  (life-cycle order)
    "create_user",
    "verify_password",
    "open_login",
    "carry_on_login",
    "log_in",
    "refresh_session",
    "log_out",
    "end_login",
    "end_logins",
    "change_profile",
    "change_password",
    "request_password_reset",
    "claim_reset_request",
    "forget_reset_request",
    "reset_password",
    "change_roles",
    "deactivate_user",
    "reactivate_user",
    "create_api_key",
    "record_key_use",
    "revoke_api_key",
    "purge_old_logins",
]
