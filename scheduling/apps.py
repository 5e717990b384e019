from django.apps import AppConfig


class SchedulingConfig(AppConfig):
    name = "scheduling"

    def ready(self) -> None:
        from routing.kinds import register
        from scheduling.call_kind import CallKind
        from scheduling.enums import CALL

        register(CALL, CallKind())
