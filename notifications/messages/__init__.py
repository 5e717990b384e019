"""Each message and what it needs to be written: checked when notify() is called, not when a worker renders it.

A message's folder in `templates/messages/` holds subject.txt, text.txt, sms.txt and body.html.
"""

from collections.abc import Mapping
from typing import Any

from notifications.messages import calendars, calls_outside, calls_team, leads, sessions_outside, sessions_team
from notifications.messages.base import InvalidMessage, Message

MESSAGES: dict[str, type[Message]] = {
    message.kind: message
    for message in (
        leads.NewLeadAssigned,
        leads.SlaWarning,
        leads.SlaBreach,
        leads.LeadActivity,
        leads.QuoteApproved,
        leads.PaymentCompleted,
        leads.Escalation,
        leads.CallbackReminder,
        calls_outside.CallConfirmed,
        calls_outside.CallInvited,
        calls_outside.CallMoved,
        calls_outside.CallCancelled,
        calls_outside.CallReminder,
        calls_outside.CallMissed,
        calls_outside.CallTimesProposed,
        calls_outside.CallSurvey,
        calls_outside.CallCode,
        calls_team.CallAssigned,
        calls_team.CallMovedForTeam,
        calls_team.CallCancelledForTeam,
        calls_team.CallStartsSoon,
        calls_team.CallAnswerWarning,
        calls_team.CallAnswerBreach,
        calls_team.CallGivenBack,
        calendars.CalendarUnreadable,
        sessions_outside.SessionScheduled,
        sessions_outside.SessionMoved,
        sessions_outside.SessionCancelled,
        sessions_outside.SessionReminder,
        sessions_outside.SessionMissed,
        sessions_outside.SessionLink,
        sessions_outside.SessionSurvey,
        sessions_team.MerchantAssigned,
        sessions_team.SessionBooked,
        sessions_team.SessionMovedForTeam,
        sessions_team.SessionCalledOff,
        sessions_team.SessionStartsSoon,
        sessions_team.SessionHostLeft,
    )
}


def message_of(kind: str, context: Mapping[str, Any]) -> Message:
    """The checked message of that kind. Raises InvalidMessage."""
    if kind not in MESSAGES:
        raise InvalidMessage(f"{kind} has no message")
    return MESSAGES[kind].checked(context)


__all__ = ["MESSAGES", "InvalidMessage", "Message", "message_of"]
