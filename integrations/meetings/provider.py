"""What the providers have in common: a bearer token, one time limit for an operation, and no secret in any word."""

import hashlib
import time
from abc import ABC, abstractmethod
from datetime import timedelta
from typing import Any, Self

from django.conf import settings

from core import clock
from core.http import CANNOT_CONNECT, HTTPError, Response, client
from integrations.meetings import tokens
from integrations.meetings.answers import body_of, error_of, in_brackets, patience, told
from integrations.meetings.tokens import Token
from scheduling.ports import MEETING_TIMEOUT, MeetingError

#: of one call; an operation begins no call that could end after MEETING_TIMEOUT
CALL_TIMEOUT = timedelta(seconds=8)
#: a page of a busy host's meetings is some hundred kilobytes
MOST_BYTES = 2 * 1024 * 1024
#: no token, and not because of us (RFC 6749 and Google's own)
LATER = {"temporarily_unavailable", "server_error", "internal_failure", "slow_down"}


class Provider(ABC):
    """One provider's API.

    name     as people know it
    system   as its calls are counted
    setting  where its credentials stand, and the beginning of their variables' names
    needs    which of them
    refusal  what it means when it gives us no token
    """

    name: str
    system: str
    setting: str
    needs: tuple[str, ...]
    refusal = "does not accept our credentials"

    def __init__(self) -> None:
        self.given: dict[str, str] = getattr(settings, self.setting)
        self.http = client(self.system, trusted=True, most_bytes=MOST_BYTES, total_seconds=CALL_TIMEOUT.total_seconds())

    def close(self) -> None:
        self.http.close()

    def talk(self, host: str = "") -> "Talk":
        """The beginning of an operation. `host` where the token is one of theirs."""
        if missing := [f"{self.setting}_{name}" for name in self.needs if not self.given[name]]:
            raise MeetingError(f"{self.name} is not set up: {', '.join(missing)} missing.", is_final=True)
        return Talk(self, host, ends_at=time.monotonic() + (MEETING_TIMEOUT - CALL_TIMEOUT).total_seconds())

    @abstractmethod
    def token_request(self, host: str) -> dict[str, Any]:
        """The call that brings a token, as the client takes it; a POST."""

    @abstractmethod
    def code_of(self, body: dict[str, Any]) -> str:
        """The provider's own code for what went wrong."""

    def passes(self, response: Response) -> bool:
        """Whether a refusal is one for now only, where its status does not say so."""
        return False

    def error(self, response: Response) -> MeetingError:
        return error_of(self.name, response, self.code_of(body_of(response)), passes=self.passes(response))


class Talk:
    """One operation: as many calls as it takes, one time limit over all of them."""

    def __init__(self, provider: Provider, host: str, *, ends_at: float) -> None:
        self.provider, self.host, self.ends_at = provider, host, ends_at
        secrets = [provider.given[name] for name in (*provider.needs, "LOGIN_URL")]
        self.token_name = hashlib.sha256("\0".join([provider.system, *secrets, host]).encode()).hexdigest()

    def with_host(self, host: str) -> Self:
        """The same operation goes on in somebody else's name."""
        return type(self)(self.provider, host, ends_at=self.ends_at)

    def ask(self, method: str, path: str, **more: Any) -> Response:
        """Whatever is answered. A token that is not accepted any more is replaced, once."""
        address = f"{self.provider.given['URL']}{path}"
        for _ in range(2):
            token = tokens.token_of(self.token_name, self._token)
            response = self._send(method, address, headers={"Authorization": f"Bearer {token}"}, **more)
            if response.status_code != 401:
                break
            tokens.drop(self.token_name, token)
        return response

    def done(self, response: Response) -> Response:
        """MeetingError for anything but success."""
        if not response.is_success:
            raise self.provider.error(response)
        return response

    def read(self, response: Response, *, holding: str = "") -> dict[str, Any]:
        """What a success tells. `holding` a list that must be there: none at all is not the same as an empty one."""
        body = body_of(self.done(response))
        if body and (not holding or isinstance(body.get(holding), list)):
            return body
        raise MeetingError(f"{self.provider.name} answered what cannot be understood.")

    def _token(self) -> Token:
        response = self._send("POST", **self.provider.token_request(self.host))
        body, at = body_of(response), clock.now()
        if response.is_success:
            text, seconds = told(body, "access_token"), told(body, "expires_in")
            if text.isascii() and text.isprintable() and text and seconds.isdecimal() and len(seconds) < 9:
                return Token(text, at + timedelta(seconds=int(seconds)))
            raise MeetingError(f"{self.provider.name} gave a token that cannot be understood.")
        error = told(body, "error")
        answer = f"{response.status_code}{in_brackets(error)}."
        if response.status_code in {400, 401, 403} and error not in LATER:
            raise MeetingError(f"{self.provider.name} {self.provider.refusal}: {answer}", is_final=True)
        raise MeetingError(f"{self.provider.name} gave no token: {answer}", not_before=patience(response))

    def _send(self, method: str, url: str, **more: Any) -> Response:
        if time.monotonic() > self.ends_at:
            raise MeetingError(f"{self.provider.name} takes too long.")
        try:
            return self.provider.http.request(method, url, **more)
        except CANNOT_CONNECT as problem:
            # a problem's own text could hold the address, and with it the host's
            raise MeetingError(f"{self.provider.name} cannot be reached ({type(problem).__name__}).") from None
        except HTTPError as problem:
            raise MeetingError(f"{self.provider.name} gave no answer ({type(problem).__name__}).") from None
