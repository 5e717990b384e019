"""Defaults of this app. Spans are timedeltas."""

from datetime import timedelta

#: without a heartbeat for this long a member counts as offline
HEARTBEAT_LOST = timedelta(seconds=90)
#: a heartbeat is written at most this often
HEARTBEAT_GRAIN = timedelta(seconds=30)
#: without touching anything for this long a member counts as away
IDLE_AFTER = timedelta(minutes=10)

#: a held slot is free again after this
HOLD_LASTS = timedelta(minutes=5)
#: no buffer is longer; the search for busy time looks this far beyond its range
LONGEST_BUFFER = timedelta(hours=12)

#: slots offered in place of one that is taken, and how far around it they are looked for
ALTERNATIVES = 3
ALTERNATIVES_CLOSE_BY = timedelta(days=2)
ALTERNATIVES_WITHIN = timedelta(days=14)
SLOT_INTERVAL = timedelta(minutes=30)
BOOKING_WINDOW = timedelta(days=30)
MINIMUM_NOTICE = timedelta(hours=2)

#: outside calendars are read so far ahead: further than any booking window (366 days)
CALENDAR_AHEAD = timedelta(days=400)
#: and so far back, for what began before now
CALENDAR_BACK = timedelta(days=2)
#: "nothing has changed" is believed for so long: then the days ahead have moved on
CALENDAR_WHOLE_EVERY = timedelta(hours=12)
#: how long one reading may take before others may conclude that its reader died
CALENDAR_LEASE = timedelta(minutes=3)
#: a provider is given up after this, well below the lease
CALENDAR_TIMEOUT = timedelta(seconds=30)
#: failing calendars are tried at least this often
CALENDAR_LONGEST_WAIT = timedelta(hours=1)
#: one run reads so many; the next goes on
CALENDAR_RUN_LIMIT = 200
#: calendars that one member may connect
MOST_CALENDARS = 5
#: appointments of ours that come back to us in a member's calendar: their time is a booking already
OUR_UIDS = "@switchboard"
