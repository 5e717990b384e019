"""Defaults of routing that no manager changes."""

#: whoever holds it sees and may do everything with work
ADMIN_SCOPE = "admin:routing"
