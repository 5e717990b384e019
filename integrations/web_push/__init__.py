"""Messages to browsers over Web Push."""
