"""Where things are: the checkout, DATA_DIR, the servers' home inside it, the folder of their sockets.

DATA_DIR/log/       what each process writes
DATA_DIR/*.lock     who runs (see servers.py)
DATA_DIR/servers/   pgdata, valkey, run (sockets). Where root's servers, under an account of their own, could
                    not reach DATA_DIR, it is a link to a folder under /var/lib/switchboard: we never
                    open the folders above DATA_DIR to others
"""

import fcntl
import hashlib
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from _launch.processes import StartError, say

CHECKOUT = Path(__file__).resolve().parents[2]
STATE = Path("/var/lib/switchboard")
SOCKET_FOLDER_LIMIT = 90  # bytes: the kernel's 107 less the name of the socket


@dataclass(frozen=True)
class Account:
    """Who the servers run as, when that is not us: PostgreSQL refuses to run as root."""

    uid: int
    gid: int

    @property
    def options(self) -> dict[str, Any]:
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


@dataclass(frozen=True)
class Place:
    data: Path
    home: Path
    sockets: Path
    account: Account | None

    @property
    def options(self) -> dict[str, Any]:
        return self.account.options if self.account else {}

    def own(self, folder: Path) -> Path:
        return _owned(folder, self.account)


def default_data_dir() -> Path:
    if os.geteuid() != 0:
        return CHECKOUT / "var"
    digest = hashlib.sha256(os.fsencode(CHECKOUT)).hexdigest()[:8]
    return STATE / f"{CHECKOUT.name}-{digest}"


def data_dir() -> Path:
    chosen = os.environ.get("DATA_DIR")
    folder = Path(chosen).expanduser().absolute() if chosen else default_data_dir()
    try:
        if STATE in folder.parents:
            _make_state()
        if not folder.exists():
            folder.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
    except OSError as problem:
        raise StartError(f"DATA_DIR {folder} cannot be used: {problem.strerror}.") from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise StartError(f"DATA_DIR {folder} cannot be used: it belongs to another user.")
    return folder


@contextmanager
def locked(path: Path, waiting: str = "") -> Iterator[IO[str]]:
    """An exclusive lock that ends with us, however we end. `waiting` is said when somebody else has it."""
    with path.open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if waiting:
                say(waiting)
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle


def settle(data: Path) -> Place:
    """Make the servers' home in this DATA_DIR, or find it. The caller holds the start lock."""
    link, account = data / "servers", None
    if link.is_symlink() and not link.exists():
        link.unlink()
    if os.geteuid() == 0:
        account = _account(link / "pgdata")
        if not link.exists() and not _reachable(data, account):
            _make_state()
            link.symlink_to(tempfile.mkdtemp(prefix=f"{data.name}-", dir=STATE))
    link.mkdir(exist_ok=True)
    link.chmod(0o711 if account else 0o700)
    home = link.resolve()
    return Place(data, home, _sockets(home, account), account)


def _make_state() -> None:
    if not STATE.exists():
        STATE.mkdir(parents=True)
        STATE.chmod(0o755)  # whatever our umask says: the servers' account passes through


def _account(pgdata: Path) -> Account:
    """The owner of the data that is there; else PostgreSQL's usual account; else one that we make."""
    if pgdata.exists() and pgdata.stat().st_uid:
        return Account(pgdata.stat().st_uid, pgdata.stat().st_gid)
    for name in ("postgres", "switchboard"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    add = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if not add:
        raise StartError("PostgreSQL cannot run as root and useradd is missing: make a user 'switchboard'.")
    options = ["--system", "--no-create-home", "--shell", "/usr/sbin/nologin"]
    subprocess.run([add, *options, "switchboard"], check=True)
    return _account(pgdata)


def _reachable(folder: Path, account: Account) -> bool:
    test = ["/bin/sh", "-c", 'cd "$1"', "sh", str(folder)]
    return subprocess.run(test, cwd="/", capture_output=True, check=False, **account.options).returncode == 0


def _owned(folder: Path, account: Account | None) -> Path:
    folder.mkdir(mode=0o700, exist_ok=True)
    folder.chmod(0o700)
    if account:
        os.chown(folder, account.uid, account.gid)
    return folder


def _sockets(home: Path, account: Account | None) -> Path:
    """The sockets' private folder; a short one under /tmp where the path is too long or awkward in a URL."""
    plain = home / "run"
    if len(os.fsencode(plain)) <= SOCKET_FOLDER_LIMIT and re.fullmatch(r"[A-Za-z0-9/._-]+", str(plain)):
        return _owned(plain, account)
    link = home / "run-elsewhere"
    if link.is_symlink() and _private(link.readlink(), account):
        return link.readlink()
    link.unlink(missing_ok=True)
    folder = _owned(Path(tempfile.mkdtemp(prefix="switchboard-", dir="/tmp")), account)
    link.symlink_to(folder)
    return folder


def _private(folder: Path, account: Account | None) -> bool:
    try:
        status = folder.lstat()
    except OSError:
        return False
    return status.st_uid == (account.uid if account else os.geteuid()) and status.st_mode & 0o777 == 0o700
