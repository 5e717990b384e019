"""Every case of every file through its adapter; the id of the case is the id of the test."""

import os
import subprocess
import sys
from typing import Any

import pytest

from tests.conformance.run import ADAPTERS, FILES, cases

EVERY_CASE = [
    pytest.param(name, given, expected, id=f"{name}-{key}") for name in ADAPTERS for key, given, expected in cases(name)
]


@pytest.mark.parametrize("name, given, expected", EVERY_CASE)
def test_case(name: str, given: dict[str, Any], expected: Any) -> None:
    assert ADAPTERS[name][0](given) == expected


@pytest.mark.parametrize("server_zone", ["UTC", "America/New_York", "Asia/Kathmandu", "Pacific/Chatham"])
def test_cases_do_not_depend_on_the_zone_of_the_server(server_zone: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "tests.conformance.run"],
        env={**os.environ, "TZ": server_zone},
        cwd=FILES.parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    expected = f"{len(EVERY_CASE)} cases pass with the server in {server_zone}\n"
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, expected, "")
