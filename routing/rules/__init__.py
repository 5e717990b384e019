"""Arithmetic and decisions of routing, in plain Python: time passed in, result with its reasons."""
