"""Defaults of scheduling. Spans are timedeltas."""

from datetime import timedelta

import routing.conf
from workforce.rules.free_slots import SlotRules

#: who sees and may do everything with calls: whoever runs the queues
ADMIN_SCOPE = routing.conf.ADMIN_SCOPE
#: who may ask for calls and see those of their company
BOOK_SCOPE = "calls:book"
#: who takes calls
HANDLE_SCOPE = "calls:handle"

#: a range of dates that availability is asked for
LONGEST_RANGE_DAYS = 31
#: starts are offered every so often
STEPS = (timedelta(minutes=15), timedelta(minutes=30))
#: how long a call may last
SHORTEST_CALL, LONGEST_CALL = timedelta(minutes=15), timedelta(hours=4)

#: times that somebody keeps while they fill in the form
HOLDS_PER_CUSTOMER = 2
HOLDS_PER_ADDRESS = 3
#: times offered in place of one that is gone, and how far around it they are looked for
ALTERNATIVES = 3
ALTERNATIVES_WITHIN_DAYS = 14
#: times that a member proposes to a customer, and how long they are kept for an answer
MOST_PROPOSALS = 5
PROPOSALS_LAST = timedelta(hours=24)

NOTES_LENGTH = 500
MOST_ATTENDEES = 10
#: reminders before a call
REMINDERS = {"day_before": timedelta(hours=24), "hour_before": timedelta(hours=1)}
#: and for the member who takes it
MEMBER_REMINDER = timedelta(minutes=15)

#: private calendars: an address that nobody asks for goes off, how often it may be asked, what it holds
FEED_KEPT_UNUSED = timedelta(days=90)
FEED_READS_PER_HOUR = 60
FEED_USE_GRAIN = timedelta(hours=1)
FEED_BACK, FEED_AHEAD = timedelta(days=31), timedelta(days=366)
FEED_LONGEST = 2_000
#: wrong addresses a minute and network address; after that the answer is 429
WRONG_ADDRESSES_PER_MINUTE = 60
#: a request that is filled in is kept so long after the last answer; what became a call, so that its page can be shown
DRAFT_LASTS = timedelta(days=2)
DRAFT_SHOWN = timedelta(days=2)
#: a guest's address is confirmed by a code: how long it counts, tries for one, codes an hour to one address or from one
CODE_LASTS = timedelta(minutes=15)
CODE_TRIES = 5
CODES_PER_HOUR = 3
#: drafts an hour that guests of one network address may begin, and pages a minute that cost something to make
DRAFTS_PER_HOUR = 30
WIZARD_PER_MINUTE = 120

#: a meeting is tried so often; whoever tries has it alone for so long; without a session it is called off after that
MEETING_TRIES = 12
MEETING_LEASE = timedelta(minutes=2)
ORPHAN_AFTER = timedelta(minutes=10)
#: how long an answer waits for the link
MEETING_PATIENCE = timedelta(seconds=2)
#: set-up sessions
SHORTEST_SESSION, LONGEST_SESSION = timedelta(minutes=15), timedelta(minutes=240)
#: no session is agreed further ahead, or was held longer ago: the calendar has ends
FURTHEST_SESSION = timedelta(days=366)
#: who is offered in place of a second host who is taken
MOST_COLLEAGUES = 10
#: who holds them and schedules them
SESSION_SCOPE, SESSION_READ_SCOPE = "ic:queue:assign", "ic:queue:read"
#: an hour that is agreed: neither notice nor window nor the steps of the hour bind any more
AGREED_RULES = SlotRules(duration=timedelta(hours=1), interval=timedelta(minutes=15), booking_window_days=366)
#: what is offered for sessions
SESSION_RULES = SlotRules(
    duration=timedelta(hours=1), interval=timedelta(minutes=30), booking_window_days=30, min_notice=timedelta(hours=2)
)
