"""Choose what was typed: up, manage, test or bench."""

import sys
from importlib import import_module
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])

from _launch.processes import StartError, Stopped, stop_on_signals  # noqa: E402  (after the path is set)

ENTRIES = {"up": "up.main", "manage": "command.manage", "bench": "command.bench", "test": "checks.main"}


def main() -> int:
    module, function = ENTRIES[sys.argv[1]].split(".")
    stop_on_signals()
    try:
        return getattr(import_module(f"_launch.{module}"), function)(sys.argv[2:])
    except StartError as problem:
        print(f"{problem}", file=sys.stderr)
        return 1
    except Stopped:
        return 130


if __name__ == "__main__":
    sys.exit(main())
