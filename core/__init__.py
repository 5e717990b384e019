"""Plumbing that every app stands on: clock, ids, errors, actors, locks, HTTP out, API conventions."""
