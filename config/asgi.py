"""ASGI: the API and pages through Django, WebSockets through the one consumer of the workspace."""

import gc
import os

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
pages = get_asgi_application()

from channels.auth import AuthMiddlewareStack  # noqa: E402  (needs the app registry)

from core.api.handler import ApiHandler, by_path  # noqa: E402
from workspace.sockets.origin import AllowedOrigin  # noqa: E402
from workspace.sockets.urls import websocket_urlpatterns  # noqa: E402

application = ProtocolTypeRouter(
    {
        "http": by_path(ApiHandler(), pages),
        "websocket": AllowedOrigin(AuthMiddlewareStack(URLRouter(websocket_urlpatterns))),
    }
)

# What is loaded by now stays. Without this a full garbage collection, 100 ms in mid-request, looks at all of
# it again and again; measured, the slowest hundredth of requests takes half as long.
get_resolver().url_patterns  # noqa: B018  (loads every view)
gc.collect()
gc.freeze()
