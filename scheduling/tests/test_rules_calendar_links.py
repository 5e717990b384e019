"""Links that open a calendar, read back as the calendars read them."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.rules.calendar_links import LONGEST_LINK, calendar_links

START = datetime(2027, 3, 28, 3, 30, tzinfo=ZoneInfo("Europe/Berlin"))  # 01:30 UTC, half an hour after the change
END = START.astimezone(UTC) + timedelta(minutes=30)


def opened(address):
    """(host and path, what the calendar finds in it); a name that came twice would show."""
    parts = urlsplit(address)
    pairs = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=True)
    assert len(dict(pairs)) == len(pairs)
    return f"{parts.scheme}://{parts.netloc}{parts.path}", dict(pairs)


def test_links_fill_in_the_appointment_in_utc():
    links = calendar_links("Billing & more", START, END, details="Call 1\nNotes: 100 %", location="Phone: +49 30 1")
    assert opened(links.google) == (
        "https://calendar.google.com/calendar/render",
        {
            "action": "TEMPLATE",
            "text": "Billing & more",
            "dates": "20270328T013000Z/20270328T020000Z",
            "location": "Phone: +49 30 1",
            "details": "Call 1\nNotes: 100 %",
        },
    )
    microsoft = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": "Billing & more",
        "startdt": "2027-03-28T01:30:00Z",
        "enddt": "2027-03-28T02:00:00Z",
        "location": "Phone: +49 30 1",
        "body": "Call 1\nNotes: 100 %",
    }
    assert opened(links.outlook) == ("https://outlook.live.com/calendar/0/deeplink/compose", microsoft)
    assert opened(links.office365) == ("https://outlook.office.com/calendar/0/deeplink/compose", microsoft)
    assert links.as_json() == {"google": links.google, "outlook": links.outlook, "office365": links.office365}
    assert "+" not in links.google + links.outlook + links.office365


def test_what_is_empty_is_left_out():
    links = calendar_links("Billing", START, END)
    assert set(opened(links.google)[1]) == {"action", "text", "dates"}
    assert set(opened(links.outlook)[1]) == {"path", "rru", "subject", "startdt", "enddt"}


@pytest.mark.parametrize("letter", ["x", "ä", "👍", "%", "-\n"])
def test_long_details_are_cut_where_the_address_ends(letter):
    details = letter * 5_000
    for address in calendar_links("T" * 500, START, END, details=details, location="L" * 500).as_json().values():
        assert LONGEST_LINK - 40 < len(address) <= LONGEST_LINK
        found = opened(address)[1]
        shown = found.get("details") or found["body"]
        assert shown.endswith("…")
        assert details.startswith(shown[:-1])


@given(title=st.text(max_size=300), details=st.text(max_size=600), location=st.text(max_size=300))
def test_no_text_makes_a_field_of_its_own(title, details, location):
    for address in calendar_links(title, START, END, details=details, location=location).as_json().values():
        assert len(address) <= LONGEST_LINK
        assert address.isascii()
        assert address.isprintable()
        assert set(opened(address)[1]) <= {
            "action", "text", "dates", "location", "details", "path", "rru", "subject", "startdt", "enddt", "body"
        }  # fmt: skip


def test_emoji_take_the_room_of_twelve():
    links = calendar_links("👍" * 200, START, END, details="🎉" * 50, location="👍" * 200)
    found = opened(links.outlook)[1]
    assert found["subject"] == found["location"] == "👍" * 49 + "…"
    assert found["body"] == "🎉" * 50
