"""Defaults of this app. Spans are timedeltas."""

from datetime import timedelta

#: life of an access token; revocation does not wait for it, each request reads the login's row
ACCESS_LIFE = timedelta(minutes=5)
#: life of a refresh token, counted anew at each rotation
REFRESH_LIFE = timedelta(hours=8)
#: how far clocks of two machines may be apart
CLOCK_LEEWAY = timedelta(seconds=10)

#: failed sign-ins are counted over this span
FAILURE_WINDOW = timedelta(minutes=15)
FAILURES_PER_ACCOUNT = 5
FAILURES_PER_ADDRESS = 20
RESET_MAILS_PER_HOUR = 3
#: how long one process has for sending such a mail; doubled with each try, as long as the request is kept
RESET_LEASE = timedelta(minutes=1)
RESET_REQUESTS_KEPT = timedelta(hours=1)
#: mails that one run of the sender sends at most
RESET_RUN_LIMIT = 100
#: how long counted failures and ended logins are kept for the eyes of an administrator
FAILURES_KEPT = timedelta(days=30)
LOGINS_KEPT = timedelta(days=90)

#: requests a minute, by kind of caller
RATE_PER_PERSON = 200
RATE_PER_ADMIN = 500
RATE_PER_KEY = 2000
#: an API key's last use is written at most this often
LAST_USE_GRAIN = timedelta(minutes=1)
#: refused keys a minute and address; after that the answer is 429
BAD_KEYS_PER_MINUTE = 20
