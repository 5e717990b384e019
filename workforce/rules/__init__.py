"""The rules of time: who works when, which slots are free, when a clock runs out. Plain Python.

One home for each: zones (names to zones), intervals (set arithmetic), working_time (what counts as open),
free_slots (what can be booked), due (deadlines in working time), reminders (when to remind).
"""
