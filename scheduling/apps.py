from django.apps import AppConfig


class SchedulingConfig(AppConfig):
    name = "scheduling"

    def ready(self) -> None:
        from routing.enums import Queue
        from routing.kinds import register
        from scheduling import metrics  # noqa: F401  (its gauges)
        from scheduling.call_kind import CallKind
        from scheduling.enums import CALL
        from scheduling.queries import exceptions  # noqa: F401  (adds its standing checks)

        register(CALL, CallKind(), queue=Queue.CALL)
