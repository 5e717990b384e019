from django.apps import AppConfig


class RoutingConfig(AppConfig):
    name = "routing"

    def ready(self) -> None:
        from routing.actions import run_batch
        from routing.enums import BatchKind, Queue
        from routing.intake.rows import import_rows
        from routing.kinds import register
        from routing.kinds.lead import LeadKind

        register("lead", LeadKind(), queue=Queue.AE)
        run_batch.register(BatchKind.IMPORT, run_batch.Way(import_rows, 100))
