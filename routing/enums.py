"""The words of routing, as they stand in the database and on the wire."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy


class Queue(models.TextChoices):
    AE = "AE", _("Leads")
    IC = "IC", _("Merchants")
    CALL = "CALL", _("Calls")


class State(models.TextChoices):
    """Where a work item is. Every open one is queued, offered, parked or owned."""

    QUEUED = "QUEUED", _("queued")
    OFFERED = "OFFERED", _("offered")
    PARKED = "PARKED", _("parked")
    ASSIGNED = "ASSIGNED", _("assigned")
    IN_PROGRESS = "IN_PROGRESS", _("in progress")
    CLOSED = "CLOSED", _("closed")


WAITING = (State.QUEUED, State.OFFERED, State.PARKED)
OWNED = (State.ASSIGNED, State.IN_PROGRESS)


class LeadStatus(models.TextChoices):
    """What the AE queue's API calls a state."""

    PENDING = "PENDING", _("pending")
    ASSIGNED = "ASSIGNED", _("assigned")
    CONTACTED = "CONTACTED", _("contacted")
    CLOSED = "CLOSED", _("closed")


LEAD_STATUS = {
    State.QUEUED: LeadStatus.PENDING,
    State.OFFERED: LeadStatus.PENDING,
    State.PARKED: LeadStatus.PENDING,
    State.ASSIGNED: LeadStatus.ASSIGNED,
    State.IN_PROGRESS: LeadStatus.CONTACTED,
    State.CLOSED: LeadStatus.CLOSED,
}


class IcStatus(models.TextChoices):
    """What the IC queue's API calls a state. An entry with an owner and no session yet is PENDING."""

    PENDING = "PENDING", _("pending")
    SCHEDULED = "SCHEDULED", _("scheduled")
    IN_SESSION = "IN_SESSION", _("in session")
    COMPLETED = "COMPLETED", _("completed")


class SupportType(models.TextChoices):
    """What a merchant needs help with; a session is of one of these, too."""

    DATA_IMPORT = "DATA_IMPORT", _("data import")
    HARDWARE_SETUP = "HARDWARE_SETUP", _("hardware set-up")
    INTEGRATION = "INTEGRATION", _("integration")
    TRAINING = "TRAINING", _("training")
    TROUBLESHOOTING = "TROUBLESHOOTING", _("troubleshooting")
    GENERAL = "GENERAL", _("general help")


class Level(models.TextChoices):
    """How hard a job is, how bad a blocker is."""

    LOW = "LOW", pgettext_lazy("level", "low")
    MEDIUM = "MEDIUM", pgettext_lazy("level", "medium")
    HIGH = "HIGH", pgettext_lazy("level", "high")


class SetupStatus(models.TextChoices):
    """How far something is set up: a device, a step of the onboarding."""

    NOT_STARTED = "NOT_STARTED", _("not started")
    IN_PROGRESS = "IN_PROGRESS", _("under way")
    COMPLETED = "COMPLETED", _("completed")


class JourneyStatus(models.TextChoices):
    SETTING_UP = "SETTING_UP", _("setting up")
    LIVE = "LIVE", _("live")


class Priority(models.TextChoices):
    URGENT = "URGENT", _("urgent")
    HIGH = "HIGH", _("high")
    MEDIUM = "MEDIUM", _("medium")
    LOW = "LOW", _("low")


class Urgency(models.TextChoices):
    """How the IC queue calls a priority."""

    CRITICAL = "CRITICAL", _("critical")
    HIGH = "HIGH", _("high")
    MEDIUM = "MEDIUM", _("medium")
    LOW = "LOW", _("low")


URGENCY = dict(zip(Priority, Urgency, strict=True))
PRIORITY_OF = dict(zip(Urgency, Priority, strict=True))


class Cohort(models.TextChoices):
    MANAGED = "MANAGED", _("managed")
    ASSISTED = "ASSISTED", _("assisted")
    SELF_SERVE = "SELF_SERVE", _("self-serve")


class SlaStatus(models.TextChoices):
    ON_TIME = "ON_TIME", _("on time")
    AT_RISK = "AT_RISK", _("at risk")
    BREACHED = "BREACHED", _("breached")
    MET = "MET", _("met")
    NO_SLA = "NO_SLA", _("no deadline")


class ClockKind(models.TextChoices):
    """What a lead is promised, each with a clock of its own."""

    FIRST_CONTACT = "FIRST_CONTACT", _("first contact")
    QUOTE_DELIVERY = "QUOTE_DELIVERY", _("quote delivery")


class AssignmentReason(models.TextChoices):
    MANUAL = "MANUAL", _("taken or given by hand")
    AUTO_ROUND_ROBIN = "AUTO_ROUND_ROBIN", _("next in turn")
    AUTO_SPECIALIZATION = "AUTO_SPECIALIZATION", _("specialist")
    AUTO_AVAILABILITY = "AUTO_AVAILABILITY", _("had room")
    REASSIGNMENT = "REASSIGNMENT", _("handed over")
    ESCALATION = "ESCALATION", _("escalated from self-serve")


class ContactMethod(models.TextChoices):
    PHONE = "PHONE", _("phone")
    EMAIL = "EMAIL", _("email")
    SMS = "SMS", _("text message")


class CommunicationType(models.TextChoices):
    PHONE_CALL = "PHONE_CALL", _("phone call")
    EMAIL = "EMAIL", _("email")
    SMS = "SMS", _("text message")
    VIDEO_CALL = "VIDEO_CALL", _("video call")
    IN_PERSON = "IN_PERSON", _("in person")
    VOICEMAIL = "VOICEMAIL", _("voicemail")


