"""Text messages over Twilio."""
