"""A small reader of gettext catalogues, so that checking them needs no tool that users do not have."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

LINE = re.compile(r'(?:(msgctxt|msgid_plural|msgid|msgstr)(?:\[\d\])? )?(".*")$')


@dataclass
class Entry:
    msgctxt: str = ""
    msgid: str = ""
    msgid_plural: str = ""
    msgstr: list[str] = field(default_factory=list)
    is_fuzzy: bool = False

    @property
    def key(self) -> str:
        """As the compiled catalogue holds it."""
        name = f"{self.msgctxt}\x04{self.msgid}" if self.msgctxt else self.msgid
        return f"{name}\x00{self.msgid_plural}" if self.msgid_plural else name


def read(path: Path) -> Iterator[Entry]:
    """Every entry of a .po file, its header too (its msgid is empty)."""
    for block in path.read_text(encoding="utf-8").strip().split("\n\n"):
        yield _entry(block.splitlines())


def _entry(lines: list[str]) -> Entry:
    entry, part = Entry(), ""
    for line in lines:
        if line.startswith("#"):
            entry.is_fuzzy |= line.startswith("#,") and "fuzzy" in line
            continue
        match = LINE.match(line)
        assert match, f"not a line of a catalogue: {line}"
        text = ast.literal_eval(match[2])
        part, begins = match[1] or part, match[1] is not None
        if part == "msgstr" and begins:
            entry.msgstr.append(text)
        elif part == "msgstr":
            entry.msgstr[-1] += text
        else:
            setattr(entry, part, getattr(entry, part) + text)
    return entry
