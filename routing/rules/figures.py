"""Amounts as people write them, in whatever country: "$2,500,000", "2.500.000,50 €", "2 500 000"."""

import re

_AROUND = re.compile(r"^[^\d\-(]*|[^\d)]*$")
_GROUPED = re.compile(r"-?\d{1,3}([.,'’\s\u00a0\u202f]\d{3})+")
_SPACES = re.compile(r"[\s'’\u00a0\u202f]")


def plain_figure(text: str) -> str:
    """The same amount with a decimal point and nothing else; a text that is no amount stays as it is.

    With both a point and a comma the last one is the decimal sign; one of them alone separates thousands where it
    stands before three digits each time, and is the decimal sign otherwise: "1.500" is fifteen hundred.
    """
    amount = _AROUND.sub("", text.strip())
    if not re.fullmatch(r"-?[\d.,'’\s\u00a0\u202f]+", amount):
        return text.strip()
    if _GROUPED.fullmatch(amount) and len(set(re.findall(r"[.,]", amount))) < 2:
        return re.sub(r"[^\d-]", "", amount)
    amount = _SPACES.sub("", amount)
    point, comma = amount.rfind("."), amount.rfind(",")
    if point >= 0 and comma >= 0:
        thousands = "," if point > comma else "."
        amount = amount.replace(thousands, "")
    return amount.replace(",", ".")
