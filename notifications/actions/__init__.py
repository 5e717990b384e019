"""The verbs of telling, in life-cycle order: notify, remind, withdraw, read; resend and replay are an admin's."""

from notifications.actions.notify import notify

__all__ = ["notify"]
