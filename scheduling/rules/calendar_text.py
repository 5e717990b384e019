"""Text that strangers wrote, made fit for a calendar: nothing of it can begin a line of its own.

The library escapes what the format can carry and raises on what it cannot. Here goes what it would raise on, and what
lenient readers take for the end of a line although the format does not: lone carriage returns, form feeds, Unicode's
separators.
"""

import re
import unicodedata

_BREAKS = re.compile("\r\n|[\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_BLANKS = re.compile(r"\s+")
# quoted local parts are left out on purpose: calendars and mail programs disagree about them
_MAIL = re.compile(r"[^\s@<>()\[\],;:\\\"^\x00-\x20\x7f-\x9f]{1,64}@[\w.\-]{1,253}")
_WEB = re.compile(r"https?://[^\s<>\"\\^`{|}\x00-\x20\x7f-\x9f]+", re.IGNORECASE)


def paragraphs(text: str, longest: int) -> str:
    """Several lines, each broken by a plain newline; cut with an ellipsis."""
    return _cut(_CONTROLS.sub("", _BREAKS.sub("\n", unicodedata.normalize("NFC", text))).strip(), longest)


def one_line(text: str, longest: int) -> str:
    return _cut(
        _BLANKS.sub(" ", _CONTROLS.sub("", _BREAKS.sub(" ", unicodedata.normalize("NFC", text)))).strip(), longest
    )


def mail_address(text: str) -> str:
    """The address, or nothing when it is none that every calendar reads alike."""
    return text if _MAIL.fullmatch(text) else ""


def web_address(text: str, longest: int) -> str:
    """The address, or nothing: a cut address leads nowhere, and one with a blank in it somewhere else."""
    return text if len(text) <= longest and _WEB.fullmatch(text) else ""


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
