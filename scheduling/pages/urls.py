from django.urls import path

from scheduling.pages import agreeing, calendar_feed, calendar_file, call, call_links, holding, my_calls, queue, taking
from scheduling.pages.wizard import sending, steps, times
from scheduling.rules.wizard import Step

#: the questions of the wizard that have no page of their own
PLAIN = (Step.TOPIC, Step.METHOD, Step.WHO, Step.CONTACT, Step.DETAILS)

urlpatterns = [
    path("calls/", queue.calls, name="calls"),
    path("calls/<str:call_id>/", call.call, name="call"),
    path("calls/<str:call_id>/panel/", call.call_panel, name="call_panel"),
    path("calls/<str:call_id>/claim/", taking.claim, name="desk_claim"),
    path("calls/<str:call_id>/release/", taking.release, name="desk_release"),
    path("calls/<str:call_id>/cover/", taking.cover, name="desk_cover"),
    path("calls/<str:call_id>/hand-over/", taking.hand_over, name="desk_hand_over"),
    path("calls/<str:call_id>/propose/", agreeing.propose, name="desk_propose"),
    path("calls/<str:call_id>/propose/preview/", agreeing.preview, name="call_propose_preview"),
    path("calls/<str:call_id>/confirm/", agreeing.confirm, name="desk_confirm"),
    path("calls/<str:call_id>/reschedule/", agreeing.reschedule, name="desk_reschedule"),
    path("calls/<str:call_id>/start/", holding.start, name="desk_start"),
    path("calls/<str:call_id>/complete/", holding.complete, name="desk_complete"),
    path("calls/<str:call_id>/no-show/", holding.no_show, name="desk_no_show"),
    path("calls/<str:call_id>/cancel/", holding.cancel, name="desk_cancel"),
    path("calls/<str:call_id>/edit/", holding.edit, name="desk_edit"),
    path("calls/<str:call_id>/next/", holding.book_next, name="desk_next"),
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
