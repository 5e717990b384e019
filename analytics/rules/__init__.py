"""Arithmetic of figures, in plain Python."""
