"""Periodic tasks in the admin, in unfold's look."""

from typing import Any

from django.contrib.admin import AdminSite
from django_celery_beat import models
from django_celery_beat.admin import ClockedScheduleAdmin, CrontabScheduleAdmin, PeriodicTaskForm, TaskSelectWidget
from django_celery_beat.admin import PeriodicTaskAdmin as PlainPeriodicTaskAdmin
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget


class TaskSelect(UnfoldAdminSelectWidget, TaskSelectWidget):
    pass


class TaskForm(PeriodicTaskForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["task"].widget = UnfoldAdminTextInputWidget()
        self.fields["regtask"].widget = TaskSelect()


class PeriodicTaskAdmin(PlainPeriodicTaskAdmin, ModelAdmin):
    form = TaskForm


class CrontabAdmin(CrontabScheduleAdmin, ModelAdmin):
    pass


class ClockedAdmin(ClockedScheduleAdmin, ModelAdmin):
    pass


class PlainScheduleAdmin(ModelAdmin):
    pass


ADMINS: dict[type, type[ModelAdmin]] = {
    models.PeriodicTask: PeriodicTaskAdmin,
    models.CrontabSchedule: CrontabAdmin,
    models.ClockedSchedule: ClockedAdmin,
    models.IntervalSchedule: PlainScheduleAdmin,
}


def register(site: AdminSite) -> None:
    for model, kind in ADMINS.items():
        if site.is_registered(model):
            site.unregister(model)
        site.register(model, kind)
    if site.is_registered(models.SolarSchedule):
        site.unregister(models.SolarSchedule)  # nobody works by sunset
