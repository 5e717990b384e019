"""Operations settings: read once from the environment, typed, loud when missing or malformed.

`.env.example` lists every variable with its default and unit; a test compares the two.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

import environ

BASE_DIR = Path(__file__).resolve().parent.parent

_env = environ.Env()
T = TypeVar("T")

#: every variable asked for so far, with its default: the source of the documentation test
ASKED: dict[str, Any] = {}


class Missing:
    """Marks a variable that has no default."""


REQUIRED = Missing()


def _read(kind: str, name: str, default: Any) -> Any:
    ASKED[name] = default
    if not isinstance(default, Missing) and name in _env.ENVIRON and _env.ENVIRON[name] == "":
        return default  # an empty line in an env file means "not set"
    try:
        if isinstance(default, Missing):
            return getattr(_env, kind)(name)
        return getattr(_env, kind)(name, default=default)
    except Exception as problem:  # noqa: BLE001  (whatever the parser says, the operator needs the name)
        raise SystemExit(f"Setting {name}: {_reason(kind, name, problem)}") from None


def _reason(kind: str, name: str, problem: Exception) -> str:
    if name not in _env.ENVIRON:
        return "is missing; see .env.example"
    return f"cannot be read as {kind} ({_env.ENVIRON[name]!r}): {problem}"


def text(name: str, default: Any = REQUIRED) -> str:
    return _read("str", name, default)


def flag(name: str, default: Any = REQUIRED) -> bool:
    value = text(name, "yes" if default is True else "no" if default is False else default)
    if value.lower() in {"1", "true", "yes", "on"}:
        return True
    if value.lower() in {"0", "false", "no", "off"}:
        return False
    raise SystemExit(f"Setting {name}: cannot be read as yes or no ({value!r})")


def choice(name: str, default: Any, choices: Sequence[str]) -> str:
    value = text(name, default)
    if value not in choices:
        raise SystemExit(f"Setting {name}: is {value!r}; there is {', '.join(choices)}")
    return value


def time_of_day(name: str, default: Any = REQUIRED) -> str:
    value = text(name, default)
    if not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00", value):
        raise SystemExit(f"Setting {name}: cannot be read as a time of day ({value!r}); write 09:00")
    return value


def number(name: str, default: Any = REQUIRED) -> int:
    return _read("int", name, default)


def words(name: str, default: Any = REQUIRED) -> list[str]:
    return _read("list", name, default)


def database(name: str, default: Any = REQUIRED) -> dict[str, Any]:
    ASKED[name] = default
    value = text(name, default)
    try:
        return dict(environ.Env.db_url_config(value))
    except Exception as problem:  # noqa: BLE001  (as above)
        raise SystemExit(f"Setting {name}: is not a database URL ({value!r}): {problem}") from None


def mail(name: str) -> dict[str, Any]:
    """Django's EMAIL_ settings from one address such as smtp+tls://user:password@host:587."""
    value = text(name, "")
    try:
        found = dict(environ.Env.email_url_config(value))
    except Exception as problem:  # noqa: BLE001  (as above)
        raise SystemExit(f"Setting {name}: is not a mail address of a server ({problem})") from None
    return {setting: part for setting, part in found.items() if setting.startswith("EMAIL_")}
