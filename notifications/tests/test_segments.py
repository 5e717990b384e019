"""How many text messages a text is, and what is left of one that is too long."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.rules.segments import Size, fitted, plain, size_of


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("", Size("GSM-7", 0, 1)),
        ("a" * 160, Size("GSM-7", 160, 1)),
        ("a" * 161, Size("GSM-7", 161, 2)),
        ("a" * 306, Size("GSM-7", 306, 2)),
        ("a" * 307, Size("GSM-7", 307, 3)),
        ("€" * 80, Size("GSM-7", 160, 1)),
        ("é" * 70, Size("GSM-7", 70, 1)),
        ("á" * 70, Size("UCS-2", 70, 1)),
        ("á" * 71, Size("UCS-2", 71, 2)),
        ("á" * 134, Size("UCS-2", 134, 2)),
        ("á" * 135, Size("UCS-2", 135, 3)),
        ("🙂" * 35, Size("UCS-2", 70, 1)),
    ],
)
def test_size_counts_as_the_network_does(text, size):
    assert size_of(text) == size


def test_fitted_leaves_alone_what_fits():
    assert fitted("Call now", "https://x.test/", most=1) == "Call now https://x.test/"


def test_fitted_cuts_at_a_word_and_keeps_the_address():
    text = " ".join(["word"] * 60)
    assert fitted(text, "https://x.test/", most=1) == " ".join(["word"] * 28) + "... https://x.test/"


def test_fitted_gives_up_accents_before_words():
    text = "Llame ahora o traspáselo, señor – “pronto” 日本 €. " * 2
    assert fitted(text, "", most=2).startswith("Llame ahora o traspáselo")  # fits as it is
    long = "Llame ahora o traspáselo, señor – “pronto”… " * 3
    assert fitted(long, "https://x.test/", most=1) == f"{plain(long)} https://x.test/".strip()
    assert plain("traspáselo, señor – “pronto” 日 €") == 'traspaselo, señor - "pronto" 日 €'


def test_fitted_cuts_one_long_word():
    assert fitted("a" * 200, "", most=1) == "a" * 157 + "..."


def test_fitted_without_room_for_the_address_leaves_it_out():
    assert fitted("Call now", "x" * 200, most=1) == "Call now"
    assert fitted("a", "x", most=0) == ""


@given(st.text(max_size=400), st.sampled_from(["", "https://switchboard.example/leads/lead_01/"]))
def test_fitted_never_takes_more_than_it_may(text, tail):
    found = fitted(text, tail, most=2)
    assert size_of(found).segments <= 2
    assert found.endswith(tail)
