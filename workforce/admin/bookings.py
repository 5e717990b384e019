"""Bookings are made by verbs; here they can be looked at, and cancelled."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.actors import actor_for_request
from accounts.admin.acting import ActingAdmin, sentence
from core.admin import AgeFilter
from core.errors import DomainError
from workforce import actions
from workforce.admin.members import OfMembersAdmin
from workforce.models import Booking


@admin.register(Booking)
class BookingAdmin(ActingAdmin, OfMembersAdmin):
    list_display = ["public_id", "staff", "starts_at", "ends_at", "purpose", "state", "blocking", "about"]
    list_filter = [AgeFilter]
    list_select_related = ["staff__user"]
    ordering = ["-starts_at", "-id"]
    actions = ["cancel"]

    @admin.display(description=_("about"))
    def about(self, booking: Booking) -> str:
        return booking.about_public_id or "–"

    @admin.action(description=_("Cancel and free the time"), permissions=["manage"])
    def cancel(self, request: HttpRequest, chosen: QuerySet[Booking]) -> None:
        by, done = actor_for_request(request), 0
        for booking in chosen:
            try:
                actions.cancel_booking(booking, reason="Cancelled in the admin", by=by)
                done += 1
            except DomainError as refused:
                self.message_user(request, f"{booking.public_id}: {sentence(refused)}", messages.WARNING)
        self.message_user(request, _("%(n)s cancelled.") % {"n": done}, messages.SUCCESS)
