"""bin/manage: shares the servers of its DATA_DIR with whoever runs them."""

import signal

import pytest

from tests.startup.conftest import Checkout

pytestmark = pytest.mark.startup


def test_manage_alone_starts_and_stops_the_servers(checkout: Checkout) -> None:
    assert checkout.run("manage", "sql", "SELECT 1")[0] == 0
    assert checkout.processes() == []


def test_log_of_the_database_holds_errors_without_what_people_wrote(checkout: Checkout) -> None:
    twice = (
        "CREATE TABLE person (email text UNIQUE); INSERT INTO person VALUES ('jo@example.test'), ('jo@example.test')"
    )
    assert checkout.run("manage", "sql", twice)[0] == 1
    log = (checkout.data / "log" / "postgres.log").read_text()
    assert 'duplicate key value violates unique constraint "person_email_key"' in log
    assert "jo@example.test" not in log


def test_manage_uses_the_servers_of_up(checkout: Checkout) -> None:
    checkout.up()
    before = checkout.processes("postgres -D|/postgres ")
    assert checkout.run("manage", "sql", "SELECT 1")[0] == 0
    assert checkout.processes("postgres -D|/postgres ") == before


def test_first_manage_waits_for_the_second(checkout: Checkout) -> None:
    first = checkout.start("manage", "wait", "1")
    checkout.read_until(first, "manage wait")
    second = checkout.start("manage", "wait", "4")
    checkout.read_until(second, "manage wait")
    output, _ = first.communicate(timeout=30)
    assert "Another command still uses valkey; waiting for it." in output
    assert second.wait(1) == 0
    assert checkout.processes() == []


def test_user_of_servers_whose_owner_was_killed_takes_over(checkout: Checkout) -> None:
    owner = checkout.start("manage", "wait", "60")
    checkout.read_until(owner, "manage wait")
    up = checkout.up()
    owner.kill()
    checkout.read_until(up, "postgres is gone; starting it again.")
    assert checkout.run("manage", "sql", "SELECT 1")[0] == 0


def test_exit_code_and_sigterm_are_passed_on(checkout: Checkout) -> None:
    assert checkout.run("manage", "sql", "no SQL")[0] == 1
    process = checkout.start("manage", "wait", "60")
    checkout.read_until(process, "manage wait")
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 130
    assert checkout.processes() == []


def test_with_both_urls_set_nothing_embedded_starts(checkout: Checkout, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(Checkout, "environ", {**checkout.environ, "DATABASE_URL": "a", "REDIS_URL": "b"})
    code, output = checkout.run("manage", "help")
    assert (code, output) == (0, "manage help a b\n")
    assert not (checkout.data / "servers").exists()
