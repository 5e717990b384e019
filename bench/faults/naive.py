"""The control that must fail: ownership and idempotency as they are written when nobody thinks of two at once."""

import threading
from collections.abc import Callable
from random import Random

import psycopg

from bench.rig import database_url


def check_then_write(leads: int, clients: int) -> int:
    """Each client reads whether a lead is free and then takes it: how many leads were taken by more than one."""
    with psycopg.connect(database_url(), autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS bench_naive_lead")
        connection.execute("CREATE TABLE bench_naive_lead (id int PRIMARY KEY, owner int)")
        connection.execute("INSERT INTO bench_naive_lead SELECT generate_series(1, %s)", [leads])
        taken: list[int] = []

        def client(number: int, own: psycopg.Connection) -> None:
            order = list(range(1, leads + 1))
            Random(number).shuffle(order) if number % 4 == 0 else None
            for lead in order:
                row = own.execute("SELECT owner FROM bench_naive_lead WHERE id = %s", [lead]).fetchone()
                if row and row[0] is None:
                    own.execute("UPDATE bench_naive_lead SET owner = %s WHERE id = %s", [number, lead])
                    taken.append(lead)

        _all_at_once(clients, client)
        connection.execute("DROP TABLE bench_naive_lead")
    return len(taken) - len(set(taken))


def look_then_do(clients: int) -> int:
    """Each client looks for its key, does the work and then stores the key: how many effects one key had."""
    with psycopg.connect(database_url(), autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS bench_naive_key, bench_naive_effect")
        connection.execute("CREATE TABLE bench_naive_key (key text)")
        connection.execute("CREATE TABLE bench_naive_effect (client int)")

        def client(number: int, own: psycopg.Connection) -> None:
            if own.execute("SELECT 1 FROM bench_naive_key WHERE key = 'one'").fetchone() is None:
                own.execute("INSERT INTO bench_naive_effect VALUES (%s)", [number])
                own.execute("INSERT INTO bench_naive_key VALUES ('one')")

        _all_at_once(clients, client)
        row = connection.execute("SELECT count(*) FROM bench_naive_effect").fetchone()
        connection.execute("DROP TABLE bench_naive_key, bench_naive_effect")
    return int(row[0]) if row else 0


def _all_at_once(clients: int, act: Callable[[int, psycopg.Connection], None]) -> None:
    gate = threading.Barrier(clients)

    def run(number: int) -> None:
        with psycopg.connect(database_url(), autocommit=True) as own:
            gate.wait(60)
            act(number, own)

    threads = [threading.Thread(target=run, args=(number,), daemon=True) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
