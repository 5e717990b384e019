"""Every case of every file through its adapter; the id of the case is the id of the test."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conformance import adapters

FILES = Path(__file__).parent / "cases"


def cases(name: str, expected: str = "expected") -> list[Any]:
    return [
        pytest.param(
            {key: value for key, value in case.items() if key != expected}, case[expected], id=case["id"]
        )
        for case in json.loads((FILES / f"{name}.json").read_text())["cases"]
    ]


@pytest.mark.parametrize("case, expected", cases("availability"))
def test_availability_case(case: dict[str, Any], expected: dict[str, Any]) -> None:
    assert adapters.availability(case) == expected


@pytest.mark.parametrize("case, expected", cases("sla", "expected_due"))
def test_sla_case(case: dict[str, Any], expected: str) -> None:
    assert adapters.sla_due(case) == expected


@pytest.mark.parametrize("case, expected", cases("reminders"))
def test_reminders_case(case: dict[str, Any], expected: list[dict[str, Any]]) -> None:
    # The files carry what wall-clock arithmetic would have given, as commentary.
    answer = [
        {key: value for key, value in entry.items() if not key.startswith("wall_")} for entry in expected
    ]
    assert adapters.reminders(case) == answer
