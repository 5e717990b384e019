"""The words of this app that are stored or sent."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What somebody is told; each has its message in `messages.py`."""

    NEW_LEAD_ASSIGNED = "NEW_LEAD_ASSIGNED", _("New lead assigned")
    SLA_WARNING = "SLA_WARNING", _("Deadline near")
    SLA_BREACH = "SLA_BREACH", _("Deadline missed")
    LEAD_ACTIVITY = "LEAD_ACTIVITY", _("Lead did something")
    QUOTE_APPROVED = "QUOTE_APPROVED", _("Quote approved")
    PAYMENT_COMPLETED = "PAYMENT_COMPLETED", _("Payment completed")
    ESCALATION = "ESCALATION", _("Escalated to you")
    CALLBACK_REMINDER = "CALLBACK_REMINDER", _("Callback soon")
    CALL_CONFIRMED = "CALL_CONFIRMED", _("Call confirmed")
    CALL_INVITED = "CALL_INVITED", _("Invited to a call")
    CALL_MOVED = "CALL_MOVED", _("Call moved")
    CALL_CANCELLED = "CALL_CANCELLED", _("Call cancelled")
    CALL_REMINDER = "CALL_REMINDER", _("Call reminder")
    CALL_MISSED = "CALL_MISSED", _("Call missed")
    CALL_TIMES_PROPOSED = "CALL_TIMES_PROPOSED", _("Times for a call proposed")
    CALL_SURVEY = "CALL_SURVEY", _("Question after a call")
    CALL_CODE = "CALL_CODE", _("Code for a guest")
    CALL_ASSIGNED = "CALL_ASSIGNED", _("Call assigned to you")
    CALL_MOVED_FOR_TEAM = "CALL_MOVED_FOR_TEAM", _("Your call was moved")
    CALL_CANCELLED_FOR_TEAM = "CALL_CANCELLED_FOR_TEAM", _("Your call was cancelled")
    CALL_STARTS_SOON = "CALL_STARTS_SOON", _("Your call starts soon")
    CALL_ANSWER_WARNING = "CALL_ANSWER_WARNING", _("Call request waits for an answer")
    CALL_ANSWER_BREACH = "CALL_ANSWER_BREACH", _("Answer to a call request missed")
    CALL_GIVEN_BACK = "CALL_GIVEN_BACK", _("Call went to somebody else")
    CALENDAR_UNREADABLE = "CALENDAR_UNREADABLE", _("Own calendar cannot be read")
    SESSION_SCHEDULED = "SESSION_SCHEDULED", _("Session scheduled")
    SESSION_MOVED = "SESSION_MOVED", _("Session moved")
    SESSION_CANCELLED = "SESSION_CANCELLED", _("Session cancelled")
    SESSION_REMINDER = "SESSION_REMINDER", _("Session reminder")
    SESSION_MISSED = "SESSION_MISSED", _("Session missed")
    SESSION_LINK = "SESSION_LINK", _("Link to join a session")
    SESSION_SURVEY = "SESSION_SURVEY", _("Question after a session")
    MERCHANT_ASSIGNED = "MERCHANT_ASSIGNED", _("Merchant assigned to you")
    SESSION_BOOKED = "SESSION_BOOKED", _("Session booked for you")
    SESSION_MOVED_FOR_TEAM = "SESSION_MOVED_FOR_TEAM", _("Your session was moved")
    SESSION_CALLED_OFF = "SESSION_CALLED_OFF", _("Your session was called off")
    SESSION_STARTS_SOON = "SESSION_STARTS_SOON", _("Your session starts soon")
    SESSION_HOST_LEFT = "SESSION_HOST_LEFT", _("Second host cannot come")


#: told to customers, guests, attendees and merchants only: no member has a preference about them
OUTSIDE = (
    Kind.CALL_CONFIRMED,
    Kind.CALL_INVITED,
    Kind.CALL_MOVED,
    Kind.CALL_CANCELLED,
    Kind.CALL_REMINDER,
    Kind.CALL_MISSED,
    Kind.CALL_TIMES_PROPOSED,
    Kind.CALL_SURVEY,
    Kind.CALL_CODE,
    Kind.SESSION_SCHEDULED,
    Kind.SESSION_MOVED,
    Kind.SESSION_CANCELLED,
    Kind.SESSION_REMINDER,
    Kind.SESSION_MISSED,
    Kind.SESSION_LINK,
    Kind.SESSION_SURVEY,
)
#: told to members, who may narrow it
INSIDE = tuple(kind for kind in Kind if kind not in OUTSIDE)


