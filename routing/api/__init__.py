"""REST of routing: leads in, the AE queue, decisions."""
