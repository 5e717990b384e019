"""/auth: sign in, go on, sign out, who am I."""

from dataclasses import asdict
from typing import Any

from django.http import HttpResponseBase
from rest_framework.request import Request

from accounts import queries
from accounts.actions import log_in, log_out, refresh_session
from accounts.actors import nobody
from accounts.api import serializers
from accounts.models import Company, User
from core.api.filters import refuse_unknown_parameters
from core.api.schema import endpoint
from core.api.views import ReadView, WriteView, json_response
from core.errors import ErrorCode, Forbidden
from core.ids import public_id

TOKENS = {"access": "eyJhbGciOiJFZERTQSIsImtpZCI6…", "refresh": "eyJhbGciOiJFZERTQSIsImtpZCI6…"}
NO_KEYS = "The answer is never stored: an `X-Idempotency-Key` has no effect here."


class TokenView(WriteView):
    """Writes that must survive their own refusal (a counted failure, an ended login), and answers that must not be
    stored: no transaction around the action, no idempotency key.
    """

    authentication_classes = []
    permission_classes = []

    def write(self, request: Request, **kwargs: Any) -> HttpResponseBase:
        refuse_unknown_parameters(request, self.parameters)
        return json_response(self.handle(self._validated(request.data)), self.success_status)


@endpoint(
    "Sign in",
    "Opens a login and gives its two tokens. Failed attempts are counted: after 5 in 15 minutes for one email, or 20 "
    f"from one address, even the right password is refused until the time in `Retry-After`. {NO_KEYS}",
    request={"email": "ae1@demo.test", "password": "switchboard"},
    response=TOKENS,
    codes=(ErrorCode.UNAUTHENTICATED,),
    tags=("auth",),
    operation="auth_login",
)
class LogIn(TokenView):
    input_class = serializers.Credentials
    output_class = serializers.TokenPair

    def handle(self, data: dict[str, Any], **kwargs: Any) -> dict[str, str]:
        agent = self.request.headers.get("User-Agent", "")
        return asdict(log_in(data["email"], data["password"], by=nobody(), user_agent=agent))


@endpoint(
    "Go on with a login",
    "Exchanges the refresh token for two new tokens. It is good once: a second use is taken for theft and ends the "
    f"login. {NO_KEYS}",
    request={"refresh": TOKENS["refresh"]},
    response=TOKENS,
    codes=(ErrorCode.UNAUTHENTICATED,),
    tags=("auth",),
    operation="auth_refresh",
)
class Refresh(TokenView):
    input_class = serializers.RefreshToken
    output_class = serializers.TokenPair

    def handle(self, data: dict[str, Any], **kwargs: Any) -> dict[str, str]:
        return asdict(refresh_session(data["refresh"]))


@endpoint(
    "Sign out",
    "Ends the login of the access token: both its tokens are refused from the next request on.",
    response=None,
    codes=(ErrorCode.FORBIDDEN,),
    tags=("auth",),
    operation="auth_logout",
)
class LogOut(WriteView):
    success_status = 204

    def handle(self, data: dict[str, Any], **kwargs: Any) -> None:
        caller: Any = self.request.auth
        login = queries.login_with_user(caller.login_id) if caller.login_id else None
        if login is None:
            raise Forbidden("An API key has no login to end; it is revoked by an administrator.")
        log_out(login, by=self.actor)


@endpoint(
    "Who am I",
    "The person or key behind the credentials, with the roles and scopes as they are now.",
    response={
        "id": "staff_01jd0c3v8wq2m5n7p9r1t3x5z7",
        "kind": "staff",
        "name": "Sarah Johnson",
        "email": "sarah.johnson@switchboard.test",
        "roles": ["AE"],
        "scopes": ["ae:queue:assign", "ae:queue:read"],
        "company_id": None,
        "language": "en",
        "timezone": "America/New_York",
    },
    tags=("auth",),
    operation="auth_me",
)
class WhoAmI(ReadView):
    output_class = serializers.Me

    def read(self, **kwargs: Any) -> dict[str, Any]:
        caller: Any = self.request.auth
        person = self.request.user
        user = person if isinstance(person, User) else None
        company = caller.company_id
        return {
            "id": caller.actor.id,
            "kind": caller.actor.kind,
            "name": caller.actor.name,
            "email": user.email if user else None,
            "roles": list(user.roles) if user else [],
            "scopes": sorted(caller.actor.scopes),
            "company_id": public_id(Company.id_prefix, company) if company else None,
            "language": user.language if user else None,
            "timezone": user.timezone if user else None,
        }
