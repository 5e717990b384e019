"""What is wanted, made fit for a request: texts that people wrote, instants, and whose meeting it is."""

from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from scheduling.ports import MeetingError, MeetingWanted
from scheduling.rules.calendar_text import mail_address


def host_of(wanted: MeetingWanted) -> str:
    """The host's address. One that is none is not sent: in a path it could mean something else."""
    if host := mail_address(wanted.host_email.strip()):
        return host
    raise MeetingError("The host has no mail address that a provider could know.", is_final=True)


def in_path(text: str) -> str:
    return quote(text, safe="@")


def instant(at: datetime) -> str:
    """In UTC, to the second: 2030-01-02T09:00:00Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def ends_at(wanted: MeetingWanted) -> datetime:
    return wanted.starts_at + wanted.duration


def minutes(span: timedelta) -> int:
    """Whole minutes, begun ones counted."""
    return max(1, -(-span // timedelta(minutes=1)))


def both(meeting_id: str, who: str) -> tuple[str, str]:
    """The two parts of an id that says where its meeting is: whose it is, and what the provider calls it."""
    owner, _, own_id = meeting_id.partition("/")
    if owner and own_id:
        return owner, own_id
    raise MeetingError(f"That is no meeting of {who}.", is_final=True)


def dial(number: str, code: str) -> str:
    """What a telephone dials: the number and, after a pause, the code."""
    return f"{number},,{code}#" if number and code else number
