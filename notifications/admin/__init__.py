"""Policy to be edited, what was told to be read and resent, what people have chosen to be seen."""

from notifications.admin import people, policy, sent

__all__ = ["people", "policy", "sent"]
