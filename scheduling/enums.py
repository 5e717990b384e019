"""The words of calls, as they stand in the database and on the wire."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class TopicCode(models.TextChoices):
    """What a call is about."""

    NEW_SERVICES = "NEW_SERVICES", _("New services")
    ACCOUNT_SUPPORT = "ACCOUNT_SUPPORT", _("Account support")
    TECHNICAL_ISSUES = "TECHNICAL_ISSUES", _("Technical issues")
    BILLING = "BILLING", _("Billing questions")
    GENERAL_INQUIRY = "GENERAL_INQUIRY", _("General inquiry")
    OTHER = "OTHER", _("Something else")


class SchedulingType(models.TextChoices):
    CALENDAR = "CALENDAR", _("at a chosen time")
    FLEXIBLE = "FLEXIBLE", _("the team gets in touch")


class Urgency(models.TextChoices):
    URGENT = "URGENT", _("Urgent")
    THIS_WEEK = "THIS_WEEK", _("This week")
    WITHIN_2_WEEKS = "WITHIN_2_WEEKS", _("Within two weeks")
    FLEXIBLE = "FLEXIBLE", _("No hurry")


#: what a request scores while it waits, by how urgent the customer says it is
URGENCY_SCORE = {Urgency.URGENT: 80, Urgency.THIS_WEEK: 60, Urgency.WITHIN_2_WEEKS: 40, Urgency.FLEXIBLE: 10}
#: what a call with an agreed time scores: it waits for its hour, not for a person
AGREED_SCORE = 40


class PhoneType(models.TextChoices):
    MOBILE = "MOBILE", pgettext_lazy("phone", "Mobile")
    OFFICE = "OFFICE", pgettext_lazy("phone", "Office")
    OTHER = "OTHER", pgettext_lazy("phone", "Other")


class ContactMethod(models.TextChoices):
    PHONE = "PHONE", _("Phone call")
    VIDEO = "VIDEO", _("Video call")
    IN_PERSON = "IN_PERSON", _("In person")


class MeetingPlatform(models.TextChoices):
    """Where people meet: a provider's meeting, or the telephone, which needs none."""

    ZOOM = "ZOOM", "Zoom"
    TEAMS = "TEAMS", "Microsoft Teams"
    GOOGLE_MEET = "GOOGLE_MEET", "Google Meet"
    PHONE = "PHONE", _("Phone")


class CallStatus(models.TextChoices):
    PENDING = "PENDING", pgettext_lazy("call", "Pending")
    CONFIRMED = "CONFIRMED", pgettext_lazy("call", "Confirmed")
    IN_PROGRESS = "IN_PROGRESS", pgettext_lazy("call", "In progress")
    COMPLETED = "COMPLETED", pgettext_lazy("call", "Completed")
    CANCELLED = "CANCELLED", pgettext_lazy("call", "Cancelled")
    NO_SHOW = "NO_SHOW", pgettext_lazy("call", "No show")


#: from → to; nothing else happens to a call
CALL_TRANSITIONS: dict[CallStatus, tuple[CallStatus, ...]] = {
    CallStatus.PENDING: (CallStatus.CONFIRMED, CallStatus.CANCELLED),
    CallStatus.CONFIRMED: (CallStatus.IN_PROGRESS, CallStatus.NO_SHOW, CallStatus.CANCELLED),
    CallStatus.IN_PROGRESS: (CallStatus.COMPLETED, CallStatus.NO_SHOW),
    CallStatus.COMPLETED: (),
    CallStatus.CANCELLED: (),
    CallStatus.NO_SHOW: (),
}
#: nothing happens to them any more
FINAL = (CallStatus.COMPLETED, CallStatus.CANCELLED, CallStatus.NO_SHOW)
#: still to come, so that it can be moved
UPCOMING = (CallStatus.PENDING, CallStatus.CONFIRMED)


