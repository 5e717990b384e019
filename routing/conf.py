"""Defaults of routing that no manager changes."""

#: whoever holds it sees and may do everything with work
ADMIN_SCOPE = "admin:routing"
#: systems that bring work in
SYSTEM_SCOPE = "system:routing"
#: the operator's own: every amount is in it
CURRENCY = "USD"
