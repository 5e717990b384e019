from django.urls import path

from scheduling.pages import calendar_feed, calendar_file

urlpatterns = [
    path("calendar/feed/", calendar_feed.calendar_feed, name="calendar_feed"),
    path("calendar/feed/new/", calendar_feed.new_address, name="calendar_feed_new"),
    path("calendar/feed/shows/", calendar_feed.change_shows, name="calendar_feed_shows"),
    path("calendar/feed/revoke/", calendar_feed.revoke, name="calendar_feed_revoke"),
    path("calendars/<str:feed_token>/switchboard.ics", calendar_file.calendar_file, name="calendar_file"),
]
