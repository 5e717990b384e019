"""Only the browser that subscribed can read a push, and its service knows who sends."""

from datetime import timedelta

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from config import vapid as keys
from core.clock import now
from integrations.web_push.encryption import LONGEST, b64decode, b64encode, decrypt, encrypt, point_of, private_key
from integrations.web_push.stand_in import browser_auth, browser_key
from integrations.web_push.vapid import authorization


def test_encryption_is_that_of_the_standard():
    """RFC 8291, section 5 and appendix A, byte for byte."""
    own = private_key(b64decode("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"))
    theirs = b64decode("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4")
    auth, salt = b64decode("BTBZMqHH6r4Tts7J_aSIgg"), b64decode("DGv6ra1nlYgDCS1FRnbzlw")
    body = encrypt(b"When I grow up, I want to be a watermelon", theirs, auth, own=own, salt=salt)
    assert b64encode(body) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27ml"
        "mlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT"
        "pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


@given(st.binary(max_size=LONGEST))
def test_encryption_is_undone_by_the_browser_alone(text):
    key, auth = browser_key("a"), browser_auth("a")
    body = encrypt(text, point_of(key), auth)
    assert decrypt(body, key, auth) == text
    assert len(body) <= 4096


def test_encryption_refuses_what_cannot_be_sent():
    key, auth = browser_key("a"), browser_auth("a")
    with pytest.raises(ValueError, match="too many"):
        encrypt(b"x" * (LONGEST + 1), point_of(key), auth)
    with pytest.raises(ValueError, match=r"point|curve|key"):
        encrypt(b"x", b"\x04" + b"1" * 64, auth)


def test_token_says_who_we_are_to_that_service_for_half_a_day(settings):
    settings.VAPID_PRIVATE_KEY, settings.VAPID_SUBJECT = keys.new_key(), "mailto:ops@x.test"
    at = now()
    token = authorization("https://push.example:444/send/1?x=y", at=at)
    claims = jwt.decode(token.removeprefix("vapid t=").partition(",")[0], options={"verify_signature": False})
    assert claims == {
        "aud": "https://push.example:444",
        "exp": int((at + timedelta(hours=12)).timestamp()),
        "sub": "mailto:ops@x.test",
    }
    assert token.endswith(f", k={keys.public_key(settings.VAPID_PRIVATE_KEY)}")


def test_key_that_is_none_is_said_by_its_name():
    with pytest.raises(SystemExit, match="VAPID_PRIVATE_KEY"):
        keys.public_key("AAAA")
