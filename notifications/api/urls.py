from django.urls import path

from notifications.api import views

urlpatterns = [
    path("notifications", views.Notifications.as_view(), name="api-notifications"),
    path("notifications/<str:notification_id>/read", views.ReadNotification.as_view(), name="api-notification-read"),
]
