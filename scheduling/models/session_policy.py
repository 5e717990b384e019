"""What a manager may change about sessions on a Tuesday."""

from django.db import models

from notifications.enums import Channel, Reminder
from routing.enums import SupportType


class SessionReminder(models.Model):
    """Merchants are reminded of sessions of this type then, this way."""

    session_type = models.CharField(
        max_length=20, choices=SupportType, blank=True, default="", help_text="Empty: types without rows of their own."
    )
    reminder = models.CharField(max_length=20, choices=Reminder)
    channel = models.CharField(max_length=8, choices=[(one.value, one.label) for one in (Channel.EMAIL, Channel.SMS)])

    class Meta:
        ordering = ["session_type", "reminder"]
        constraints = [models.UniqueConstraint(fields=["session_type", "reminder"], name="session_reminder_once")]

    def __str__(self) -> str:
        return f"{self.session_type or 'all types'}: {self.reminder} by {self.channel}"


class AgendaTemplate(models.Model):
    """What a session of this type goes through when nobody has written another agenda."""

    session_type = models.CharField(max_length=20, choices=SupportType, primary_key=True)
    items = models.JSONField(default=list, help_text='["Configure payment terminal", "Run first test transaction"]')

    class Meta:
        ordering = ["session_type"]

    def __str__(self) -> str:
        return str(self.get_session_type_display())
