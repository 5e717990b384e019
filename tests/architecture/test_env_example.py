"""`.env.example` lists every variable that is read, with its default, and none that is not."""

import importlib
import re
import sys
from pathlib import Path

import pytest

from config import env

CHECKOUT = Path(env.BASE_DIR)
#: read before settings exist, or by containers
ELSEWHERE = ("bin", "compose.yaml", "deploy", "pytest.ini")


@pytest.fixture
def listed() -> dict[str, str]:
    lines = (CHECKOUT / ".env.example").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


@pytest.fixture
def asked(monkeypatch) -> dict:
    """What dev and production ask for: their settings are read afresh, with values for what has no default."""
    monkeypatch.setattr(env, "ASKED", {})
    for name in ("SECRET_KEY", "JWT_PRIVATE_KEY", "API_KEY_PEPPER"):
        monkeypatch.setenv(name, "x" * 50)
    for name in ("config.settings.base", "config.settings.dev", "config.settings.prod"):
        monkeypatch.delitem(sys.modules, name, raising=False)
        importlib.import_module(name)
    return env.ASKED


def test_every_variable_that_settings_read_is_listed(listed, asked) -> None:
    assert sorted(set(asked) - set(listed)) == []


def test_every_listed_variable_is_read(listed, asked) -> None:
    files = [path for name in ELSEWHERE for path in [CHECKOUT / name, *(CHECKOUT / name).rglob("*")] if path.is_file()]
    elsewhere = "\n".join(path.read_text(errors="ignore") for path in files)
    unread = [name for name in set(listed) - set(asked) if not re.search(rf"\b{name}\b", elsewhere)]
    assert sorted(unread) == []


def test_defaults_are_the_real_ones(listed, asked) -> None:
    """An empty line means that there is none, or that it depends on something else."""
    different = {
        name: (listed[name], shown(default))
        for name, default in asked.items()
        if listed.get(name) and shown(default) != listed[name]
    }
    assert different == {}


def shown(default: object) -> str:
    if isinstance(default, bool):
        return "yes" if default else "no"
    if isinstance(default, list):
        return ",".join(map(str, default))
    return "" if default is env.REQUIRED else str(default)


def test_every_variable_is_explained() -> None:
    """By a comment above it, or above its neighbours in the same paragraph."""
    text = (CHECKOUT / ".env.example").read_text()
    for paragraph in text.split("\n\n"):
        lines = paragraph.strip().splitlines()
        assert lines[0].startswith("#"), paragraph
