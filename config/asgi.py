"""ASGI: HTTP through Django, WebSockets through the one consumer of the workspace."""

import os

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
http = get_asgi_application()

from channels.auth import AuthMiddlewareStack  # noqa: E402  (needs the app registry)

from workspace.sockets.origin import AllowedOrigin  # noqa: E402
from workspace.sockets.urls import websocket_urlpatterns  # noqa: E402

application = ProtocolTypeRouter(
    {"http": http, "websocket": AllowedOrigin(AuthMiddlewareStack(URLRouter(websocket_urlpatterns)))}
)
