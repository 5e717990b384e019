from django.apps import AppConfig


class WorkforceConfig(AppConfig):
    name = "workforce"

    def ready(self) -> None:
        from workforce import metrics  # noqa: F401  (registers its gauges)