class CallOutcome(models.TextChoices):
    RESOLVED = "RESOLVED", _("Resolved")
    FOLLOW_UP_NEEDED = "FOLLOW_UP_NEEDED", _("Follow-up needed")
    CALLBACK_SCHEDULED = "CALLBACK_SCHEDULED", _("Callback scheduled")
    NO_ANSWER = "NO_ANSWER", _("No answer")
    WRONG_NUMBER = "WRONG_NUMBER", _("Wrong number")
    ESCALATED = "ESCALATED", _("Escalated")


class SessionStatus(models.TextChoices):
    """How a set-up session with a merchant stands."""

    SCHEDULED = "SCHEDULED", pgettext_lazy("session", "Scheduled")
    IN_SESSION = "IN_SESSION", pgettext_lazy("session", "In session")
    COMPLETED = "COMPLETED", pgettext_lazy("session", "Completed")
    CANCELLED = "CANCELLED", pgettext_lazy("session", "Cancelled")
    NO_SHOW = "NO_SHOW", pgettext_lazy("session", "No show")


class SessionAction(models.TextChoices):
    """What is done with a session."""

    START = "START", _("start")
    COMPLETE = "COMPLETE", _("complete")
    CANCEL = "CANCEL", _("cancel")
    RESCHEDULE = "RESCHEDULE", _("move")
    NO_SHOW = "NO_SHOW", _("nobody came")


#: status → what may be done then
SESSION_ACTIONS: dict[SessionStatus, tuple[SessionAction, ...]] = {
    SessionStatus.SCHEDULED: (
        SessionAction.START,
        SessionAction.RESCHEDULE,
        SessionAction.CANCEL,
        SessionAction.NO_SHOW,
    ),
    SessionStatus.IN_SESSION: (SessionAction.COMPLETE, SessionAction.NO_SHOW),
    SessionStatus.COMPLETED: (),
    SessionStatus.CANCELLED: (),
    SessionStatus.NO_SHOW: (),
}
#: takes somebody's time
LIVE_SESSIONS = (SessionStatus.SCHEDULED, SessionStatus.IN_SESSION)


class HostLeaves(models.TextChoices):
    """Why a session has its second host no longer."""

    REMOVED = "REMOVED", pgettext_lazy("second host", "not needed any more")
    TAKEN = "TAKEN", pgettext_lazy("second host", "taken at the new time")
    AWAY = "AWAY", pgettext_lazy("second host", "away then")
    GONE = "GONE", pgettext_lazy("second host", "holds no sessions any more")
    TOOK_OVER = "TOOK_OVER", pgettext_lazy("second host", "the consultant now")


class SessionOutcome(models.TextChoices):
    SUCCESS = "SUCCESS", _("all of it is done")
    PARTIAL = "PARTIAL", _("some of it is done")
    FAILED = "FAILED", _("it did not work")


class MeetingState(models.TextChoices):
    """How the link to join stands. NONE: a phone call needs none."""

    NONE = "NONE", pgettext_lazy("meeting", "None")
    PENDING = "PENDING", pgettext_lazy("meeting", "Follows")
    READY = "READY", pgettext_lazy("meeting", "Ready")
    FAILED = "FAILED", pgettext_lazy("meeting", "Failed")


#: the work item's queue, and the kind under which calls are registered with routing
CALL = "call"


class LinkPurpose(models.TextChoices):
    """What a signed link of a mail is good for; one thing each."""

    MANAGE = "call.manage", _("see the call")
    RESCHEDULE = "call.reschedule", _("move the call")
    CANCEL = "call.cancel", _("cancel the call")
    PICK = "call.pick", _("choose a proposed time")
    SURVEY = "call.survey", _("say how it was")


class SessionLink(models.TextChoices):
    """What a signed link about a session is good for; one thing each. Mails carry the first four."""

    MANAGE = "session.manage", _("see the session")
    RESCHEDULE = "session.reschedule", _("move the session")
    CANCEL = "session.cancel", _("cancel the session")
    SURVEY = "session.survey", _("say how the session was")
    AGAIN = "session.again", _("book another session")


#: does not take place; its merchant may want another
MISSED_SESSIONS = (SessionStatus.CANCELLED, SessionStatus.NO_SHOW)
