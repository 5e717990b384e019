"""The links that a request passes: pages pass all of them, the API a few."""

from django.conf import settings
from django.utils.module_loading import import_string

from config.settings import base

HOOKS = ("process_view", "process_template_response", "process_exception")


def test_every_link_is_async_capable() -> None:
    """One sync-only link in the chain can keep the server from ending while requests are in flight."""
    sync_only = [name for name in base.MIDDLEWARE if not getattr(import_string(name), "async_capable", False)]
    assert sync_only == []


def test_links_of_the_api() -> None:
    assert base.API_MIDDLEWARE == [
        "core.web.trace.TraceMiddleware",
        "django.middleware.security.SecurityMiddleware",
        "django.middleware.locale.LocaleMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
        "csp.middleware.CSPMiddleware",
    ]
    assert [name for name in base.MIDDLEWARE if name in base.API_MIDDLEWARE] == base.API_MIDDLEWARE


def test_links_of_the_api_are_synchronous_and_have_no_hooks() -> None:
    links = [import_string(name) for name in settings.API_MIDDLEWARE]
    assert [link for link in links if not getattr(link, "sync_capable", True)] == []
    assert [(link, hook) for link in links for hook in HOOKS if hasattr(link, hook)] == []