class Channel(models.TextChoices):
    """The way a message takes; the order is the order in which answers list them."""

    EMAIL = "EMAIL", _("Email")
    SMS = "SMS", _("SMS")
    PUSH = "PUSH", _("Push")
    IN_APP = "IN_APP", _("Bell")


class Priority(models.TextChoices):
    URGENT = "URGENT", _("Urgent")
    HIGH = "HIGH", _("High")
    MEDIUM = "MEDIUM", _("Medium")
    LOW = "LOW", _("Low")


class DeliveryState(models.TextChoices):
    """SENT: a carrier took it. DELIVERED: we know that it arrived (the bell: that it was read)."""

    QUEUED = "QUEUED", _("Queued")
    SENDING = "SENDING", _("Sending")
    SENT = "SENT", _("Sent")
    DELIVERED = "DELIVERED", _("Delivered")
    FAILED = "FAILED", _("Failed")
    UNKNOWN = "UNKNOWN", _("Unknown")
    SKIPPED = "SKIPPED", _("Skipped")
    EXPIRED = "EXPIRED", _("Expired")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")


#: what somebody has to look at: the dead letters
DEAD_STATES = (DeliveryState.FAILED, DeliveryState.UNKNOWN)


class Reason(models.TextChoices):
    """Why a delivery ended without a carrier having taken it."""

    NO_ADDRESS = "NO_ADDRESS", _("No address for this channel")
    NO_CARRIER = "NO_CARRIER", _("Nothing carries this channel here")
    SWITCHED_OFF = "SWITCHED_OFF", _("The recipient does not want it")
    OPTED_OUT = "OPTED_OUT", _("The number has answered STOP")
    TOLD_ALREADY = "TOLD_ALREADY", _("The recipient was told a moment ago")
    IN_DIGEST = "IN_DIGEST", _("It comes in a digest")
    RECIPIENT_INACTIVE = "RECIPIENT_INACTIVE", _("The recipient has left")
    TOO_LATE = "TOO_LATE", _("What it was about is over")
    NO_LONGER_NEEDED = "NO_LONGER_NEEDED", _("Somebody took care of it")
    REFUSED = "REFUSED", _("The provider refuses it")
    GAVE_UP = "GAVE_UP", _("Every try failed")
    OUTCOME_UNKNOWN = "OUTCOME_UNKNOWN", _("It may or may not have gone out")
    NOT_DELIVERED = "NOT_DELIVERED", _("The provider could not deliver it")
    CANNOT_RENDER = "CANNOT_RENDER", _("The message could not be written")


#: a person's own switches and quiet hours do not hold these back: they go to whoever has to act now
PIERCING = (Kind.SLA_BREACH, Kind.ESCALATION, Kind.CALL_ANSWER_BREACH)


#: alerts that may come again about the same thing: within the policy's minutes only the bell counts them
GROUPED = (Kind.SLA_WARNING, Kind.LEAD_ACTIVITY, Kind.QUOTE_APPROVED, Kind.PAYMENT_COMPLETED)
#: what can wait for a digest, when its priority is none of PRESSING
DIGESTED = (
    Kind.NEW_LEAD_ASSIGNED,
    Kind.SLA_WARNING,
    Kind.LEAD_ACTIVITY,
    Kind.QUOTE_APPROVED,
    Kind.PAYMENT_COMPLETED,
    Kind.MERCHANT_ASSIGNED,
)
PRESSING = (Priority.URGENT, Priority.HIGH)


class AttemptOutcome(models.TextChoices):
    """What one try came to; empty while it runs."""

    SENT = "SENT", _("Sent")
    FAILED = "FAILED", _("Failed")
    UNKNOWN = "UNKNOWN", _("Unknown")


class ReportedState(models.TextChoices):
    """What a provider's later report comes to, in the order in which they may follow each other."""

    SENT = "SENT", _("Sent")
    FAILED = "FAILED", _("Failed")
    DELIVERED = "DELIVERED", _("Delivered")


class Audience(models.TextChoices):
    """Whom a reminder is for: each audience of a thing has its own."""

    ASKER = "", _("Whoever asked for it")
    INVITED = "invited", _("Whoever is invited")
    TEAM = "team", _("Team")


class Reminder(models.TextChoices):
    """Which reminder of a thing it is: a thing has each at most once, and moving the thing moves them."""

    DAY_BEFORE = "day_before", _("The day before")
    TWO_HOURS_BEFORE = "two_hours_before", _("Two hours before")
    HOUR_BEFORE = "hour_before", _("The hour before")
    HALF_HOUR_BEFORE = "half_hour_before", _("Half an hour before")
    SHORTLY_BEFORE = "shortly_before", _("Shortly before")
