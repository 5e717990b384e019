from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class WorkspaceConfig(AppConfig):
    name = "workspace"

    def ready(self) -> None:
        autodiscover_modules("finds")
