import pytest
from django.db import connection

from core.words import WordsOf, beginnings, words_of

TEXTS = [
    "John's Café, Nº 5",
    "O’Brien & Sons (est. 1904)",
    "jo.doe+shop@EXAMPLE.com",
    "+12125550123",
    "ÀÉÎÕÜ ñandú Łódź 東京",
    "a_b-c/d\\e:f;g'h\"i`j{k}l|m~n[o]p^q@r<s>t=u?v!w#x$y%z",
    "   ",
    "",
]


@pytest.mark.django_db
@pytest.mark.parametrize("text", TEXTS)
def test_database_cuts_words_as_we_do(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.words.MOST_WORDS", 99)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT tsvector_to_array({WordsOf.template % {'expressions': '%s'}})", [text])
        (stored,) = cursor.fetchone()
    assert set(stored) == set(words_of(text))


def test_words_are_plain_and_few() -> None:
    assert words_of("John's Café, Nº 5") == ["johns", "cafe", "nº", "5"]
    assert len(words_of("one two three four five six seven eight nine")) == 8
    assert words_of("x" * 99) == ["x" * 60]


def test_each_word_is_asked_for_by_its_beginning() -> None:
    assert beginnings(["corn", "jo"]) == "'corn':* & 'jo':*"
    assert beginnings([]) == ""
