"""The admin: unfold's site, our own apps by their admin.py, other people's models in the same look."""

from django.contrib.admin.apps import AdminConfig


class SwitchboardAdmin(AdminConfig):
    """Stands after unfold in INSTALLED_APPS: unfold's templates win and its site is in place when models register."""

    default = False

    def ready(self) -> None:
        super().ready()
        from django.contrib import admin
        from django.contrib.auth.models import Group

        from config import admin_schedules

        if admin.site.is_registered(Group):
            admin.site.unregister(Group)  # roles are scopes of ours; groups mean nothing here
        admin_schedules.register(admin.site)
