"""What a message is about, line by line."""

from typing import NamedTuple

from core.phone import readable


class Fact(NamedTuple):
    """A line of what the message is about; `href` when it can be followed, `lines` when it is a list."""

    label: str
    text: str
    href: str = ""
    lines: tuple[str, ...] = ()


def telephone(label: str, number: str) -> Fact:
    return Fact(label, readable(number), f"tel:{number}")


def flat(text: str) -> str:
    """On one line: what strangers wrote cannot look like a line of ours."""
    return " ".join(text.split())
