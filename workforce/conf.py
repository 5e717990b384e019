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
