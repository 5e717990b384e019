"""Tests: real PostgreSQL and Redis, quick passwords, plain static files, no pool."""

import os

os.environ.setdefault("DATABASE_URL", "postgresql://app@/switchboard")
os.environ.setdefault("REDIS_URL", "redis://127.0.0.1:6379/0")

from config import dev_secrets, vapid
from config.settings.base import *  # noqa: F403
from config.settings.base import CARRIERS, DATABASES, MIDDLEWARE

DEMO = True
SECRET_KEY = "only-for-tests-" + "x" * 40
JWT_PRIVATE_KEY = dev_secrets.new_signing_key()
JWT_FORMER_PUBLIC_KEYS: list[str] = []
API_KEY_PEPPER = SECRET_KEY
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MIDDLEWARE = [link for link in MIDDLEWARE if "servestatic" not in link]
del DATABASES["default"]["OPTIONS"]["pool"]
# parallel test processes share one Redis: each keeps its keys under its own name
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
REDIS_KEY_PREFIX = f"test-{WORKER}:"
CELERY_TASK_ALWAYS_EAGER = False
HINTS_ENABLED = False  # tests run the sweeps themselves; nothing is published to a broker nobody reads
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
OUTBOUND_ALLOW_LOOPBACK = True
_OUTBOX = "notifications.carriers.outbox.OutboxCarrier"
CARRIERS = {"SMS": _OUTBOX, "PUSH": _OUTBOX} | CARRIERS
VAPID_PRIVATE_KEY = vapid.new_key()
VAPID_PUBLIC_KEY = vapid.public_key(VAPID_PRIVATE_KEY)
VAPID_SUBJECT = "mailto:no-reply@switchboard.test"
