from django.apps import AppConfig
from django.urls import reverse

from core.ids import public_id


class SchedulingConfig(AppConfig):
    name = "scheduling"

    def ready(self) -> None:
        from routing.actions.request_support import SUPPORT
        from routing.enums import Queue
        from routing.kinds import register
        from scheduling import metrics  # noqa: F401  (its gauges)
        from scheduling.call_kind import CallKind
        from scheduling.enums import CALL
        from scheduling.queries import exceptions  # noqa: F401  (adds its standing checks)
        from scheduling.session_kind import SessionKind
        from workforce import links

        register(CALL, CallKind(), queue=Queue.CALL)
        register(SUPPORT, SessionKind(), queue=Queue.IC)
        links.register(
            "call",
            lambda key: reverse("call", args=[public_id("call", key)]),
            hand=lambda key: reverse("desk_hand_over", args=[public_id("call", key)]),
        )
        links.register(
            "sess",
            lambda key: reverse("session", args=[public_id("sess", key)]),
            move=lambda key: reverse("session_move", args=[public_id("sess", key)]),
            hand=lambda key: reverse("session_hand_over", args=[public_id("sess", key)]),
        )
