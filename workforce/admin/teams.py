from django.contrib import admin
from unfold.admin import ModelAdmin, TabularInline

from workforce.admin.forms import TeamForm
from workforce.models import Team, TeamMembership


class MemberInline(TabularInline):
    model = TeamMembership
    extra = 0
    autocomplete_fields = ["staff"]


@admin.register(Team)
class TeamAdmin(ModelAdmin):
    form = TeamForm
    list_display = ["name", "work", "auto_assign", "timezone"]
    list_filter = ["work", "auto_assign"]
    search_fields = ["name"]
    inlines = [MemberInline]
