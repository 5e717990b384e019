"""Staff: who they are, how much they can carry, when they work, and what their time is taken by."""
