"""People with a login: their profile and roles, and whether they may come in."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.actions import (
    change_profile,
    change_roles,
    create_user,
    deactivate_user,
    reactivate_user,
    request_password_reset,
)
from accounts.actions.change_profile import FIELDS
from accounts.actors import actor_for_request
from accounts.admin.acting import ActingAdmin, sentence
from accounts.admin.forms import UserForm
from accounts.enums import Role
from accounts.models import User
from accounts.models.user import PEOPLE_WORDS
from core.admin import BigTableAdmin
from core.errors import DomainError


class RoleFilter(admin.SimpleListFilter):
    title = _("role")
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return Role.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        return queryset.filter(roles__contains=[self.value()]) if self.value() else queryset


class InactiveFilter(admin.SimpleListFilter):
    title = _("may sign in")
    parameter_name = "inactive"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("not any more"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        return queryset.filter(is_active=False) if self.value() == "yes" else queryset


@admin.register(User)
class UserAdmin(ActingAdmin, BigTableAdmin):
    form = UserForm
    list_display = ["name", "email", "shown_roles", "is_active", "timezone", "last_login_at"]
    list_filter = [RoleFilter, InactiveFilter]
    search_help_text = _("Whole id, or how words of name, email and phone begin")
    words = PEOPLE_WORDS
    ordering = ["name", "id"]
    actions = ["send_password_link", "deactivate", "reactivate"]
    readonly_fields = ["public_id", "is_active", "last_login_at", "created_at"]
    fieldsets = [
        (None, {"fields": ["email", "name", "phone", "roles"]}),
        (_("How they see it"), {"fields": ["language", "timezone", "theme"]}),
        (_("Record"), {"fields": ["public_id", "is_active", "last_login_at", "created_at"]}),
    ]

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        return self.fieldsets if obj else self.fieldsets[:-1]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        return [*self.readonly_fields, *(["email"] if obj else [])]

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        data, by = form.cleaned_data, actor_for_request(request)
        if change:
            change_profile(obj, {field: data[field] for field in FIELDS}, by=by)
            change_roles(obj, data["roles"], by=by)
            return
        made = create_user(
            data["email"],
            data["name"],
            data["roles"],
            None,
            by=by,
            phone=data["phone"],
            language=data["language"],
            timezone=data["timezone"],
        )
        obj.pk = made.pk
        self.message_user(request, _("They have no password yet: send them a link with the action on the list."))

    @admin.display(description=_("roles"))
    def shown_roles(self, user: User) -> str:
        return ", ".join(user.roles) or "–"

    @admin.action(description=_("Send a link to choose a password"), permissions=["manage"])
    def send_password_link(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in queryset.active():  # type: ignore[attr-defined]  # the model's own queryset
            request_password_reset(user.email, by=actor_for_request(request))
        self.message_user(request, _("The links are on their way."), messages.SUCCESS)

    @admin.action(description=_("Deactivate (staff with open work: retire them instead)"), permissions=["manage"])
    def deactivate(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self._each(request, queryset, deactivate_user)

    @admin.action(description=_("Reactivate"), permissions=["manage"])
    def reactivate(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self._each(request, queryset, reactivate_user)

    def _each(self, request: HttpRequest, queryset: QuerySet[User], act: Any) -> None:
        done, by = 0, actor_for_request(request)
        for user in queryset:
            try:
                act(user, by=by)
                done += 1
            except DomainError as refused:
                self.message_user(request, f"{user.name}: {sentence(refused)}", messages.ERROR)
        text = ngettext("%(count)d person is changed.", "%(count)d people are changed.", done) % {"count": done}
        self.message_user(request, text, messages.SUCCESS if done else messages.WARNING)
