"""Where people are signed in, and where somebody tried in vain."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.actions import end_login
from accounts.actors import actor_for_request
from accounts.enums import RevocationReason
from accounts.models import LoginFailure, LoginSession, User
from core.admin import ReadOnlyAdmin
from core.clock import now


class OpenFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("open", _("still open")), ("ended", _("ended"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[LoginSession]) -> QuerySet[LoginSession]:
        match self.value():
            case "open":
                return queryset.live(now())  # type: ignore[attr-defined]  # the model's own queryset
            case "ended":
                return queryset.filter(revoked_at__isnull=False)
        return queryset


@admin.register(LoginSession)
class LoginSessionAdmin(ReadOnlyAdmin):
    list_display = ["user", "medium", "ip", "user_agent", "created_at", "expires_at", "revoked_at", "revoked_because"]
    list_filter = [OpenFilter]
    list_select_related = ["user"]
    search_help_text = _("Whole id of a login, or the person's whole email")
    exclude = ["browser_session_key", "refresh_id"]
    actions = ["end"]

    def found(self, rows: QuerySet[LoginSession], term: str) -> QuerySet[LoginSession]:
        """The person first: a join could be answered by reading every login in order of its id."""
        if "@" not in term:
            return super().found(rows, term)
        return rows.filter(user__in=list(User.objects.filter(email=term.lower())))

    def has_manage_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("accounts.change_loginsession")

    @admin.action(description=_("End: signed out from the next request on"), permissions=["manage"])
    def end(self, request: HttpRequest, queryset: QuerySet[LoginSession]) -> None:
        for login in queryset.select_related("user"):
            end_login(login, because=RevocationReason.ENDED_BY_ADMIN, by=actor_for_request(request))
        self.message_user(request, _("The logins are ended."), messages.SUCCESS)


@admin.register(LoginFailure)
class LoginFailureAdmin(ReadOnlyAdmin):
    list_display = ["at", "account", "address"]
    search_help_text = _("Whole email as it was tried, or whole address")

    def found(self, rows: QuerySet[LoginFailure], term: str) -> QuerySet[LoginFailure]:
        return rows.filter(account=term.lower()) if "@" in term else rows.filter(address=term)
