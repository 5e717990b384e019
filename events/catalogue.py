"""The page about all events, read from the registry and from the sources."""

import re
from dataclasses import fields
from functools import cache
from pathlib import Path

from django.apps import apps

from events import registry

HEAD = """# Events

Written by `manage.py events_catalogue`; do not edit. Each event is a frozen dataclass in an app's `events.py`,
emitted inside the transaction of the change. Fields in *italics* are personal: they stand in a column of their own that
erasure blanks. "Told live" names the function that gives the topics of the frame (a name and ids, never content).
"""


def written(root: Path) -> str:
    """The page's text."""
    parts = [HEAD]
    for app, names in _by_app().items():
        parts.append(f"## {app}\n\n| event | fields | emitted in | heard by | told live |")
        parts.append("| --- | --- | --- | --- | --- |")
        parts.append("\n".join(_row(name, root) for name in names) + "\n")
    parts.append("## Timers\n\n| timer | fired into |\n| --- | --- |")
    timers = sorted((name, _path(handler)) for name, handler in registry.TIMERS.items() if not _is_test(handler))
    parts.append("\n".join(f"| `{name}` | {path} |" for name, path in timers) + "\n")
    parts.append("## Topics\n\n| topic | who may follow |\n| --- | --- |")
    kinds = sorted((kind, _path(rule)) for kind, rule in registry.FOLLOW.items() if not _is_test(rule))
    parts.append("\n".join(f"| `{kind}.…` | {path} |" for kind, path in kinds) + "\n")
    return "\n".join(parts)


def _by_app() -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for name, payload in sorted(registry.EVENTS.items()):
        if not _is_test(payload):
            grouped.setdefault(payload.__module__.split(".")[0], []).append(name)
    return dict(sorted(grouped.items()))


def _row(name: str, root: Path) -> str:
    payload = registry.EVENTS[name]
    personal = getattr(payload, "personal", ())
    shown = [f"*{field.name}*" if field.name in personal else field.name for field in fields(payload)]
    heard = sorted(path for path, handler in registry.SUBSCRIBERS.get(name, {}).items() if not _is_test(handler))
    told = sorted(_path(topics_of) for topics_of in registry.TOPICS.get(name, []) if not _is_test(topics_of))
    cells = [f"`{name}`", ", ".join(shown), _lines(_emitted_in(payload.__name__, root)), _lines(heard), _lines(told)]
    return "| " + " | ".join(cells) + " |"


def _emitted_in(class_name: str, root: Path) -> list[str]:
    made = re.compile(rf"\b{class_name}\(")
    return [path for path, text in _sources(root) if made.search(text)]


@cache
def _sources(root: Path) -> list[tuple[str, str]]:
    """The modules of our apps where an event may be made: not where it is defined, not tests."""
    found = []
    for app in sorted(apps.get_app_configs(), key=lambda app: app.label):
        folder = Path(app.path)
        if not folder.is_relative_to(root) or ".venv" in folder.parts:
            continue
        for path in sorted(folder.rglob("*.py")):
            inside = path.relative_to(root)
            defining = path.relative_to(folder).parts[0] in {"events", "events.py"}
            if not {"tests", "migrations"} & set(inside.parts) and not defining:
                found.append((str(inside), path.read_text()))
    return found


def _is_test(thing: object) -> bool:
    return "tests" in getattr(thing, "__module__", "").split(".")


def _path(thing: object) -> str:
    return f"{getattr(thing, '__module__', '')}.{getattr(thing, '__qualname__', '')}"


def _lines(items: list[str]) -> str:
    return "<br>".join(items) or "–"
