"""Private calendar addresses: who has one, when it was read; to be taken back or changed for another."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.actors import actor_for_request
from core import clock
from core.admin import ReadOnlyAdmin
from core.errors import DomainError
from scheduling.actions import revoke_feed, rotate_feed
from scheduling.models import CalendarFeed


@admin.register(CalendarFeed)
class CalendarFeedAdmin(ReadOnlyAdmin):
    list_display = ["owner_name", "shows", "issued_at", "last_used_at", "state"]
    list_select_related = ["staff__user", "customer__user"]
    fields = readonly_fields = [
        "public_id", "staff", "customer", "shows", "created_at", "issued_at", "last_used_at", "revoked_at", "state",
    ]  # fmt: skip
    search_help_text = _("Whole id, or the owner's email")
    actions = ["revoke", "rotate"]

    def found(self, rows: QuerySet[Any], term: str) -> QuerySet[Any]:
        if "@" in term:
            email = term.lower()
            return rows.filter(staff__user__email=email) | rows.filter(customer__user__email=email)
        return super().found(rows, term)

    @admin.display(description=_("owner"))
    def owner_name(self, feed: CalendarFeed) -> str:
        return feed.owner_name

    @admin.display(description=_("state"))
    def state(self, feed: CalendarFeed) -> str:
        if feed.revoked_at:
            return str(_("revoked"))
        return str(_("good") if feed.is_usable(clock.now()) else _("off: not read for long"))

    def has_manage_permission(self, request: HttpRequest) -> bool:
        """For actions: whoever may change these rows, which nobody does by hand."""
        return request.user.has_perm("scheduling.change_calendarfeed")

    @admin.action(description=_("Take the address back: it opens nothing any more"), permissions=["manage"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[CalendarFeed]) -> None:
        by = actor_for_request(request)
        for feed in queryset:
            revoke_feed(feed, by=by)
        self.message_user(request, _("These addresses open nothing any more."), messages.SUCCESS)

    @admin.action(description=_("Change the address for a new one, shown once"), permissions=["manage"])
    def rotate(self, request: HttpRequest, queryset: QuerySet[CalendarFeed]) -> None:
        by = actor_for_request(request)
        for feed in queryset:
            try:
                _feed, url = rotate_feed(feed, by=by)
            except DomainError as refused:  # no address any more; a supervisor may not see one
                self.message_user(request, f"{feed.owner_name}: {refused.message}", messages.ERROR)
                continue
            text = _("Give this to %(name)s, it is not shown again: %(url)s") % {"name": feed.owner_name, "url": url}
            self.message_user(request, text, messages.WARNING)
