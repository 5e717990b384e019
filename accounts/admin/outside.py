"""Companies and their customers."""

from django.contrib import admin
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.admin.forms import CustomerForm
from accounts.models import Company, Customer
from accounts.models.company import COMPANY_WORDS
from accounts.models.user import PEOPLE_WORDS
from core.admin import BigTableAdmin


@admin.register(Company)
class CompanyAdmin(BigTableAdmin):
    list_display = ["name", "customers_count", "created_at"]
    ordering = ["name", "id"]
    search_help_text = _("Whole id, or how words of the name begin")
    words = COMPANY_WORDS
    readonly_fields = ["public_id", "created_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Company]:
        """The customers of those that are shown, not of all."""
        own = Customer.objects.filter(company=OuterRef("pk")).order_by().values("company").annotate(n=Count("pk"))
        found: QuerySet[Company] = super().get_queryset(request)
        return found.annotate(customers_count=Coalesce(Subquery(own.values("n")), 0))

    @admin.display(description=_("customers"))
    def customers_count(self, company: Company) -> int:
        return company.customers_count  # type: ignore[attr-defined]  # annotated by get_queryset


@admin.register(Customer)
class CustomerAdmin(BigTableAdmin):
    form = CustomerForm
    list_display = ["name", "company", "email", "phone", "tier", "language", "has_login"]
    list_select_related = ["company"]
    search_help_text = _("Whole id, or how words of name, email and phone begin")
    words = PEOPLE_WORDS
    autocomplete_fields = ["company", "user"]
    ordering = ["name", "id"]
    readonly_fields = ["public_id", "created_at"]

    @admin.display(description=_("login"), boolean=True)
    def has_login(self, customer: Customer) -> bool:
        return customer.user_id is not None
