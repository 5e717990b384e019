"""What a message is about, line by line."""

from typing import NamedTuple

from core.phone import readable, to_e164


class Fact(NamedTuple):
    """A line of what the message is about; `href` when it can be followed, `lines` when it is a list."""

    label: str
    text: str
    href: str = ""
    lines: tuple[str, ...] = ()


def telephone(label: str, number: str) -> Fact:
    """What is no number stays text: nothing is called by it."""
    try:
        href = f"tel:{to_e164(number)}"
    except ValueError:
        href = ""
    return Fact(label, readable(number), href)


def flat(text: str) -> str:
    """On one line: what strangers wrote cannot look like a line of ours."""
    return " ".join(text.split())
