from django.apps import AppConfig


class RoutingConfig(AppConfig):
    name = "routing"

    def ready(self) -> None:
        from routing.kinds import register
        from routing.kinds.lead import LeadKind

        register("lead", LeadKind())
