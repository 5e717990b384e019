"""Everything under /api/: each app's endpoints at /api/v1/, and a counted, well-formed answer for every other path."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from config.modules import present
from core.api.views import UnknownPath

v1: list[URLPattern | URLResolver] = [
    path("", include(f"{app}.api.urls"))
    for app in ("accounts", "workforce", "notifications", "routing", "scheduling", "analytics", "workspace")
    if present(f"{app}.api.urls")
]
if present("accounts.api.auth_urls"):
    v1.append(path("auth/", include("accounts.api.auth_urls")))

urlpatterns: list[URLPattern | URLResolver] = [
    path("v1/", include(v1)),
    re_path(r"^.*$", UnknownPath.as_view(), name="api-unknown"),
]
