from django.urls import path

from scheduling.api import calendars

urlpatterns = [
    path("call-requests/<str:call_id>/invite.ics", calendars.CallInvite.as_view(), name="api-call-invite"),
    path("calendar-feed", calendars.OwnCalendarFeed.as_view(), name="api-calendar-feed"),
]
