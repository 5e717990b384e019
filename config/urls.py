"""All addresses. Pages of an app: `<app>/pages/urls.py` or `<app>/urls.py`; its API: `<app>/api/urls.py`."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularRedocView, SpectacularSwaggerView

from accounts.pages import login
from config import health
from config.modules import present

handler400 = "core.web.pages.bad_request"
handler403 = "core.web.pages.permission_denied"
handler404 = "core.web.pages.page_not_found"
handler500 = "core.web.pages.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.live, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    # the admin's own doors neither count failures nor show as logins: ours take their place
    path("admin/login/", login.admin_login),
    path("admin/logout/", login.logout),
    path("admin/", admin.site.urls),
    path("api/schema", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs", SpectacularSwaggerView.as_view(url_name="schema"), name="api-docs"),
    # a template of our own: the usual one fetches fonts from elsewhere
    path(
        "api/redoc", SpectacularRedocView.as_view(url_name="schema", template_name="api/redoc.html"), name="api-redoc"
    ),
    path("api/", include("config.api")),
]
if present("accounts.api.auth_urls"):  # also under /api/v1/auth/
    urlpatterns.append(path("auth/", include(("accounts.api.auth_urls", "auth"))))
APPS = (
    "accounts", "workforce", "notifications", "routing", "scheduling", "integrations", "analytics", "workspace",
)  # fmt: skip
urlpatterns += [
    path("", include(name)) for app in APPS for name in (f"{app}.urls", f"{app}.pages.urls") if present(name)
]
