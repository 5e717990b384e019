"""Defaults of this app that are no business policy."""

from datetime import timedelta
from typing import Final

#: how long one try may take before others may conclude that its sender died
LEASE: Final = timedelta(seconds=60)
#: how long an invitation waits for an earlier one that is being sent, before it looks again
BEHIND: Final = timedelta(seconds=3)
#: a carrier gives up waiting for its provider after this, below half a lease
PROVIDER_TIMEOUT: Final = timedelta(seconds=10)
#: waits between tries: five tries over about an hour
WAITS: Final = (timedelta(seconds=30), timedelta(minutes=3), timedelta(minutes=12), timedelta(minutes=45))
#: each wait is drawn from ± this share, so that what failed together does not come back together
JITTER: Final = 0.2
#: after so many connection failures in a row a run leaves the channel alone until the next sweep
DOWN_AFTER: Final = 3
#: one run of the sender ends after so many deliveries of a channel; the next goes on
RUN_LIMIT: Final = 2000

#: delivered by the commit itself: the row is the message
INSTANT: Final = ("IN_APP",)
#: browsers of one person that get messages; the sender asks each within one lease
MOST_DEVICES: Final = 8
