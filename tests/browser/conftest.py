"""Chromium before a server process of its own, both on the test database, with real commits and real WebSockets.

Nothing is rolled back: every test makes a team of its own and sees only that. Started by bin/test as a run of its
own, because the browser's event loop lives in this thread.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from django.db import connection
from django.test.utils import setup_databases, teardown_databases

from tests.browser.world import World

CHECKOUT = Path(__file__).resolve().parents[2]
PATIENCE = 30  # seconds until the server answers


@pytest.fixture(scope="session", autouse=True)
def database(django_test_environment, django_db_blocker, django_db_modify_db_settings):
    """The test database of this process for the whole run: pytest-django's own would wrap or flush each test."""
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False, serialized_aliases=set())
        yield
        with connection.cursor() as cursor:  # whoever of the ended server has not left yet
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        connection.close()
        teardown_databases(made, verbosity=0)


@pytest.fixture(scope="session")
def server(database, tmp_path_factory):
    """The address of a server on the test database."""
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        port = line.getsockname()[1]
    address, name = urlsplit(os.environ["DATABASE_URL"]), connection.settings_dict["NAME"]
    env = {
        **os.environ,
        "DATABASE_URL": address._replace(path=f"/{name}").geturl(),
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "PORT": str(port),
    }
    env.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)
    log = tmp_path_factory.mktemp("server") / "log"
    argv = [sys.executable, "-m", "daphne", "-b", "127.0.0.1", "-p", str(port), "tests.browser.served:application"]
    with log.open("wb") as output:
        process = subprocess.Popen(argv, cwd=CHECKOUT, env=env, stdout=output, stderr=subprocess.STDOUT)
    base = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{base}/healthz", process, log)
        yield base
    finally:
        process.terminate()
        process.wait(20)
        if failures := re.findall(r'"level":"error".*', log.read_text()):
            pytest.fail("The server failed:\n" + "\n".join(failures[:5]))


def _wait_for(url, process, log):
    until = time.monotonic() + PATIENCE
    while True:
        try:
            with urlopen(url, timeout=1):
                return
        except (URLError, OSError):
            if process.poll() is not None or time.monotonic() > until:
                pytest.fail(log.read_text()[-4000:])
            time.sleep(0.1)


@pytest.fixture(scope="session")
def browser_type_launch_args():
    chrome = os.environ.get("CHROME_BIN") or shutil.which("chromium") or shutil.which("google-chrome")
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {"executable_path": chrome, "args": [*sandbox, "--disable-dev-shm-usage"]}


@pytest.fixture(scope="session")
def base_url(server):
    return server


@pytest.fixture
def world(server, new_context):
    """A team of two with their browsers; what went wrong in one of them fails the test."""
    made = World(server, new_context)
    yield made
    assert made.complaints == []
