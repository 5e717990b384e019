"""Who is not written to, which browsers show messages, what people have narrowed: to be read, and let go of."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.actors import actor_for_request
from core.admin import ReadOnlyAdmin
from core.clock import now
from notifications.actions import opt_in, remove_device
from notifications.models import Device, Preference, Suppression
from workforce.admin.members import OfMembersAdmin


class LetGoAdmin(ReadOnlyAdmin):
    """Rows that an action takes away; whoever may change them may take it."""

    def has_let_go_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(f"notifications.change_{self.opts.model_name}")

    def done(self, request: HttpRequest, count: int) -> None:
        text = ngettext("%(count)d is gone.", "%(count)d are gone.", count) % {"count": count}
        self.message_user(request, text, messages.SUCCESS if count else messages.WARNING)


@admin.register(Suppression)
class SuppressionAdmin(LetGoAdmin):
    list_display = ["address", "channel", "why", "created_at"]
    search_help_text = _("Whole address")
    actions = ["allow"]

    def found(self, rows: QuerySet[Suppression], term: str) -> QuerySet[Suppression]:
        return rows.filter(address=term)

    @admin.action(description=_("Write to the selected addresses again"), permissions=["let_go"])
    def allow(self, request: HttpRequest, queryset: QuerySet[Suppression]) -> None:
        """The provider may still refuse: START from the phone lifts it there."""
        by, at = actor_for_request(request), now()
        self.done(request, sum(opt_in(row.channel, row.address, by=by, at=at) for row in queryset))


@admin.register(Device)
class DeviceAdmin(OfMembersAdmin, LetGoAdmin):
    list_display = ["staff", "name", "service", "created_at"]
    list_select_related = ["staff__user"]
    exclude = ["p256dh", "auth"]  # with them anybody could read along
    actions = ["remove"]

    @admin.display(description=_("push service"))
    def service(self, device: Device) -> str:
        return device.endpoint.split("/")[2]

    @admin.action(description=_("Show no messages in the selected browsers"), permissions=["let_go"])
    def remove(self, request: HttpRequest, queryset: QuerySet[Device]) -> None:
        by, at = actor_for_request(request), now()
        self.done(request, sum(remove_device(row, by=by, at=at) for row in queryset))


@admin.register(Preference)
class PreferenceAdmin(OfMembersAdmin):
    list_display = ["staff", "quiet_from", "quiet_until", "shown_muted"]
    list_select_related = ["staff__user"]
    ordering = ["pk"]

    @admin.display(description=_("switched off"))
    def shown_muted(self, kept: Preference) -> Any:
        return ", ".join(kept.muted)
