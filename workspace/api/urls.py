from django.urls import path

from workspace.api.ticket import TicketView

urlpatterns = [path("ws/ticket", TicketView.as_view(), name="ws-ticket")]
