"""What happened (log, dispatch, feed) and what is due (timers)."""
