"""Addresses that open somebody's own calendar with an appointment filled in: Google, Outlook, Office 365.

Times are in UTC, so that each calendar shows them in its owner's zone. Long texts are cut: an address is refused by
browsers and servers on the way beyond some thousand characters, and every umlaut is six of them.
"""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote

from scheduling.rules.calendar_text import one_line, paragraphs

GOOGLE = "https://calendar.google.com/calendar/render"
OUTLOOK = "https://outlook.live.com/calendar/0/deeplink/compose"
OFFICE_365 = "https://outlook.office.com/calendar/0/deeplink/compose"
#: safe with every browser, mail program and proxy that is known to cut
LONGEST_LINK = 2_000
LONGEST_TITLE, LONGEST_PLACE = 120, 160
#: as it stands in the address: emoji are twelve characters each there
LONGEST_FIELD = 600


@dataclass(frozen=True, slots=True)
class CalendarLinks:
    google: str
    outlook: str
    office365: str

    def as_json(self) -> dict[str, str]:
        return {"google": self.google, "outlook": self.outlook, "office365": self.office365}


def calendar_links(
    title: str, starts_at: datetime, ends_at: datetime, *, details: str = "", location: str = ""
) -> CalendarLinks:
    title, location = one_line(title, LONGEST_TITLE), one_line(location, LONGEST_PLACE)
    details = paragraphs(details, LONGEST_LINK)
    start, end = starts_at.astimezone(UTC), ends_at.astimezone(UTC)
    microsoft = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": title,
        "startdt": f"{start:%Y-%m-%dT%H:%M:%SZ}",
        "enddt": f"{end:%Y-%m-%dT%H:%M:%SZ}",
        "location": location,
    }
    google = {
        "action": "TEMPLATE",
        "text": title,
        "dates": f"{start:%Y%m%dT%H%M%SZ}/{end:%Y%m%dT%H%M%SZ}",
        "location": location,
    }
    return CalendarLinks(
        google=_address(GOOGLE, google, "details", details),
        outlook=_address(OUTLOOK, microsoft, "body", details),
        office365=_address(OFFICE_365, microsoft, "body", details),
    )


def _address(base: str, fields: dict[str, str], name: str, details: str) -> str:
    """With as much of the details as there is room for; blanks as %20, which Outlook does not show as plus signs."""
    shown = {key: _fitting(value, LONGEST_FIELD) for key, value in fields.items()}
    address = f"{base}?" + "&".join(f"{key}={value}" for key, value in shown.items() if value)
    rest = _fitting(details, LONGEST_LINK - len(address) - len(f"&{name}="))
    return f"{address}&{name}={rest}" if rest else address


def _fitting(text: str, room: int) -> str:
    """The text as it stands in an address, cut with an ellipsis so that it takes no more than so many characters."""
    whole = quote(text, safe="")
    if len(whole) <= room:
        return whole
    lengths = range(1, len(text))
    return _cut(text, bisect_right(lengths, room, key=lambda length: len(_cut(text, length))))


def _cut(text: str, length: int) -> str:
    return quote(text[:length].rstrip() + "…", safe="")
