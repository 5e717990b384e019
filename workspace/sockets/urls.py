from typing import Any

from django.urls import path, re_path

from workspace.sockets.consumer import AeQueueConsumer, IcQueueConsumer, LiveConsumer, OwnConsumer, nothing_here

websocket_urlpatterns: list[Any] = [
    path("ws/live", LiveConsumer.as_asgi()),
    path("ws/queues/ae", AeQueueConsumer.as_asgi()),
    path("ws/queues/ic", IcQueueConsumer.as_asgi()),
    path("ws/agents/me", OwnConsumer.as_asgi()),
    re_path("", nothing_here),  # type: ignore[arg-type]
]
