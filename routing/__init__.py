"""Work items and who takes them: queues, leads, the one door for ownership, the matching engine, decisions."""
