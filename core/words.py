"""Finding text by the beginnings of its words, with PostgreSQL as published: no extension, one index a table.

`WordsOf(…)` is what the index holds, `Matches(WordsOf(…), …)` the condition that uses it, `words_of()` cuts what
somebody typed exactly as the index cuts what is stored: case, accents and apostrophes do not matter, and whatever
stands between letters and digits separates. So "o'brien", "OBrien" and "Óbrien" find each other, and an address or a
number is found by any part of it.
"""

import re
from collections.abc import Iterable
from typing import Any

from django.db.models import Expression, Func
from django.db.models.fields import BooleanField

ACCENTED = "àáâãäåçèéêëìíîïñòóôõöùúûüýÿÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖÙÚÛÜÝ"
PLAIN = "aaaaaaceeeeiiiinooooouuuuyyaaaaaaceeeeiiiinooooouuuuy"
DROPPED = "'’"  # what stands inside of words; translate() drops what has no counterpart
BETWEEN = r"[ -/:-@[-`{-~]+"  # ASCII that is neither letter nor digit; written so that both languages read it alike
MOST_WORDS, LONGEST = 8, 60

_DROPPED_IN_SQL = DROPPED.replace("'", "''")
_PLAIN = str.maketrans(ACCENTED, PLAIN, DROPPED)


class WordsOf(Func):
    """The words of these text columns, as a tsvector; none of them may be NULL."""

    arg_joiner = " || ' ' || "
    template = (
        "array_to_tsvector(array_remove(regexp_split_to_array(translate(lower(%(expressions)s), "
        f"'{ACCENTED}{_DROPPED_IN_SQL}', '{PLAIN}'), '{BETWEEN}'), ''))"
    )
    output_field = BooleanField()  # never read, only searched


class Matches(Func):
    """The words hold what is asked for: `Matches(WordsOf("name"), Value(beginnings(words)))`."""

    arg_joiner = " @@ "
    template = "(%(expressions)s::tsquery)"
    output_field = BooleanField()

    def __init__(self, words: Expression, asked: Any, **extra: Any) -> None:
        super().__init__(words, asked, **extra)


def words_of(text: str) -> list[str]:
    """ "John's Café, Nº 5" → ["johns", "cafe", "nº", "5"]; at most eight, of at most sixty letters."""
    plain = text.translate(_PLAIN).lower()
    return [word[:LONGEST] for word in re.split(BETWEEN, plain) if word][:MOST_WORDS]


def beginnings(words: Iterable[str]) -> str:
    """What to ask for: every one of them begins a word. Empty for no words."""
    return " & ".join(f"'{word}':*" for word in words)
