from django.apps import AppConfig
from django.urls import reverse

from core.ids import public_id


class RoutingConfig(AppConfig):
    name = "routing"

    def ready(self) -> None:
        from routing.actions import run_batch
        from routing.enums import BatchKind, Queue
        from routing.intake.rows import import_rows
        from routing.kinds import register
        from routing.kinds.lead import LeadKind
        from workforce import links

        links.register("lead", lambda key: reverse("lead", args=[public_id("lead", key)]))
        register("lead", LeadKind(), queue=Queue.AE)
        run_batch.register(BatchKind.IMPORT, run_batch.Way(import_rows, 100))
