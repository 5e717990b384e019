"""Companies and their customers."""

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from accounts.admin.forms import CustomerForm
from accounts.models import Company, Customer


@admin.register(Company)
class CompanyAdmin(ModelAdmin):
    list_display = ["name", "customers_count", "created_at"]
    search_fields = ["name"]
    ordering = ["name", "id"]
    readonly_fields = ["public_id", "created_at"]
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Company]:
        found: QuerySet[Company] = super().get_queryset(request)
        return found.annotate(customers_count=Count("customers"))

    @admin.display(description=_("customers"), ordering="customers_count")
    def customers_count(self, company: Company) -> int:
        return company.customers_count  # type: ignore[attr-defined]  # annotated by get_queryset


@admin.register(Customer)
class CustomerAdmin(ModelAdmin):
    form = CustomerForm
    list_display = ["name", "company", "email", "phone", "tier", "language", "has_login"]
    list_filter = ["tier", "language", ("user", admin.EmptyFieldListFilter)]
    list_select_related = ["company"]
    search_fields = ["name", "email", "phone", "company__name"]
    autocomplete_fields = ["company", "user"]
    ordering = ["name", "id"]
    readonly_fields = ["public_id", "created_at"]
    show_full_result_count = False

    @admin.display(description=_("login"), boolean=True)
    def has_login(self, customer: Customer) -> bool:
        return customer.user_id is not None
