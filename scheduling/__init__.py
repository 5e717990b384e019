"""When people talk: topics, availability, call requests and the wizard; IC sessions; invitations."""
