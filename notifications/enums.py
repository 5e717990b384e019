"""The words of this app that are stored or sent."""

from django.db import models


class Kind(models.TextChoices):
    """What somebody is told. A kind without a message in `messages.py` cannot be sent yet."""

    NEW_LEAD_ASSIGNED = "NEW_LEAD_ASSIGNED", "New lead assigned"
    SLA_WARNING = "SLA_WARNING", "Deadline near"
    SLA_BREACH = "SLA_BREACH", "Deadline missed"
    LEAD_ACTIVITY = "LEAD_ACTIVITY", "Lead did something"
    QUOTE_APPROVED = "QUOTE_APPROVED", "Quote approved"
    PAYMENT_COMPLETED = "PAYMENT_COMPLETED", "Payment completed"
    ESCALATION = "ESCALATION", "Escalated to you"
    CALLBACK_REMINDER = "CALLBACK_REMINDER", "Callback soon"


class Channel(models.TextChoices):
    """The way a message takes; the order is the order in which answers list them."""

    EMAIL = "EMAIL", "Email"
    SMS = "SMS", "SMS"
    PUSH = "PUSH", "Push"
    IN_APP = "IN_APP", "Bell"


class Priority(models.TextChoices):
    URGENT = "URGENT", "Urgent"
    HIGH = "HIGH", "High"
    MEDIUM = "MEDIUM", "Medium"
    LOW = "LOW", "Low"


class DeliveryState(models.TextChoices):
    """SENT: a carrier took it. DELIVERED: we know that it arrived (the bell: that it was read)."""

    QUEUED = "QUEUED", "Queued"
    SENDING = "SENDING", "Sending"
    SENT = "SENT", "Sent"
    DELIVERED = "DELIVERED", "Delivered"
    FAILED = "FAILED", "Failed"
    UNKNOWN = "UNKNOWN", "Unknown"
    SKIPPED = "SKIPPED", "Skipped"
    EXPIRED = "EXPIRED", "Expired"
    WITHDRAWN = "WITHDRAWN", "Withdrawn"


#: what somebody has to look at: the dead letters
DEAD_STATES = (DeliveryState.FAILED, DeliveryState.UNKNOWN)


class Reason(models.TextChoices):
    """Why a delivery ended without a carrier having taken it."""

    NO_ADDRESS = "NO_ADDRESS", "No address for this channel"
    NO_CARRIER = "NO_CARRIER", "Nothing carries this channel here"
    RECIPIENT_INACTIVE = "RECIPIENT_INACTIVE", "The recipient has left"
    TOO_LATE = "TOO_LATE", "What it was about is over"
    NO_LONGER_NEEDED = "NO_LONGER_NEEDED", "Somebody took care of it"
    REFUSED = "REFUSED", "The provider refuses it"
    GAVE_UP = "GAVE_UP", "Every try failed"
    OUTCOME_UNKNOWN = "OUTCOME_UNKNOWN", "It may or may not have gone out"
    CANNOT_RENDER = "CANNOT_RENDER", "The message could not be written"


class AttemptOutcome(models.TextChoices):
    """What one try came to; empty while it runs."""

    SENT = "SENT", "Sent"
    FAILED = "FAILED", "Failed"
    UNKNOWN = "UNKNOWN", "Unknown"


class Reminder(models.TextChoices):
    """Which reminder of a thing it is: a thing has each at most once, and moving the thing moves them."""

    DAY_BEFORE = "day_before", "The day before"
    HOUR_BEFORE = "hour_before", "The hour before"
    HALF_HOUR_BEFORE = "half_hour_before", "Half an hour before"
    SHORTLY_BEFORE = "shortly_before", "Shortly before"
