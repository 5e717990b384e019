"""What was told and how it went: to be read, resent and replayed."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import TabularInline

from accounts.actors import actor_for_request
from core.admin import AgeFilter, ReadOnlyAdmin
from core.clock import now
from core.errors import DomainError
from notifications.actions import replay_dead, resend_delivery
from notifications.enums import DEAD_STATES, DeliveryState
from notifications.models import Delivery, DeliveryAttempt, DeliveryReport, Notification
from workforce.admin.members import OfMembersAdmin
from workforce.models import Staff


class DeliveryLines(TabularInline):
    model = Delivery
    fields = readonly_fields = ["channel", "address", "state", "reason", "attempts", "next_try_at", "sent_at"]
    extra = 0
    can_delete = False
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class TryLines(DeliveryLines):
    model = DeliveryAttempt  # type: ignore[assignment]
    fields = readonly_fields = ["started_at", "ended_at", "outcome", "answer"]
    show_change_link = False


class ReportLines(DeliveryLines):
    model = DeliveryReport  # type: ignore[assignment]
    fields = readonly_fields = ["received_at", "word", "state", "error", "provider_id", "round"]
    show_change_link = False


@admin.register(Notification)
class NotificationAdmin(OfMembersAdmin):
    list_display = ["subject", "kind", "priority", "to_whom", "created_at", "read_at", "withdrawn_at"]
    list_filter = [AgeFilter]
    list_select_related = ["recipient__user"]
    member = "recipient"
    search_help_text = _("Whole id, the whole id (staff_…) of a member, or a whole email")
    inlines = [DeliveryLines]

    def found(self, rows: QuerySet[Notification], term: str) -> QuerySet[Notification]:
        """An email that no member has: what was sent there, whoever it is."""
        if "@" not in term or Staff.objects.filter(user__email=term.lower()).exists():
            return super().found(rows, term)
        return rows.filter(pk__in=Delivery.objects.filter(address=term).values("notification"))

    @admin.display(description=_("recipient"))
    def to_whom(self, row: Notification) -> str:
        return str(row.recipient or row.stranger)


class UndeliveredFilter(admin.SimpleListFilter):
    """What has not been sent: each of them has a partial index."""

    title = _("not sent")
    parameter_name = "undelivered"
    states = {"dead": DEAD_STATES, "queued": (DeliveryState.QUEUED,), "sending": (DeliveryState.SENDING,)}

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("dead", _("failed or unknown")), ("queued", _("queued")), ("sending", _("on its way"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> QuerySet[Delivery]:
        states = self.states.get(self.value() or "")
        return queryset.filter(state__in=states) if states else queryset


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    list_display = ["told", "channel", "address", "state", "reason", "attempts", "next_try_at", "sent_at"]
    list_filter = [UndeliveredFilter, AgeFilter]
    list_select_related = ["notification"]
    search_help_text = _("Whole id of a delivery (dlv_…) or a notification (notif_…), whole address")
    inlines = [TryLines, ReportLines]
    actions = ["resend", "replay_all_dead"]

    def has_resend_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("notifications.change_delivery")

    def found(self, rows: QuerySet[Delivery], term: str) -> QuerySet[Delivery]:
        if (key := Notification.parse_id(term)) is not None:
            return rows.filter(notification=key)
        return super().found(rows, term) if Delivery.parse_id(term) else rows.filter(address=term)

    @admin.display(description=_("message"))
    def told(self, delivery: Delivery) -> str:
        return format_html("{} · {}", delivery.notification.get_kind_display(), delivery.notification.subject)

    @admin.action(description=_("Send the selected ones once more"), permissions=["resend"])
    def resend(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> None:
        by, at = actor_for_request(request), now()
        queued = refused = 0
        for delivery in queryset.order_by("pk"):
            try:
                resend_delivery(delivery, by=by, at=at)
                queued += 1
            except DomainError:
                refused += 1
        if queued:
            text = ngettext("%(count)d is queued again.", "%(count)d are queued again.", queued) % {"count": queued}
            self.message_user(request, text, messages.SUCCESS)
        if refused:
            text = ngettext(
                "%(count)d cannot be sent again: it is on its way, withdrawn, expired or the bell's.",
                "%(count)d cannot be sent again: they are on their way, withdrawn, expired or the bell's.",
                refused,
            )
            self.message_user(request, text % {"count": refused}, messages.WARNING)

    @admin.action(description=_("Replay every dead letter (whatever is selected)"), permissions=["resend"])
    def replay_all_dead(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> None:
        count = replay_dead(by=actor_for_request(request), at=now())
        text = ngettext("%(count)d is queued again.", "%(count)d are queued again.", count) % {"count": count}
        self.message_user(request, text, messages.SUCCESS if count else messages.WARNING)
