from django.urls import path

from scheduling.pages import calendar_feed, calendar_file, call_links, my_calls
from scheduling.pages.wizard import sending, steps, times
from scheduling.rules.wizard import Step

#: the questions of the wizard that have no page of their own
PLAIN = (Step.TOPIC, Step.METHOD, Step.WHO, Step.CONTACT, Step.DETAILS)

urlpatterns = [
    path("calendar/feed/", calendar_feed.calendar_feed, name="calendar_feed"),
    path("calendar/feed/new/", calendar_feed.new_address, name="calendar_feed_new"),
    path("calendar/feed/shows/", calendar_feed.change_shows, name="calendar_feed_shows"),
    path("calendar/feed/revoke/", calendar_feed.revoke, name="calendar_feed_revoke"),
    path("calendars/<str:feed_token>/switchboard.ics", calendar_file.calendar_file, name="calendar_file"),
    path("my-calls/", my_calls.my_calls, name="my_calls"),
    path("my-calls/<str:call_id>/", my_calls.my_call, name="my_call"),
    path("my-calls/<str:call_id>/reschedule/", my_calls.move_my_call, name="move_my_call"),
    path("my-calls/<str:call_id>/cancel/", my_calls.cancel_my_call, name="cancel_my_call"),
    path("my-calls/<str:call_id>/pick/", my_calls.pick_time, name="pick_time"),
    path("my-calls/<str:call_id>/rate/", my_calls.rate_my_call, name="rate_my_call"),
    path("my-calls/<str:call_id>/invite.ics", my_calls.my_call_ics, name="my_call_ics"),
    path("call-links/<str:token>/invite.ics", call_links.call_link_ics, name="call_link_ics"),
    path("call-links/<str:token>/", call_links.call_link, name="call_link"),
    path("call-links/<str:token>/reschedule/", call_links.move_call_link, name="move_call_link"),
    path("call-links/<str:token>/cancel/", call_links.cancel_call_link, name="cancel_call_link"),
    path("call-links/<str:token>/pick/", call_links.pick_call_link, name="pick_call_link"),
    path("call-links/<str:token>/survey/", call_links.rate_call_link, name="rate_call_link"),
    path("schedule-call/", steps.enter, name="schedule_call"),
    path("schedule-call/start/", steps.introduction, name="call_start"),
    *(path(f"schedule-call/{step}/", steps.plain_question(step), name=f"call_{step}") for step in PLAIN),
    path("schedule-call/time/", times.time, name="call_time"),
    path("schedule-call/wishes/", times.wishes, name="call_wishes"),
    path("schedule-call/code/", steps.code, name="call_code"),
    path("schedule-call/review/", sending.review, name="call_review"),
    path("schedule-call/hold/", times.hold, name="call_hold"),
    path("schedule-call/release/", times.release, name="call_release"),
    path("schedule-call/cancel/", times.cancel, name="call_cancel"),
    path("schedule-call/phone/", times.phone, name="call_phone"),
    path("schedule-call/booked/<str:draft_id>/", sending.booked, name="call_booked"),
    path("schedule-call/booked/<str:draft_id>/call.ics", sending.booked_ics, name="call_booked_ics"),
]
