from django.urls import path

from notifications.pages import inbox, outbox, preferences, previews

urlpatterns = [
    path("notifications/", inbox.inbox, name="notifications"),
    path("notifications/bell/", inbox.bell, name="notifications_bell"),
    path("notifications/read/", inbox.read_all, name="notifications_read_all"),
    path("notifications/previews/", previews.previews, name="notification_previews"),
    path("notifications/previews/<str:kind>/<str:language>/", previews.previews, name="notification_preview"),
    path("notifications/previews/<str:kind>/<str:language>/html", previews.html, name="notification_preview_html"),
    path("notifications/<str:notification_id>/open/", inbox.open_one, name="notification_open"),
    path("notifications/<str:notification_id>/read/", inbox.read_one, name="notification_read"),
    path("profile/notifications/", preferences.preferences, name="notification_preferences"),
    path("profile/notifications/devices/", preferences.add, name="notification_device_add"),
    path(
        "profile/notifications/devices/<str:device_id>/remove/", preferences.remove, name="notification_device_remove"
    ),
    path("service-worker.js", preferences.service_worker, name="service_worker"),
    path("dev/outbox", outbox.outbox, name="outbox"),
    path("dev/outbox/", outbox.outbox),
    path("dev/outbox/<str:message_id>/", outbox.message, name="outbox_message"),
    path("dev/outbox/<str:message_id>/html", outbox.html, name="outbox_html"),
    path("dev/outbox/<str:message_id>/raw", outbox.raw, name="outbox_raw"),
]
