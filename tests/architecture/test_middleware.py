"""One sync-only link in the chain can keep the server from ending while requests are in flight."""

from django.utils.module_loading import import_string

from config.settings import base


def test_every_link_is_async_capable() -> None:
    sync_only = [name for name in base.MIDDLEWARE if not getattr(import_string(name), "async_capable", False)]
    assert sync_only == []
