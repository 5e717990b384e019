"""All case files through their adapters in plain Python: no test runner, no database, no services."""

import json
import os
import sys
from pathlib import Path
from typing import Any

from tests.conformance import adapters

FILES = Path(__file__).parent / "cases"
# file: adapter, and the name under which it states the answer
ADAPTERS = {
    "availability": (adapters.availability, "expected"),
    "sla": (adapters.sla_due, "expected_due"),
    "reminders": (adapters.reminders, "expected"),
    "assignment": (adapters.assignment, "expected"),
}


def cases(name: str) -> list[tuple[str, dict[str, Any], Any]]:
    """Every case of a file: its id, what is given, what is expected."""
    answer = ADAPTERS[name][1]
    rows = json.loads((FILES / f"{name}.json").read_text())["cases"]
    return [
        (row["id"], {key: value for key, value in row.items() if key != answer}, without_commentary(row[answer]))
        for row in rows
    ]


def without_commentary(expected: Any) -> Any:
    """The reminders' file adds what wall-clock arithmetic would have given."""
    if isinstance(expected, list):
        return [{key: value for key, value in entry.items() if not key.startswith("wall_")} for entry in expected]
    return expected


def main() -> int:
    results = [
        (name, key, adapter(given) == expected)
        for name, (adapter, _) in ADAPTERS.items()
        for key, given, expected in cases(name)
    ]
    failed = [f"{name} {key}" for name, key, passed in results if not passed]
    outcome = f"fail: {', '.join(failed)}" if failed else "pass"
    sys.stdout.write(f"{len(results)} cases {outcome} with the server in {os.environ.get('TZ', 'its own zone')}\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
