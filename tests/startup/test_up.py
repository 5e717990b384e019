"""bin/up: ready, alone on its data, healed after a crash, ended by Ctrl-C."""

import os
import signal
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.startup.conftest import Checkout, wait_until

pytestmark = pytest.mark.startup


def test_ctrl_c_ends_even_a_process_that_hangs(checkout: Checkout) -> None:
    hanging = "import signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\ntime.sleep(1000)"
    (checkout.folder / "celery" / "__main__.py").write_text(hanging)
    process = checkout.up()
    begun = time.monotonic()
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 0
    assert time.monotonic() - begun < 30
    assert checkout.processes() == []


def test_up_on_data_in_use_is_refused_with_one_line(checkout: Checkout) -> None:
    checkout.up()
    code, output = checkout.run("up")
    assert code == 1
    assert output.splitlines() == [
        f"bin/up already runs on {checkout.data}; stop it, or choose another DATA_DIR and PORT."
    ]


def test_up_after_kill_9_finds_its_data_again(checkout: Checkout) -> None:
    process = checkout.up()
    assert checkout.run("manage", "sql", "CREATE TABLE kept AS SELECT 7 AS n")[0] == 0
    process.kill()
    process.wait()
    checkout.up()
    code, output = checkout.run("manage", "sql", "SELECT n FROM kept")
    assert (code, output.splitlines()[-1]) == (0, "rows [(7,)]")


def test_kill_9_of_the_launcher_leaves_no_process(checkout: Checkout) -> None:
    process = checkout.up()
    process.kill()
    process.wait()
    wait_until(lambda: checkout.processes() == [])


def test_kill_9_of_everything_is_healed(checkout: Checkout) -> None:
    process = checkout.up()
    for pid in checkout.processes():
        with suppress(ProcessLookupError):  # went with its parent
            os.kill(pid, signal.SIGKILL)
    process.wait()
    checkout.up()


@pytest.mark.parametrize("text", ["", "12", "{alive}\n/nowhere\n0\n5432\n/nowhere\n\n1 1\nready\n"])
def test_up_with_a_stale_pid_file_starts(checkout: Checkout, text: str) -> None:
    """Cut off in the middle, or naming a process that is alive but another."""
    assert checkout.run("manage", "help")[0] == 0
    (checkout.data / "servers" / "pgdata" / "postmaster.pid").write_text(text.format(alive=os.getpid()))
    checkout.up()


@pytest.mark.parametrize(
    ("pattern", "line"),
    [("-m config.server", "web ended with code -9"), ("-m celery.* beat", "beat ended"), ("valkey", "valkey is gone")],
)
def test_child_that_dies_is_started_again(checkout: Checkout, pattern: str, line: str) -> None:
    process = checkout.up()
    (before,) = [pid for pid in checkout.processes(pattern) if pid != process.pid]
    os.kill(before, signal.SIGKILL)
    checkout.read_until(process, line)
    wait_until(lambda: checkout.processes(pattern) not in ([], [before]))


def test_postgres_that_dies_is_started_again(checkout: Checkout) -> None:
    process = checkout.up()
    pid_file = checkout.data / "servers" / "pgdata" / "postmaster.pid"
    os.kill(int(pid_file.read_text().splitlines()[0]), signal.SIGKILL)
    checkout.read_until(process, "postgres is gone; starting it again.")
    wait_until(lambda: checkout.run("manage", "sql", "SELECT 1")[0] == 0)


def test_up_that_cannot_start_says_why_last(checkout: Checkout) -> None:
    (checkout.folder / "config" / "server.py").write_text("raise SystemExit('Setting PORT: is odd')")
    code, output = checkout.run("up")
    assert code == 1
    *_, reason, last = output.splitlines()
    assert reason == "Setting PORT: is odd"
    assert last == f"web does not start; its log is {checkout.data}/log/web.log."
    assert checkout.processes() == []


def test_data_of_another_postgres_version_is_refused(checkout: Checkout) -> None:
    assert checkout.run("manage", "help")[0] == 0
    (checkout.data / "servers" / "pgdata" / "PG_VERSION").write_text("9\n")
    code, output = checkout.run("up")
    assert code == 1
    assert output.splitlines()[-1].startswith(
        f"The data in {(checkout.data / 'servers').resolve()}/pgdata is of PostgreSQL 9, here is 18"
    )


def test_long_path_is_no_obstacle(make_checkout, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    checkout = make_checkout(tmp_path / ("long" * 25) / "with space")
    checkout.up()
    assert checkout.run("manage", "sql", "SELECT 1")[0] == 0
