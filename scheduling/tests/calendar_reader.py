"""A reader of calendars that forgives nothing: RFC 5545 by the letter, and no library but the standard one.

Local times are resolved by the VTIMEZONE beside them alone, so that a wrong one shows.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

NAME = re.compile(r"[A-Z0-9-]+")
PARAMETER = re.compile(r';([A-Z0-9-]+)=("[^"\x00-\x1f\x7f]*"|[^"\x00-\x1f\x7f;:,]*)')
ESCAPES = {"\\": "\\", ";": ";", ",": ",", "n": "\n", "N": "\n"}


@dataclass(frozen=True)
class Line:
    name: str
    parameters: dict[str, str]
    value: str

    @property
    def text(self) -> str:
        assert re.fullmatch(r"(?:[^\\;,\x00-\x08\x0a-\x1f\x7f]|\\[\\;,nN])*", self.value), self.value
        return re.sub(r"\\(.)", lambda match: ESCAPES[match[1]], self.value)


@dataclass
class Component:
    name: str
    lines: list[Line] = field(default_factory=list)
    parts: list["Component"] = field(default_factory=list)

    def all(self, name: str) -> list[Line]:
        return [line for line in self.lines if line.name == name]

    def one(self, name: str) -> Line:
        (line,) = self.all(name)
        return line

    def names(self) -> list[str]:
        return sorted(line.name for line in self.lines)

    def inside(self, name: str) -> list["Component"]:
        return [part for part in self.parts if part.name == name]


def read(raw: bytes) -> Component:
    """The VCALENDAR; an AssertionError names what is not as the standard has it."""
    lines = [content_line(text) for text in unfolded(raw)]
    open_now: list[Component] = []
    found: list[Component] = []
    for line in lines:
        if line.name == "BEGIN":
            part = Component(line.value)
            (open_now[-1].parts if open_now else found).append(part)
            open_now.append(part)
        elif line.name == "END":
            assert open_now.pop().name == line.value
        else:
            open_now[-1].lines.append(line)
    assert not open_now
    (calendar,) = found
    assert calendar.name == "VCALENDAR"
    return calendar


def unfolded(raw: bytes) -> list[str]:
    assert raw.endswith(b"\r\n")
    assert re.search(rb"\r(?!\n)|(?<!\r)\n", raw) is None
    assert re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", raw) is None
    physical = raw[:-2].split(b"\r\n")
    assert max(len(line) for line in physical) <= 75
    for line in physical:
        line.decode()  # no character is split by the fold
    return re.sub(r"\r\n[ \t]", "", raw[:-2].decode()).split("\r\n")


def content_line(text: str) -> Line:
    name = NAME.match(text)
    assert name, text
    at, parameters = name.end(), {}
    while text[at] == ";":
        match = PARAMETER.match(text, at)
        assert match, text
        parameters[match[1]] = match[2].strip('"')
        at = match.end()
    assert text[at] == ":", text
    return Line(name[0], parameters, text[at + 1 :])


def instant(calendar: Component, line: Line) -> datetime:
    """The instant of DTSTART, DTEND or DTSTAMP."""
    if line.value.endswith("Z"):
        assert "TZID" not in line.parameters
        return datetime.strptime(line.value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    wall = _wall(line.value)
    (zone,) = [part for part in calendar.inside("VTIMEZONE") if part.one("TZID").value == line.parameters["TZID"]]
    begun = [part for part in zone.parts if _wall(part.one("DTSTART").value) <= wall]
    in_force = max(begun, key=lambda part: _wall(part.one("DTSTART").value))
    return (wall - _offset(in_force.one("TZOFFSETTO").value)).replace(tzinfo=UTC)


def _wall(text: str) -> datetime:
    """Of the clock on the wall, which knows no zone."""
    return datetime.strptime(f"{text}Z", "%Y%m%dT%H%M%S%z").replace(tzinfo=None)


def _offset(text: str) -> timedelta:
    assert re.fullmatch(r"[+-]\d{4}", text)
    span = timedelta(hours=int(text[1:3]), minutes=int(text[3:5]))
    return -span if text[0] == "-" else span
