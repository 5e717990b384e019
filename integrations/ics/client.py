"""Reads calendars by the secret iCalendar address that Google, Outlook, iCloud and others give to their owner.

There is nothing to sign in to and nothing to write: whoever has the address reads the calendar.
"""

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

from core import clock
from core.http import HTTPError, Refused, Response, client
from integrations.ics.reader import NotACalendar, read
from integrations.ics.repeats import TooMuch
from workforce import conf
from workforce.enums import CalendarProblem
from workforce.ports import CalendarError, CalendarRef, Reading

MOST_BYTES = 8 * 1024 * 1024
MOST_HOPS = 3
MOST_PATIENCE = timedelta(hours=6)
MOVED = {301, 302, 303, 307, 308}


class IcsCalendars:
    """Addresses are what users typed: guarded at every hop."""

    def __init__(self) -> None:
        self.http = client("ics", most_bytes=MOST_BYTES + 1, total_seconds=conf.CALENDAR_TIMEOUT.total_seconds())

    def busy(self, calendar: CalendarRef, start: datetime, end: datetime) -> Reading:
        response = self._get(calendar)
        if response.status_code == 304 and calendar.etag:
            return Reading(busy=None)
        if response.status_code != 200:
            raise problem_of(response)
        body = response.content
        if len(body) > MOST_BYTES:
            raise CalendarError(CalendarProblem.UNREADABLE, "It is larger than 8 MB.")
        try:
            found = read(body.decode("utf-8-sig", errors="replace"), start, end, zone=calendar.zone)
        except (NotACalendar, TooMuch) as problem:
            raise CalendarError(CalendarProblem.UNREADABLE, str(problem)) from None
        return Reading(found.busy, found.zone, found.name, etag=response.headers.get("ETag", ""))

    def close(self) -> None:
        self.http.close()

    def _get(self, calendar: CalendarRef) -> Response:
        headers = {"Accept": "text/calendar"} | ({"If-None-Match": calendar.etag} if calendar.etag else {})
        address = calendar.address
        for _ in range(MOST_HOPS + 1):
            try:
                response = self.http.get(address, headers=headers)
            except Refused:
                raise CalendarError(CalendarProblem.REFUSED, "We do not call that address.") from None
            except HTTPError as problem:
                # the problem's own text could hold the address
                raise CalendarError(CalendarProblem.UNREACHABLE, type(problem).__name__) from None
            if response.status_code not in MOVED or "Location" not in response.headers:
                return response
            address = urljoin(address, response.headers["Location"])
        raise CalendarError(CalendarProblem.UNREADABLE, "It only points to somewhere else.")


def problem_of(response: Response) -> CalendarError:
    """Refused for good (401, 403), not there any more (404, 410), too often (429), or not now (everything else)."""
    words = f"It answered {response.status_code}."
    status = response.status_code
    if status in {401, 403}:
        return CalendarError(CalendarProblem.REFUSED, words)
    if status in {404, 410}:
        return CalendarError(CalendarProblem.GONE, words)
    if status == 429 or (status == 503 and "Retry-After" in response.headers):
        return CalendarError(CalendarProblem.SLOW_DOWN, words, not_before=patience(response))
    return CalendarError(CalendarProblem.UNREACHABLE, words)


def patience(response: Response) -> timedelta:
    """How long we are asked to wait, in seconds or until a date; nothing said is no wait."""
    text = response.headers.get("Retry-After", "")
    if text.isdecimal() and len(text) < 9:
        wait = timedelta(seconds=int(text))
    else:
        try:
            wait = parsedate_to_datetime(text) - clock.now()
        except (ValueError, TypeError):
            return timedelta(0)
    return min(max(wait, timedelta(0)), MOST_PATIENCE)
