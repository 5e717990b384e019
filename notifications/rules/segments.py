"""How many text messages a text is: what a carrier charges for and a phone shows in one piece.

Source: 3GPP TS 23.038 (the default alphabet and its extension table, an extended letter takes two septets) and
TS 23.040 (a message of several parts loses 6 octets of each to its header).
"""

from dataclasses import dataclass
from typing import Literal
from unicodedata import normalize

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("\f^{}\\[~]|€")
#: units of a message that stands alone, and of each part of a longer one
GSM7_ALONE, GSM7_PART = 160, 153
UCS2_ALONE, UCS2_PART = 70, 67
#: signs of print and those of the keyboard
LIKE = {"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "...", "\u00a0": " ", "\u202f": " "}
#: what is cut off ends so; the character "…" would cost the whole text its alphabet
CUT = "..."


@dataclass(frozen=True, slots=True)
class Size:
    """`units` are septets in GSM-7 and 16-bit units in UCS-2."""

    alphabet: Literal["GSM-7", "UCS-2"]
    units: int
    segments: int


def size_of(text: str) -> Size:
    """One letter outside GSM-7 makes the whole text UCS-2."""
    if all(letter in BASIC or letter in EXTENDED for letter in text):
        units = sum(2 if letter in EXTENDED else 1 for letter in text)
        return Size("GSM-7", units, _segments(units, GSM7_ALONE, GSM7_PART))
    units = len(text.encode("utf-16-be")) // 2
    return Size("UCS-2", units, _segments(units, UCS2_ALONE, UCS2_PART))


def _segments(units: int, alone: int, part: int) -> int:
    return 1 if units <= alone else -(-units // part)


def plain(text: str) -> str:
    """The text with letters of GSM-7 as far as there are like ones: "traspáselo" → "traspaselo", "señor" stays."""
    return "".join(letter if letter in BASIC else _plain(letter) for letter in text)


def _plain(letter: str) -> str:
    alike = LIKE.get(letter) or normalize("NFKD", letter)[:1]
    return alike if all(part in BASIC for part in alike) else letter


def fitted(text: str, tail: str, *, most: int) -> str:
    """`text` and `tail` in at most that many segments: the text is cut at a word, the tail (an address) never.

    Before anything is cut, letters that cost the text its alphabet give up their accents. A tail that alone is too
    long is left out.
    """
    for words in (text, plain(text)):
        whole = f"{words} {tail}".strip()
        if size_of(whole).segments <= most:
            return whole
    text = plain(text)
    if size_of(f"{CUT} {tail}").segments > most:
        return fitted(text, "", most=most) if tail else ""
    end = f"{CUT} {tail}".rstrip()
    low, high = 0, len(text)
    while low < high:  # the longest beginning that fits: more letters never take fewer segments
        middle = (low + high + 1) // 2
        low, high = (middle, high) if size_of(text[:middle] + end).segments <= most else (low, middle - 1)
    words = text[:low].rsplit(" ", 1)[0] if text[low : low + 1] not in {"", " "} and " " in text[:low] else text[:low]
    return words.rstrip(" ,;:-") + end
