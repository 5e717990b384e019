"""Signed links: they open what they were made for, and nothing else does."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from uuid import UUID

import pytest

from core.ids import new_id
from core.links import HIGHEST_VERSION, LENGTH, Link, fits_code, link_token, read_link, short_code

KEY = UUID("0192f3a4-b5c6-7d8e-9f00-112233445566")
SECRET = "a secret of the test that is long enough to be one, really"


@pytest.mark.parametrize("version", [0, 1, 258, HIGHEST_VERSION])
def test_link_reads_as_it_was_written(version):
    token = link_token("call.manage", KEY, version)
    assert read_link("call.manage", token) == Link(KEY, version)
    assert len(token) == LENGTH


def test_link_of_any_key_is_safe_in_an_address():
    for _ in range(300):
        key = new_id()
        token = link_token("call.manage", key, 1)
        assert token.replace("-", "").replace("_", "").isalnum()
        assert read_link("call.manage", token) == Link(key, 1)


@pytest.mark.parametrize("purpose", ["call.cancel", "call.manag", "call.manage2", "", "session.manage"])
def test_link_of_another_purpose_opens_nothing(purpose):
    assert read_link(purpose, link_token("call.manage", KEY, 1)) is None


def test_link_with_any_bit_changed_opens_nothing():
    token = link_token("call.manage", KEY, 1)
    data = urlsafe_b64decode(token + "==")
    for bit in range(len(data) * 8):
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        assert read_link("call.manage", urlsafe_b64encode(changed).rstrip(b"=").decode()) is None


def test_link_has_one_writing():
    """The last letter holds bits that no byte needs."""
    token = link_token("call.manage", KEY, 1)
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    opened = [last for last in alphabet if read_link("call.manage", token[:-1] + last)]
    assert opened == [token[-1]]


@pytest.mark.parametrize(
    "text",
    [
        None,
        7,
        b"bytes",
        "",
        "x",
        "é" * LENGTH,
        "!" * LENGTH,
        "A" * LENGTH,
        "A" * (LENGTH + 1),
        "=" * LENGTH,
        "\n" * LENGTH,
    ],
)
def test_link_that_is_none_opens_nothing(text):
    assert read_link("call.manage", text) is None


@pytest.mark.parametrize("wrap", ["{} ", " {}", "{}==", "{}\n", "{}.", "{}A"])
def test_link_with_something_around_it_opens_nothing(wrap):
    assert read_link("call.manage", wrap.format(link_token("call.manage", KEY, 1))) is None


def test_link_with_foreign_letters_inside_opens_nothing():
    token = link_token("call.manage", KEY, 1)
    assert read_link("call.manage", token[:10] + "*" + token[11:]) is None
    assert read_link("call.manage", token[:10] + "****" + token[14:]) is None


def test_link_of_a_former_secret_counts_while_it_is_a_fallback(settings):
    before = settings.SECRET_KEY
    token = link_token("call.manage", KEY, 3)
    settings.SECRET_KEY = SECRET
    assert read_link("call.manage", token) is None
    settings.SECRET_KEY_FALLBACKS = ["another", before]
    assert read_link("call.manage", token) == Link(KEY, 3)
    assert link_token("call.manage", KEY, 3) != token


@pytest.mark.parametrize("version", [-1, HIGHEST_VERSION + 1])
def test_link_of_no_version_is_not_made(version):
    with pytest.raises(OverflowError):
        link_token("call.manage", KEY, version)


def test_code_is_six_digits_that_hang_on_purpose_key_and_version():
    code = short_code("call.guest", KEY, 1)
    assert len(code) == 6
    assert code.isdecimal()
    others = {short_code("call.guest", KEY, 2), short_code("call.other", KEY, 1), short_code("call.guest", new_id(), 1)}
    assert code not in others
    assert [fits_code("call.guest", KEY, 1, typed) for typed in (code, f" {code[:3]} {code[3:]} ")] == [True, True]


def test_code_keeps_its_zeros():
    codes = [short_code("call.guest", KEY, version) for version in range(200)]
    assert {len(code) for code in codes} == {6}
    assert [code for code in codes if code.startswith("0")] != []


@pytest.mark.parametrize("typed", [None, 123456, "", "12345", "1234567", "abcdef", "١٢٣٤٥٦"])
def test_code_that_is_none_does_not_fit(typed):
    assert fits_code("call.guest", KEY, 1, typed) is False


def test_code_of_a_former_secret_fits_while_it_is_a_fallback(settings):
    before = settings.SECRET_KEY
    code = short_code("call.guest", KEY, 1)
    settings.SECRET_KEY = SECRET
    assert fits_code("call.guest", KEY, 1, code) is False
    settings.SECRET_KEY_FALLBACKS = [before]
    assert fits_code("call.guest", KEY, 1, code) is True
