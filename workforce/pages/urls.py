from django.urls import path

from workforce.pages import availability, calendar, calendars, closures, days, holidays, hours, rota, shifts

urlpatterns = [
    path("my-hours/", hours.mine, name="my_hours"),
    path("staff/<str:staff_id>/hours/", hours.of_member, name="staff_hours"),
    path("staff/<str:staff_id>/country/", holidays.country, name="staff_country"),
    path("staff/<str:staff_id>/days/<str:day>/", days.day, name="staff_day"),
    path("staff/<str:staff_id>/time-off/", days.time_off, name="staff_time_off"),
    path("time-off/<str:time_off_id>/remove/", days.remove, name="time_off_remove"),
    path("calendar/", calendar.mine, name="my_calendar"),
    path("staff/<str:staff_id>/calendar/", calendar.of_member, name="staff_calendar"),
    path("my-calendars/", calendars.mine, name="my_calendars"),
    path("staff/<str:staff_id>/calendars/", calendars.of_member, name="staff_calendars"),
    path("outside-calendars/<str:outside_id>/read/", calendars.again, name="outside_calendar_read"),
    path("outside-calendars/<str:outside_id>/disconnect/", calendars.disconnect, name="outside_calendar_disconnect"),
    path("availability/", availability.first_team, name="team_availability"),
    path("team/<str:team_id>/availability/", availability.team, name="availability_of_team"),
    path("rota/", rota.first_team, name="rota"),
    path("team/<str:team_id>/rota/", rota.rota, name="rota_of_team"),
    path("team/<str:team_id>/shifts/", shifts.new, name="shift_new"),
    path("shifts/<str:shift_id>/", shifts.change, name="shift"),
    path("shifts/<str:shift_id>/remove/", shifts.remove, name="shift_remove"),
    path("closures/", closures.closures, name="closures"),
    path("closures/<str:blackout_id>/remove/", closures.remove, name="closure_remove"),
]
