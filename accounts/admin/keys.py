"""API keys: made here, shown once, revoked; never edited."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.actions import create_api_key, revoke_api_key
from accounts.actors import actor_for_request
from accounts.admin.acting import ActingAdmin
from accounts.admin.forms import ApiKeyForm
from accounts.models import ApiKey
from core.clock import now


class KeyStateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("good", _("good")), ("revoked", _("revoked")), ("expired", _("expired"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[ApiKey]) -> QuerySet[ApiKey]:
        match self.value():
            case "good":
                return queryset.usable(now())  # type: ignore[attr-defined]  # the model's own queryset
            case "revoked":
                return queryset.filter(revoked_at__isnull=False)
            case "expired":
                return queryset.filter(expires_at__lte=now())
        return queryset


@admin.register(ApiKey)
class ApiKeyAdmin(ActingAdmin):
    form = ApiKeyForm
    list_display = [
        "name",
        "key_id",
        "shown_scopes",
        "company",
        "rate_per_minute",
        "expires_at",
        "last_used_at",
        "state",
    ]
    list_filter = [KeyStateFilter]
    list_select_related = ["company"]
    search_fields = ["name", "key_id"]
    autocomplete_fields = ["company"]
    ordering = ["-id"]
    actions = ["revoke"]

    def get_fields(self, request: HttpRequest, obj: ApiKey | None = None) -> list[str]:
        """The digest is in none of them."""
        asked = ["name", "scopes", "company", "rate_per_minute", "expires_at"]
        record = ["public_id", "key_id", "created_by", "created_at", "last_used_at", "revoked_at"]
        return asked + (record if obj else [])

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("accounts.add_apikey")

    def save_model(self, request: HttpRequest, obj: ApiKey, form: Any, change: bool) -> None:
        data = form.cleaned_data
        made, text = create_api_key(
            data["name"],
            data["scopes"],
            by=actor_for_request(request),
            company=data["company"],
            expires_at=data["expires_at"],
            rate_per_minute=data["rate_per_minute"],
        )
        obj.pk = made.pk
        self.message_user(
            request, _("Copy the key now, it is not shown again: %(key)s") % {"key": text}, messages.WARNING
        )

    @admin.display(description=_("scopes"))
    def shown_scopes(self, key: ApiKey) -> str:
        return ", ".join(key.scopes)

    @admin.display(description=_("state"))
    def state(self, key: ApiKey) -> str:
        if key.revoked_at:
            return str(_("revoked"))
        return str(_("expired") if key.expires_at and key.expires_at <= now() else _("good"))

    @admin.action(description=_("Revoke: refused from now on, for good"), permissions=["manage"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiKey]) -> None:
        for key in queryset:
            revoke_api_key(key, by=actor_for_request(request))
        self.message_user(request, _("The keys are revoked."), messages.SUCCESS)
