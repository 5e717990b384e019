"""Arithmetic and decisions of scheduling, in plain Python: time passed in, result with its reasons."""
