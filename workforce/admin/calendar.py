from django.contrib import admin
from unfold.admin import ModelAdmin

from workforce.models import BlackoutDay


@admin.register(BlackoutDay)
class BlackoutDayAdmin(ModelAdmin):
    list_display = ["date", "name", "country"]
    list_filter = ["country"]
    search_fields = ["name"]
    date_hierarchy = "date"
