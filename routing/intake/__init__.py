"""How leads are told to us: as JSON or as a row of a file. One set of rules for both."""
