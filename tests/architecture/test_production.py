"""Production settings: Django's own list for deployments has nothing to say, and bad values do not start."""

import importlib
import os
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings

from config.dev_secrets import new_signing_key

GOOD = {
    "DJANGO_SETTINGS_MODULE": "config.settings.prod",
    "SECRET_KEY": "kD8v_2Lq9-wXzT5bN7mR3cF6hJ1pS4gY0aE_uQiWoZxVtBnM-rT6yU8iO",
    "API_KEY_PEPPER": "Pq7-nR2xW9vK4mZ8cT1bL6hF3jD5gS0yA_eUiOqXwVtNzBrM",
    "ALLOWED_HOSTS": "desk.example.com",
    "BASE_URL": "https://desk.example.com",
}


def check(**changed: str) -> tuple[int, str]:
    given = GOOD | {"JWT_PRIVATE_KEY": new_signing_key().replace("\n", "\\n")} | changed
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=settings.BASE_DIR,
        env=os.environ | given,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, (done.stdout + done.stderr).strip()


def test_deployment_check_has_nothing_to_say():
    assert check() == (0, "System check identified no issues (0 silenced).")


@pytest.mark.parametrize(
    ("name", "value"),
    [("DEBUG", "yes"), ("SECRET_KEY", "short"), ("SECRET_KEY", "change-me-" + "x" * 50), ("ALLOWED_HOSTS", "*")],
)
def test_what_is_only_good_for_development_does_not_start(name, value):
    code, said = check(**{name: value})
    assert (code, said.startswith(f"Setting {name}: ")) == (1, True)


@pytest.fixture
def production(monkeypatch):
    """Production's settings, read afresh with these variables."""

    def read(**given: str) -> Any:
        for name, value in (GOOD | {"JWT_PRIVATE_KEY": "x"} | given).items():
            monkeypatch.setenv(name, value)
        for name in ("config.settings.base", "config.settings.prod"):
            monkeypatch.delitem(sys.modules, name, raising=False)
        return importlib.import_module("config.settings.prod")

    return read


@pytest.mark.parametrize(("proxies", "header"), [("0", None), ("1", ("HTTP_X_FORWARDED_PROTO", "https"))])
def test_word_of_a_proxy_counts_only_where_one_is_ours(production, proxies, header):
    assert getattr(production(TRUSTED_PROXIES=proxies), "SECURE_PROXY_SSL_HEADER", None) == header


@pytest.mark.parametrize("token", ["", "s3cret"])
def test_figures_are_never_open(production, token):
    assert production(METRICS_TOKEN=token).METRICS_OPEN is False
