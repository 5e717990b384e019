from django.urls import path

from workforce.api import closures, hours

urlpatterns = [
    path("staff/<str:staff_id>/working-hours", hours.WorkingHoursOf.as_view(), name="api-working-hours"),
    path("staff/<str:staff_id>/overrides", hours.OverridesOf.as_view(), name="api-overrides"),
    path("staff/<str:staff_id>/overrides/<str:day>", hours.OneOverride.as_view(), name="api-override"),
    path("staff/<str:staff_id>/time-off", hours.TimeOffOf.as_view(), name="api-time-off-of"),
    path("staff/<str:staff_id>/time-off/<str:time_off_id>", hours.OneTimeOff.as_view(), name="api-time-off"),
    path("blackout-days", closures.BlackoutDays.as_view(), name="api-blackout-days"),
    path("blackout-days/<str:blackout_id>", closures.OneBlackoutDay.as_view(), name="api-blackout-day"),
]
