"""The virtual environment: made once, filled from a lock with hashes, healed when an earlier run was cut off.

.venv/.installed-<lock>   digest of the lock (and Python version) that was installed to the end
.venv/.installing         an installation is under way; found without its process, the folder is made anew,
                          since a package may be there by half
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

from _launch.places import CHECKOUT, locked
from _launch.processes import StartError, say

VENV = CHECKOUT / ".venv"
PYTHON = VENV / "bin" / "python"
#: installing the second also installs the first, pin by pin
INCLUDES = {"requirements-dev.txt": ["requirements.txt"]}


def site_packages() -> Path:
    return next(iter(sorted((VENV / "lib").glob("python3.*/site-packages"))), VENV / "lib")


def ensure(lock: str) -> None:
    """After this, `.venv` holds what the lock says. Costs nothing when it already did."""
    with locked(CHECKOUT / ".venv.lock", "Waiting for another installation into .venv …"):
        unfinished = VENV / ".installing"
        if unfinished.exists() or not _works():
            _make()
        elif _stamp(lock) == _recorded(lock):
            return
        unfinished.touch()
        say(f"Installing {lock} into .venv (once, about a minute) …")
        if not _install(lock):
            unfinished.unlink()  # pip ended in order: what is there is whole
            raise StartError(f"{lock} could not be installed (see above); start again to go on.")
        for name in (lock, *INCLUDES.get(lock, [])):
            (VENV / f".installed-{name}").write_text(_stamp(name))
        unfinished.unlink()


def _stamp(lock: str) -> str:
    version = (VENV / "pyvenv.cfg").read_text() if (VENV / "pyvenv.cfg").exists() else ""
    return hashlib.sha256((CHECKOUT / lock).read_bytes() + version.encode()).hexdigest()


def _recorded(lock: str) -> str | None:
    stamp = VENV / f".installed-{lock}"
    return stamp.read_text().strip() if stamp.exists() else None


def _works() -> bool:
    """The interpreter runs, is new enough, belongs to this folder and has pip."""
    code = "import sys, pip; print(sys.prefix); sys.exit(sys.version_info < (3, 11))"
    try:
        done = subprocess.run([PYTHON, "-c", code], capture_output=True, text=True, check=False)
    except OSError:
        return False
    return done.returncode == 0 and Path(done.stdout.strip()).resolve() == VENV.resolve()


def _make() -> None:
    base = getattr(sys, "_base_executable", sys.executable)
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        own = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        apt_install(own, "python3-venv", why="Python's venv is missing")
    say("Making the virtual environment .venv …")
    shutil.rmtree(VENV, ignore_errors=True)
    done = subprocess.run([base, "-m", "venv", VENV], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise StartError(f"{done.stdout}{done.stderr}\nThe virtual environment could not be made in {VENV}.")


def _install(lock: str) -> bool:
    quiet = ["--quiet", "--no-input", "--disable-pip-version-check", "--root-user-action=ignore"]
    argv = [PYTHON, "-m", "pip", "install", *quiet, "--require-hashes", "-r", CHECKOUT / lock]
    return subprocess.run(argv, check=False).returncode == 0


def apt_install(*packages: str, why: str) -> None:
    """From Debian when root: the first of these packages that is there. Else one line that says how."""
    apt = shutil.which("apt-get")
    if os.geteuid() != 0 or not apt:
        raise StartError(f"{why}: install it with 'sudo apt-get install {packages[-1]}' or your system's like.")
    say(f"{why}: installing it from Debian …")
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run([apt, "update", "-qq"], env=environ, capture_output=True, check=False)
    for package in packages:
        argv = [apt, "install", "-y", "-qq", "--no-install-recommends", package]
        if subprocess.run(argv, env=environ, capture_output=True, check=False).returncode == 0:
            return
    raise StartError(f"{why}, and apt-get could not install {packages[-1]}.")
