"""What `bin/bench NAME…` measures, beside the physical limit in the same run, and the experiments that break things.

queue         GET of the AE queue: 50 rows and summary
ic_queue      GET of the IC queue, likewise
assign        POST assign
claim         claims by 8 workers, without HTTP
rescore       scores that grow with waiting, and how soon a live page shows it
availability  free slots
timers        the sweep over open timers
fanout        one event to 1,000 live pages
pages         server time and weight of the pages
reads         every API read at 2,000 requests a minute
memory        of a web process under load
faults …      ownership, idempotency, redis, sleep, notifications, timers, limits; all of them when none is named
all           everything
"""
