from django.urls import path

from scheduling.api import (
    availability,
    calendars,
    calls,
    changes,
    handling,
    history,
    holds,
    second_host,
    sessions,
    topics,
)

CALL = "call-requests/<str:call_id>"

urlpatterns = [
    path("call-availability", availability.CallAvailability.as_view(), name="api-call-availability"),
    path("call-holds", holds.CallHolds.as_view(), name="api-call-holds"),
    path("call-holds/<str:hold_id>", holds.OneCallHold.as_view(), name="api-call-hold"),
    path("call-topics", topics.CallTopics.as_view(), name="api-call-topics"),
    path("call-topics/<str:topic_code>", topics.OneCallTopic.as_view(), name="api-call-topic"),
    path("call-requests", calls.CallRequests.as_view(), name="api-call-requests"),
    path(CALL, calls.OneCallRequest.as_view(), name="api-call-request"),
    path(f"{CALL}/invite.ics", calendars.CallInvite.as_view(), name="api-call-invite"),
    path(f"{CALL}/history", history.CallHistory.as_view(), name="api-call-history"),
    path(f"{CALL}/cancel", changes.CancelCall.as_view(), name="api-call-cancel"),
    path(f"{CALL}/reschedule", changes.RescheduleCall.as_view(), name="api-call-reschedule"),
    path(f"{CALL}/confirm", changes.ConfirmCall.as_view(), name="api-call-confirm"),
    path(f"{CALL}/rating", changes.RateCall.as_view(), name="api-call-rating"),
    path(f"{CALL}/claim", handling.ClaimCall.as_view(), name="api-call-claim"),
    path(f"{CALL}/propose-times", handling.ProposeTimes.as_view(), name="api-call-propose-times"),
    path(f"{CALL}/reassign", handling.ReassignCall.as_view(), name="api-call-reassign"),
    path(f"{CALL}/start", handling.StartCall.as_view(), name="api-call-start"),
    path(f"{CALL}/complete", handling.CompleteCall.as_view(), name="api-call-complete"),
    path(f"{CALL}/no-show", handling.MissCall.as_view(), name="api-call-no-show"),
    path("scheduling/ic", sessions.ScheduleSession.as_view(), name="api-schedule-session"),
    path("scheduling/ic/availability", sessions.SessionAvailability.as_view(), name="api-session-availability"),
    path("scheduling/ic/sessions", sessions.Sessions.as_view(), name="api-sessions"),
    path("scheduling/ic/sessions/<str:session_id>", sessions.OneSession.as_view(), name="api-session"),
    path(
        "scheduling/ic/sessions/<str:session_id>/second-host",
        second_host.SecondHost.as_view(),
        name="api-session-second-host",
    ),
    path("calendar-feed", calendars.OwnCalendarFeed.as_view(), name="api-calendar-feed"),
]
