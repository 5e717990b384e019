"""`demo --scale N`: one of its queues grown by COPY, for measurements.

It grows beside the demo: teams and members of its own (ae1@scale.test, ic1@scale.test …, same password), so that the
demo's people keep their room. A fifth of the entries is open, 20,000 at most; the rest was closed over two years.
Every 500 open entries have a team of ten, so a member sees as long a line at ten thousand as at a million.

Every constraint holds and every owner has a place. The log tells of leads that are open and of those closed in the last
thirty days, as if older months had been dropped; every fourth of the older ones has a communication. Left out for time:
decisions and notifications; of merchants also their steps, sessions and log. A run that was cut off is finished by the
next one.
"""

from routing.demo.scale.growth import KINDS, grow, open_wanted

__all__ = ["KINDS", "grow", "open_wanted"]
