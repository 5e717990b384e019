from django.contrib import admin
from unfold.admin import ModelAdmin, TabularInline

from workforce.admin.forms import TeamForm
from workforce.models import Team, TeamHours, TeamMembership


class MemberInline(TabularInline):
    model = TeamMembership
    extra = 0
    autocomplete_fields = ["staff"]


class TeamHoursInline(TabularInline):
    model = TeamHours
    extra = 0


@admin.register(Team)
class TeamAdmin(ModelAdmin):
    form = TeamForm
    list_display = ["name", "work", "auto_assign", "timezone", "country"]
    list_filter = ["work", "auto_assign"]
    search_fields = ["name"]
    inlines = [MemberInline, TeamHoursInline]
