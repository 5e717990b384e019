"""The virtual environment is made once, and made anew when an earlier installation was cut off."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from _launch import environment
from _launch.processes import StartError

from tests.startup.conftest import REPOSITORY


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout without a virtual environment, whose locks ask for nothing."""
    monkeypatch.setattr(environment, "CHECKOUT", tmp_path)
    monkeypatch.setattr(environment, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(environment, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    for name in ("requirements.txt", "requirements-dev.txt"):
        (tmp_path / name).write_text("# nothing\n")
    return tmp_path


def test_environment_is_made_and_then_left_alone(
    folder: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    environment.ensure("requirements-dev.txt")
    assert sorted(path.name for path in (folder / ".venv").glob(".inst*")) == [
        ".installed-requirements-dev.txt",
        ".installed-requirements.txt",
    ]
    capfd.readouterr()
    environment.ensure("requirements.txt")  # the second lock holds the first
    assert capfd.readouterr().err == ""

    (folder / "requirements.txt").write_text("# nothing, but otherwise\n")
    environment.ensure("requirements.txt")
    assert capfd.readouterr().err.startswith("Installing requirements.txt into .venv")

    (folder / ".venv" / ".installing").touch()
    (folder / ".venv" / "half").touch()
    environment.ensure("requirements.txt")
    assert not (folder / ".venv" / "half").exists()
    assert not (folder / ".venv" / ".installing").exists()


def test_environment_whose_python_is_gone_is_made_anew(folder: Path) -> None:
    (folder / ".venv" / "bin").mkdir(parents=True)
    (folder / ".venv" / "bin" / "python").symlink_to("/nowhere/python")
    environment.ensure("requirements.txt")
    done = subprocess.run([environment.PYTHON, "-m", "pip", "--version"], capture_output=True, check=False)
    assert done.returncode == 0


def test_installation_that_fails_is_not_taken_for_done(folder: Path) -> None:
    (folder / "requirements.txt").write_text("./nowhere.whl --hash=sha256:00\n")
    with pytest.raises(StartError, match=r"^requirements.txt could not be installed"):
        environment.ensure("requirements.txt")
    assert not (folder / ".venv" / ".installed-requirements.txt").exists()
    assert not (folder / ".venv" / ".installing").exists()


@pytest.mark.parametrize("command", ["up", "test", "manage", "bench"])
def test_old_python_is_refused_with_one_line(tmp_path: Path, command: str) -> None:
    old = tmp_path / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    argv = [REPOSITORY / "bin" / command]
    env = {"PYTHON": str(old), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(argv, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == (
        f"Switchboard needs Python 3.11 or later; {old} is not. Name one with PYTHON=/path/to/python3.\n"
    )


def test_launcher_needs_the_standard_library_only() -> None:
    code = "import sys; sys.path.insert(0, sys.argv[1]); import _launch.up, _launch.command, _launch.checks"
    argv = [sys.executable, "-I", "-S", "-B", "-c", code, str(REPOSITORY / "bin")]
    assert subprocess.run(argv, check=False).returncode == 0


def test_missing_venv_module_is_named_with_its_cure(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(StartError) as refused:
        environment.ensure("requirements.txt")
    assert str(refused.value) == (
        "Python's venv is missing: install it with 'sudo apt-get install python3-venv' or your system's like."
    )
