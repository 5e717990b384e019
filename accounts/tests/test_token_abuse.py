"""Everything a forger tries: all of it 401, none of it a login."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from accounts import conf
from accounts.keys import new_key, read_key
from accounts.models import ApiKey
from accounts.tests.api import code_of, me, post, tokens_of
from accounts.tests.factories import ApiKeyFactory, UserFactory
from accounts.tokens import key_name, live_keys
from config.dev_secrets import new_signing_key
from core.clock import moved, now
from core.testing.queries import assert_queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def tokens():
    return tokens_of(UserFactory().email)


def claims_of(token):
    return jwt.decode(token, options={"verify_signature": False})


def signed(claims, *, key=None, alg="EdDSA", kid=None):
    return jwt.encode(claims, key or live_keys().private, algorithm=alg, headers={"kid": kid or live_keys().kid})


def part(data):
    return base64.urlsafe_b64encode(json.dumps(data).encode()).rstrip(b"=").decode()


def hmac_with_public_key(claims):
    """The classic confusion: our public key used as an HMAC secret. PyJWT refuses to make one, so by hand."""
    public = live_keys().private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    body = f"{part({'alg': 'HS256', 'typ': 'JWT', 'kid': live_keys().kid})}.{part(claims)}"
    mark = base64.urlsafe_b64encode(hmac.new(public, body.encode(), hashlib.sha256).digest()).rstrip(b"=")
    return f"{body}.{mark.decode()}"


FORGERIES = {
    "alg none": lambda c, t: f"{part({'alg': 'none', 'typ': 'JWT', 'kid': live_keys().kid})}.{part(c)}.",
    "alg none without kid": lambda c, t: f"{part({'alg': 'none'})}.{part(c)}.",
    "HS256 with the public key": lambda c, t: hmac_with_public_key(c),
    "RS256 with our kid": lambda c, t: signed(c, key=generate_private_key(65537, 2048), alg="RS256"),
    "other key, our kid": lambda c, t: signed(c, key=Ed25519PrivateKey.generate()),
    "unknown kid": lambda c, t: signed(c, kid="0" * 16),
    "kid as a path": lambda c, t: signed(c, kid="../../dev/null"),
    "other audience": lambda c, t: signed(c | {"aud": "another-api"}),
    "other issuer": lambda c, t: signed(c | {"iss": "https://elsewhere.test"}),
    "no audience": lambda c, t: signed({k: v for k, v in c.items() if k != "aud"}),
    "no expiry": lambda c, t: signed({k: v for k, v in c.items() if k != "exp"}),
    "no type": lambda c, t: signed({k: v for k, v in c.items() if k != "type"}),
    "from the future": lambda c, t: signed(c | {"iat": c["iat"] + 60}),
    "expiry as text": lambda c, t: signed(c | {"exp": "never"}),
    "endless": lambda c, t: signed(c | {"exp": True}),
    "older token version": lambda c, t: signed(c | {"ver": 0}),
    "version as text": lambda c, t: signed(c | {"ver": "1"}),
    "another person": lambda c, t: signed(c | {"sub": UserFactory().public_id}),
    "id of another kind": lambda c, t: signed(c | {"sub": c["sid"]}),
    "no such login": lambda c, t: signed(c | {"sid": "login_" + "0" * 26}),
    "changed payload": lambda c, t: ".".join([t.split(".")[0], part(c | {"ver": 2}), t.split(".")[2]]),
    "truncated": lambda c, t: t[:-5],
    "too long": lambda c, t: t + "a" * 5000,
    "not a token": lambda c, t: "x",
    "empty": lambda c, t: "",
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_forged_access_token_is_refused(tokens, forgery):
    token = FORGERIES[forgery](claims_of(tokens["access"]), tokens["access"])
    answer = me(f"Bearer {token}")
    assert (answer.status_code, code_of(answer)) == (401, "UNAUTHENTICATED")


def test_access_token_of_our_own_making_is_accepted(tokens):
    """The forgeries fail for what they forge, not for how this test signs."""
    assert me(f"Bearer {signed(claims_of(tokens['access']))}").status_code == 200


def test_refresh_token_as_access_is_refused(tokens):
    assert me(f"Bearer {tokens['refresh']}").status_code == 401


def test_access_token_as_refresh_is_refused(tokens):
    assert post("/api/v1/auth/refresh", {"refresh": tokens["access"]}).status_code == 401
    assert me(f"Bearer {tokens['access']}").status_code == 200


def test_expired_access_token_is_refused_after_the_leeway(tokens):
    with moved(conf.ACCESS_LIFE + timedelta(seconds=5)):
        assert me(f"Bearer {tokens['access']}").status_code == 200
    with moved(conf.ACCESS_LIFE + timedelta(seconds=11)):
        assert me(f"Bearer {tokens['access']}").status_code == 401


def test_token_in_the_query_is_not_read(tokens, client):
    assert client.get(f"/api/v1/auth/me?access={tokens['access']}").status_code == 401


def test_former_key_stays_good_until_it_is_withdrawn(tokens, settings):
    former = live_keys().private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    settings.JWT_PRIVATE_KEY = new_signing_key()
    settings.JWT_FORMER_PUBLIC_KEYS = [former.replace("\n", "\\n")]
    assert me(f"Bearer {tokens['access']}").status_code == 200
    fresh = post("/api/v1/auth/refresh", {"refresh": tokens["refresh"]}).json()
    assert jwt.get_unverified_header(fresh["access"])["kid"] == key_name(live_keys().private.public_key())
    settings.JWT_FORMER_PUBLIC_KEYS = []
    assert me(f"Bearer {tokens['access']}").status_code == 401
    assert me(f"Bearer {fresh['access']}").status_code == 200


# -- keys -------------------------------------------------------------------------------------------


def test_key_carries_its_own_scopes_only():
    key = ApiKeyFactory(name="Shop", scopes=["system:routing"])
    body = me(f"Api-Key {key.secret_text}").json()
    assert (body["id"], body["kind"], body["scopes"]) == (key.public_id, "api_key", ["system:routing"])


def test_key_use_is_written_once_a_minute():
    key = ApiKeyFactory()
    with assert_queries(2):
        me(f"Api-Key {key.secret_text}")
    key.refresh_from_db()
    first = key.last_used_at
    with assert_queries(1):
        me(f"Api-Key {key.secret_text}")
    with moved(timedelta(minutes=1, seconds=1)):
        me(f"Api-Key {key.secret_text}")
    key.refresh_from_db()
    assert timedelta(minutes=1) < key.last_used_at - first < timedelta(minutes=2)


def test_only_the_hmac_of_the_secret_is_stored():
    key = ApiKeyFactory()
    secret = key.secret_text.split("_")[-2]
    stored = {str(value) for value in ApiKey.objects.values().get().values()}
    assert len(bytes.fromhex(secret)) == 32
    assert [value for value in stored if secret in value] == []
    assert (
        bytes(ApiKey.objects.get().digest)
        == hmac.new(settings.API_KEY_PEPPER.encode(), secret.encode(), hashlib.sha256).digest()
    )


@pytest.mark.parametrize("cut", [1, 8, 9, 40, 73])
def test_truncated_key_is_refused_without_a_look(cut):
    key = ApiKeyFactory()
    with assert_queries(0):
        assert me(f"Api-Key {key.secret_text[:-cut]}").status_code == 401


def test_guess_behind_a_known_prefix_is_refused():
    key = ApiKeyFactory()
    guess = new_key()
    head = f"sb_{settings.ENVIRONMENT}_"
    body = f"{head}{key.key_id}_{guess.text.split('_')[-2]}"
    import zlib

    text = f"{body}_{zlib.crc32(body.encode()):08x}"
    assert read_key(text)[0] == key.key_id
    assert me(f"Api-Key {text}").status_code == 401


def test_guessing_keys_is_slowed_down():
    statuses = [me(f"Api-Key {new_key().text}").status_code for _ in range(22)]
    assert statuses == [401] * 20 + [429] * 2


@pytest.mark.parametrize("change", ["revoked_at", "expires_at"])
def test_key_that_is_over_is_refused(change):
    key = ApiKeyFactory(**{change: now() - timedelta(seconds=1)})
    assert me(f"Api-Key {key.secret_text}").status_code == 401


@pytest.mark.parametrize("text", ["", "sb", "sb____", "_" * 300, "sb_other_" + "a" * 12 + "_b_c", "\u00e9"])
def test_malformed_key_is_refused(text):
    assert me(f"Api-Key {text}").status_code == 401


def test_key_of_another_environment_is_refused(settings):
    key = ApiKeyFactory()
    settings.ENVIRONMENT = "live"
    assert me(f"Api-Key {key.secret_text}").status_code == 401
