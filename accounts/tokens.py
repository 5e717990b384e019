"""The two tokens of a login: access (5 min, asked at every request) and refresh (8 h, good once).

JWT signed with Ed25519, that algorithm only. `kid` names the key by a short hash of its public half; former public
keys stay accepted, so that a key can be changed without signing everybody out. Issuer, audience, type and expiry are
checked. A token says whose login it is (`sid`) and with which token version (`ver`), never what the person may do:
rights are read from the person's row at each request.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from django.conf import settings

from accounts import conf
from accounts.models import LoginSession, User
from core.ids import new_id

ALGORITHM = "EdDSA"
ACCESS, REFRESH = "access", "refresh"
LONGEST = 4096
CLAIMS = ["iss", "aud", "sub", "sid", "ver", "type", "jti", "iat", "exp"]


class BadToken(Exception):
    """Not a token of ours, or not good any more. Why is for the log, not for the sender."""


@dataclass(frozen=True, slots=True)
class Tokens:
    access: str
    refresh: str


@dataclass(frozen=True, slots=True)
class Claims:
    user_id: UUID
    login_id: UUID
    version: int
    token_id: UUID


def issue_access(user: User, login: LoginSession, *, at: datetime) -> str:
    return _sign(user, login, ACCESS, new_id(), at, conf.ACCESS_LIFE)


def issue_refresh(user: User, login: LoginSession, token_id: UUID, *, at: datetime) -> str:
    return _sign(user, login, REFRESH, token_id, at, conf.REFRESH_LIFE)


def read_token(text: str, kind: str, *, at: datetime) -> Claims:
    """What a genuine token of that kind says; raises BadToken for every other."""
    if len(text) > LONGEST:
        raise BadToken("too long")
    try:
        claims = _signed_claims(text, live_keys(), settings.JWT_AUDIENCE, settings.JWT_ISSUER)
    except (jwt.PyJWTError, ValueError, TypeError) as problem:
        raise BadToken(type(problem).__name__) from None
    if claims["type"] != kind:
        raise BadToken("other type")
    _check_times(claims, at)
    user_id, login_id = User.parse_id(claims["sub"]), LoginSession.parse_id(claims["sid"])
    if user_id is None or login_id is None or not isinstance(claims["ver"], int):
        raise BadToken("malformed claims")
    return Claims(user_id, login_id, claims["ver"], UUID(claims["jti"]))


@lru_cache(maxsize=4096)
def _signed_claims(text: str, keys: "_Keys", audience: str, issuer: str) -> Mapping[str, Any]:
    """What stands in a token of ours. Remembered by its exact text: a signature stays true, times are checked anew."""
    key = keys.public.get(str(jwt.get_unverified_header(text).get("kid")))
    if key is None:
        raise BadToken("unknown kid")
    return jwt.decode(
        text,
        key,
        algorithms=[ALGORITHM],
        audience=audience,
        issuer=issuer,
        # times are checked at each reading, by our one clock
        options={"require": CLAIMS, "verify_exp": False, "verify_iat": False, "verify_nbf": False},
    )


def _check_times(claims: Mapping[str, Any], at: datetime) -> None:
    leeway = conf.CLOCK_LEEWAY.total_seconds()
    for claim in ("iat", "exp"):
        if isinstance(claims[claim], bool) or not isinstance(claims[claim], int):
            raise BadToken("malformed times")
    if claims["exp"] + leeway <= at.timestamp():
        raise BadToken("expired")
    if claims["iat"] - leeway > at.timestamp():
        raise BadToken("from the future")


def _sign(user: User, login: LoginSession, kind: str, token_id: UUID, at: datetime, life: timedelta) -> str:
    keys = live_keys()
    claims = {
        "iss": settings.JWT_ISSUER,
        "aud": settings.JWT_AUDIENCE,
        "sub": user.public_id,
        "sid": login.public_id,
        "ver": user.token_version,
        "type": kind,
        "jti": str(token_id),
        "iat": at.astimezone(UTC),
        "exp": (at + life).astimezone(UTC),
    }
    return jwt.encode(claims, keys.private, algorithm=ALGORITHM, headers={"kid": keys.kid})


@dataclass(frozen=True, slots=True, eq=False)
class _Keys:
    private: Ed25519PrivateKey
    kid: str
    public: dict[str, Ed25519PublicKey]


def live_keys() -> _Keys:
    return _load_keys(settings.JWT_PRIVATE_KEY, tuple(settings.JWT_FORMER_PUBLIC_KEYS))


@cache
def _load_keys(private_pem: str, former_pems: tuple[str, ...]) -> _Keys:
    private = load_pem_private_key(private_pem.encode(), password=None)
    if not isinstance(private, Ed25519PrivateKey):
        raise TypeError("JWT_PRIVATE_KEY must be an Ed25519 key in PEM")
    former = [load_pem_public_key(pem.replace("\\n", "\n").encode()) for pem in former_pems]
    live = [private.public_key(), *(key for key in former if isinstance(key, Ed25519PublicKey))]
    if len(live) != 1 + len(former):
        raise TypeError("JWT_FORMER_PUBLIC_KEYS must be Ed25519 keys in PEM")
    return _Keys(private, key_name(live[0]), {key_name(key): key for key in live})


def key_name(key: Ed25519PublicKey) -> str:
    """`kid`: 16 hexadecimal digits of the SHA-256 of the raw public key."""
    return hashlib.sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()[:16]
