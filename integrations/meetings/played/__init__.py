"""The three providers as the stand-in plays them, one module each."""
