from django.urls import path

from integrations.twilio import receiver as twilio

urlpatterns = [
    path("hooks/twilio/status", twilio.status, name="twilio_status"),
    path("hooks/twilio/inbound", twilio.inbound, name="twilio_inbound"),
]