class Outcome(models.TextChoices):
    CONNECTED = "CONNECTED", _("connected")
    NO_ANSWER = "NO_ANSWER", _("no answer, voicemail left")
    NO_ANSWER_NO_VM = "NO_ANSWER_NO_VM", _("no answer, no voicemail")
    SCHEDULED_CALLBACK = "SCHEDULED_CALLBACK", _("callback agreed")
    QUALIFIED = "QUALIFIED", _("qualified")
    DISQUALIFIED = "DISQUALIFIED", _("disqualified")
    CLOSED_WON = "CLOSED_WON", _("won")
    CLOSED_LOST = "CLOSED_LOST", _("lost")


CONNECTING = (Outcome.CONNECTED, Outcome.SCHEDULED_CALLBACK, Outcome.QUALIFIED)
#: somebody was talked to: nobody buys without
REACHED = (*CONNECTING, Outcome.CLOSED_WON)
CLOSING = (Outcome.DISQUALIFIED, Outcome.CLOSED_WON, Outcome.CLOSED_LOST)
UNANSWERED = (Outcome.NO_ANSWER, Outcome.NO_ANSWER_NO_VM)
#: endings that ask why
REASONED = (Outcome.DISQUALIFIED, Outcome.CLOSED_LOST)
#: what stands where somebody closed without a reason: the API does not demand one
NOT_GIVEN = "NOT_GIVEN"


class Sentiment(models.TextChoices):
    VERY_NEGATIVE = "VERY_NEGATIVE", _("very negative")
    NEGATIVE = "NEGATIVE", _("negative")
    NEUTRAL = "NEUTRAL", _("neutral")
    POSITIVE = "POSITIVE", _("positive")
    VERY_POSITIVE = "VERY_POSITIVE", _("very positive")


class NextStepKind(models.TextChoices):
    """What an owner promises to do."""

    GENERATE_QUOTE = "GENERATE_QUOTE", _("make the quote")
    SEND_INFORMATION = "SEND_INFORMATION", _("send information")
    SCHEDULE_FOLLOWUP = "SCHEDULE_FOLLOWUP", _("follow up")
    CALLBACK = "CALLBACK", _("call back")
    OTHER = "OTHER", _("something else")


class NextStepState(models.TextChoices):
    PENDING = "PENDING", pgettext_lazy("promise", "open")
    DONE = "DONE", _("done")
    CANCELLED = "CANCELLED", _("off")


class DecisionKind(models.TextChoices):
    """What a decision was asked for."""

    ASSIGNMENT = "ASSIGNMENT", _("assignment")
    SUGGESTION = "SUGGESTION", _("suggestion")


class ActivityType(models.TextChoices):
    """What other systems report of a lead."""

    QUOTE_SENT = "QUOTE_SENT", _("quote sent")
    QUOTE_VIEWED = "QUOTE_VIEWED", _("quote viewed")
    QUOTE_APPROVED = "QUOTE_APPROVED", _("quote approved")
    PAYMENT_COMPLETED = "PAYMENT_COMPLETED", _("paid")
    STEP_CHANGED = "STEP_CHANGED", _("step changed")
    KYB_RESULT = "KYB_RESULT", _("business checked")


#: whoever sees or approves a quote has got it
QUOTING = (ActivityType.QUOTE_SENT, ActivityType.QUOTE_VIEWED, ActivityType.QUOTE_APPROVED)
#: somebody has to hear of it, also where nobody owns the lead
PRESSING = (ActivityType.QUOTE_APPROVED, ActivityType.PAYMENT_COMPLETED)


class KybStatus(models.TextChoices):
    """How the check of the business stands."""

    PENDING = "PENDING", pgettext_lazy("check of a business", "pending")
    IN_REVIEW = "IN_REVIEW", _("in review")
    APPROVED = "APPROVED", _("approved")
    REJECTED = "REJECTED", _("rejected")


#: ten steps of the way from sign-up to going live, as the journey is shown; the API gives them as they stand here
STEP_NAMES = {
    1: gettext_noop("Sign-up"),
    2: gettext_noop("Account Creation"),
    3: gettext_noop("Business Verification"),
    4: gettext_noop("Software Requirements"),
    5: gettext_noop("Quote"),
    6: gettext_noop("Contract and Payment"),
    7: gettext_noop("Configuration"),
    8: gettext_noop("Data Import"),
    9: gettext_noop("Hardware Setup"),
    10: gettext_noop("Go-live"),
}


class BatchKind(models.TextChoices):
    """Long work: many rows, each with a result of its own."""

    IMPORT = "IMPORT", _("import of leads")
    REASSIGN = "REASSIGN", _("change of owners")
    AUTO_ASSIGN = "AUTO_ASSIGN", _("automatic assignment")


class BatchState(models.TextChoices):
    DRAFT = "DRAFT", _("not started")
    QUEUED = "QUEUED", _("waiting")
    RUNNING = "RUNNING", _("running")
    DONE = "DONE", _("finished")
    FAILED = "FAILED", _("broken off")
    CANCELLED = "CANCELLED", _("stopped")


class RowState(models.TextChoices):
    PENDING = "PENDING", _("to be done")
    DONE = "DONE", _("done")
    FAILED = "FAILED", _("refused")


ENDED = (BatchState.DONE, BatchState.FAILED, BatchState.CANCELLED)
